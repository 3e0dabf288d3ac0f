"""The trail (审计日志): who changed what, when; each entry is chained to the one before it.

Entries are noted while a transaction runs and chained at its end, so that they are kept with the
change or not at all, and the lock on the chain's end is short and always taken last.

Whoever owns the database could rewrite all of the trail. Its `head`, noted elsewhere from time to
time, shows that too: give it to `verify`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.by import By
from api.store.columns import canonical
from api.store.stored import Stored
from api.store.tables import HeadRow, TrailRow
from models.base import Frozen
from models.text import Text

_NOTED = "trail"
_END = select(HeadRow.__table__.c.number)
GENESIS = "0" * 64
"""What the first entry is chained to."""


class Entry(Stored):
    """One entry: `subject` is what was changed, `region` whose it is; None: the whole service's."""

    number: int
    at: datetime
    account: str
    action: str
    subject: str
    region: str | None
    detail: dict[str, Any]
    previous: str
    digest: str


class Head(Frozen):
    """The last entry's number and hash; the number is 0 when there is none."""

    number: int
    digest: str


def note(
    session: Session,
    by: By,
    action: str,
    subject: str,
    region: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Say what this transaction changes; `chain` writes it down when the transaction ends."""
    noted = (by.now, by.account, action, subject, region, dict(detail or {}))
    session.info.setdefault(_NOTED, []).append(noted)


def chain(session: Session) -> None:
    """Add to the trail what was noted in this transaction."""
    noted = session.info.pop(_NOTED, [])
    if not noted:
        return
    session.flush()
    head = session.execute(select(HeadRow).with_for_update()).scalar_one()
    session.refresh(head)  # what another transaction has added while this one waited
    for at, account, action, subject, region, detail in noted:
        row = TrailRow(
            number=head.number + 1,
            at=at,
            account=account,
            action=action,
            subject=subject,
            region=region,
            detail=detail,
            previous=head.digest,
            digest="",
        )
        row.digest = digest_of(row)
        session.add(row)
        head.number, head.digest = row.number, row.digest


def seize(session: Session) -> None:
    """Hold the end of the trail from now until this transaction ends; take no other lock after it.

    Every transaction that changes something needs it at last, so that none can end meanwhile, and
    what is counted now stays true. SQLite has one writer at a time anyhow.
    """
    session.execute(select(HeadRow.id).with_for_update())


def digest_of(entry: TrailRow | Entry) -> str:
    """SHA-256 over everything an entry says and the hash of the entry before it."""
    at = entry.at.isoformat(timespec="microseconds")
    said = (entry.number, at, entry.account, entry.action, entry.subject, entry.region)
    return hashlib.sha256(canonical([*said, entry.detail, entry.previous]).encode()).hexdigest()


def head(session: Session) -> Head:
    """The end of the trail, to be noted elsewhere."""
    row = session.execute(select(HeadRow)).scalar_one()
    return Head(number=row.number, digest=row.digest)


def end(session: Session) -> int:
    """The number of the last entry; every request asks for it, so that nothing else is read."""
    return int(session.execute(_END).scalar_one())


def read(
    session: Session,
    *,
    after: int = 0,
    before: int | None = None,
    newest: bool = False,
    limit: int = 100,
    subject: str | None = None,
    account: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    regions: Iterable[str] | None = None,
) -> tuple[Entry, ...]:
    """Entries in order, from after a number on.

    Parameters
    ----------
    before
        Only those before this number.
    newest
        The last of them instead, in the opposite order.
    account
        Only what it did.
    since, until
        Only from this moment on, and before that one.
    """
    order = TrailRow.number.desc() if newest else TrailRow.number
    query = select(TrailRow).where(TrailRow.number > after).order_by(order).limit(limit)
    if before is not None:
        query = query.where(TrailRow.number < before)
    if subject is not None:
        query = query.where(TrailRow.subject == subject)
    if account is not None:
        query = query.where(TrailRow.account == account)
    if since is not None:
        query = query.where(TrailRow.at >= since)
    if until is not None:
        query = query.where(TrailRow.at < until)
    if regions is not None:
        query = query.where(TrailRow.region.in_(tuple(regions)))
    return tuple(Entry.of(row) for row in session.scalars(query))


def verify(session: Session, known: Iterable[Head] = ()) -> tuple[Text, ...]:
    """Everything that shows that the trail was altered; nothing when it is whole.

    Parameters
    ----------
    known
        Ends of the trail noted earlier, through which it must still pass.
    """
    rows = session.scalars(
        select(TrailRow).order_by(TrailRow.number).execution_options(yield_per=1000)
    )
    end = head(session)
    return tuple(faults((Entry.of(row) for row in rows), end, known))


def faults(entries: Iterable[Entry], end: Head, known: Iterable[Head] = ()) -> Iterator[Text]:
    """What is wrong with a chain that should lead to `end` and pass through what is known."""
    marks = {mark.number: mark.digest for mark in known}
    number, previous = 0, GENESIS
    for entry in entries:
        if entry.number != number + 1:
            yield _fault("missing", number + 1)
        elif entry.previous != previous:
            yield _fault("unchained", entry.number)
        if entry.digest != digest_of(entry):
            yield _fault("altered", entry.number)
        if marks.pop(entry.number, entry.digest) != entry.digest:
            yield _fault("rewritten", entry.number)
        number, previous = entry.number, entry.digest
    if (number, previous) != (end.number, end.digest):
        yield _fault("end", end.number)
    for missing in sorted(mark for mark in marks if mark):
        yield _fault("missing", missing)


def _fault(what: str, number: int) -> Text:
    return Text(code=f"trail.{what}", args={"number": number})
