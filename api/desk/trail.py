"""The trail as auditors and administrators read it: of their region and those below."""

from collections.abc import Iterator
from datetime import datetime

from api.accounts.roles import Action
from api.accounts.scope import covered
from api.desk.asker import Asker
from api.store import regions, trail
from api.store.columns import canonical
from api.store.trail import Entry, Head
from models.base import Frozen
from models.text import Text

_AT_A_TIME = 1000


class Which(Frozen):
    """Which entries are asked for; None: whichever.

    `subject` is what was changed, `account` who did it; `since` is the first moment, `until` the
    first one after.
    """

    subject: str | None = None
    account: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Verdict(Frozen):
    """Whether the trail is whole up to `head`, and everything that speaks against it.

    `first` is the number of the first entry that is not as it was written.
    """

    whole: bool
    head: Head
    first: int | None
    faults: tuple[Text, ...]


def read(
    who: Asker,
    which: Which,
    *,
    after: int = 0,
    before: int | None = None,
    newest: bool = False,
    limit: int = 100,
) -> tuple[Entry, ...]:
    """Entries between two numbers, in order; those of the whole service only for all of it.

    Parameters
    ----------
    newest
        The last of them instead, in the opposite order.
    """
    who.require_role(Action.TRAIL_READ)
    with who.world.store.reading() as session:
        return trail.read(
            session,
            after=after,
            before=before,
            newest=newest,
            limit=limit,
            subject=which.subject,
            account=which.account,
            since=which.since,
            until=which.until,
            regions=covered(who.account.region, regions.parents(session)),
        )


def lines(who: Asker, which: Which) -> Iterator[str]:
    """All of these entries, each as a line of JSON, by which its hash can be counted again."""
    who.require_role(Action.TRAIL_READ)
    return _lines(who, which)


def _lines(who: Asker, which: Which) -> Iterator[str]:
    after = 0
    while entries := read(who, which, after=after, limit=_AT_A_TIME):
        yield "".join(f"{canonical(entry.model_dump(mode='json'))}\n" for entry in entries)
        after = entries[-1].number


def verify(who: Asker, known: Head | None = None) -> Verdict:
    """Go through the whole chain.

    Parameters
    ----------
    known
        An end of the trail noted earlier, through which it must still pass.
    """
    who.require_role(Action.TRAIL_READ)
    with who.world.store.reading() as session:
        end = trail.head(session)
        faults = trail.verify(session, () if known is None else (known,))
    numbers = [int(str(fault.args["number"])) for fault in faults]
    return Verdict(whole=not faults, head=end, first=min(numbers, default=None), faults=faults)
