"""The entries of registers, and who may do what with them."""

from datetime import datetime

from api.accounts.roles import Action, may
from api.accounts.scope import relation
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.store import Session, draws, regions
from api.store.draws import Draw, Sort
from api.store.refusals import missing
from models.draw import Commitment, Event, EventKind, Record
from models.text import Text
from planner.draw.chain import Entry
from planner.draw.lists import Salts
from scenarios.register import Sealed, entry_of, public_text, sealed_of

KIND = "draw"


def get(who: Asker, id_: str, action: Action = Action.DRAW_READ) -> Draw:
    """One entry, if one may do this with it."""
    return who.owned(draws.get, id_, KIND, action)


def own(who: Asker, id_: str) -> Draw:
    """A draw of one's own office."""
    found = get(who, id_, Action.DRAW_WRITE)
    if found.kind is not Sort.DRAW:
        raise missing(KIND, id_)
    return found


def entries_of(who: Asker, office: str) -> list[Entry]:
    """The whole entries of an office's register, in order."""
    with who.world.store.reading() as session:
        return [entry_of(text, office) for text in draws.whole_texts(session, office)]


def kept_sealed(who: Asker, id_: str) -> Sealed:
    """What was committed to, with what opens its seals."""
    with who.world.store.reading() as session:
        text = draws.sealed_text(session, id_)
    assert text is not None
    return sealed_of(text)


def name_of(entry: Entry) -> str:
    """The name of the draw that an entry belongs to."""
    if isinstance(entry, Commitment):
        return entry.draw
    return entry.commitment.draw if isinstance(entry, Record) else entry.request.draw


def time_of(who: Asker) -> datetime:
    """Now, in whole seconds and the local time of this machine: the record shows it to people."""
    return who.by.now.astimezone().replace(microsecond=0)


def salts_of(who: Asker) -> Salts:
    """Where the salts of new seals come from."""
    return lambda: who.by.chance(16).hex()


def may_there(who: Asker, session: Session, action: Action, office: str) -> bool:
    """Whether one may do this where the office is."""
    stands = relation(who.account.region, office, regions.parents(session))
    return may(who.account.role, action, stands)


def sees_outcomes(who: Asker, session: Session, office: str) -> bool:
    """Those who draw, and those who plan with what is drawn, before it is published."""
    return any(may_there(who, session, a, office) for a in (Action.DRAW_WRITE, Action.SEALED_READ))


def require_outcomes(who: Asker, session: Session, office: str) -> None:
    """Refuse those who may not see outcomes.

    Raises
    ------
    Denial
        403.
    """
    if not sees_outcomes(who, session, office):
        raise Denial(403, Text(code="problem.forbidden"))


def given_up(session: Session, one: Draw) -> bool:
    """Whether an entry says that its draw is not carried out."""
    if one.kind is Sort.DRAW:
        return False
    entry = entry_of(draws.whole_text(session, one.id), one.id)
    return isinstance(entry, Event) and entry.request.kind is EventKind.ABANDONED


def public_form(session: Session, one: Draw) -> str | None:
    """What everybody may read of an entry; None while it is nothing."""
    if one.kind is Sort.DRAW and one.published is None:
        return draws.committed_text(session, one.id)
    if one.kind is Sort.EVENT:
        of = (other for other in draws.register(session, one.office) if other.draw == one.draw)
        published = any(other.published is not None for other in of)
        if not published and not given_up(session, one):
            return None
    return public_text(entry_of(draws.whole_text(session, one.id), one.id))
