"""Draws carried out, replaced in and given up."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.draws.entries import entries_of, kept_sealed, own, salts_of, time_of
from api.desk.lines import Exact, Name
from api.store import draws
from api.store.draws import Draw
from models.base import Frozen
from models.draw import Event, EventKind, Ground, Record, Request
from models.text import Text
from planner.draw import drawing
from planner.draw import replacement as replacing
from planner.draw.chain import Entry, PendingError, entry_digest, next_place, position_of
from planner.draw.lists import Seals
from scenarios.register import entry_text


class Why(Frozen):
    """Why somebody is replaced or a draw given up; names and details are public as seals only."""

    ground: Ground
    detail: Exact = Field(min_length=1, max_length=2000, examples=["学校已停办"])
    approved_by: Name = Field(examples=["王五"])


def run(
    who: Asker,
    id_: str,
    numbers: Sequence[Sequence[int | str]],
    operators: Iterable[str],
    witnesses: Iterable[str],
) -> Draw:
    """Carry out a draw with the public numbers; once, and not before they are known.

    Raises
    ------
    Denial
        409 when it was drawn before, or the numbers are not known yet; 404 when it is no draw.
    """
    found = own(who, id_)
    if found.drawn is not None:
        raise Denial(409, Text(code="draw.drawn"))
    sealed = kept_sealed(who, id_)
    try:
        record = drawing.draw(
            sealed.record,
            secret=sealed.secret,
            numbers=numbers,
            time=time_of(who),
            operators=operators,
            witnesses=witnesses,
            salts=salts_of(who),
        )
    except drawing.TooEarlyError:
        at = sealed.record.commitment.source.at.isoformat()
        raise Denial(409, Text(code="draw.too_early", args={"at": at})) from None
    with who.world.store.writing() as session:
        return draws.carry_out(session, who.by, id_, entry_text(record), entry_digest(record))


def replace(who: Asker, id_: str, why: Why, out: str, target: str) -> Draw:
    """Log that somebody drops out, and draw the replacement with the next one-time code.

    Parameters
    ----------
    out
        The id of whom or what was drawn.
    target
        For a team: the target of the visit that the person leaves.

    Raises
    ------
    Denial
        409 before it is drawn or when no one-time code is left, 422 when `out` was not drawn.
    """
    found = own(who, id_)
    entries = entries_of(who, found.office)
    record = next(e for e in entries if position_of(e) == found.position)
    if not isinstance(record, Record):
        raise Denial(409, Text(code="draw.not_yet"))
    request, seals = _request(who, entries, EventKind.REPLACEMENT, found.draw, why)
    request = request.model_copy(update={"out": out, "target": target})
    events = [e for e in entries if isinstance(e, Event)]
    secret = kept_sealed(who, id_).secret
    try:
        event = replacing.replace(record, events, request, secret=secret, time=request.time)
    except LookupError:
        raise Denial(422, Text(code="draw.not_drawn", args={"id": out})) from None
    except ValueError:
        raise Denial(409, Text(code="draw.no_code")) from None
    return _happened(who, found.office, event, seals)


def abandon(who: Asker, id_: str, why: Why) -> Draw:
    """Give up a draw that is not carried out, with the reason.

    Raises
    ------
    Denial
        409 when it was drawn, or the register has gone on since.
    """
    found = own(who, id_)
    entries = entries_of(who, found.office)
    if position_of(entries[-1]) != found.position:
        raise Denial(409, Text(code="draw.drawn"))
    request, seals = _request(who, entries, EventKind.ABANDONED, found.draw, why)
    return _happened(who, found.office, Event(request=request, time=request.time), seals)


def _request(
    who: Asker, entries: Sequence[Entry], kind: EventKind, draw: str, why: Why
) -> tuple[Request, Seals]:
    try:
        place = next_place(entries, giving_up=kind is EventKind.ABANDONED)
    except PendingError:
        code = "draw.drawn" if kind is EventKind.ABANDONED else "draw.pending"
        raise Denial(409, Text(code=code)) from None
    seals = Seals(salts_of(who))
    request = Request(
        kind=kind,
        draw=draw,
        position=place.position,
        previous=place.previous,
        time=time_of(who),
        ground=why.ground,
        detail=seals.seal(why.detail),
        approved_by=seals.seal(why.approved_by),
    )
    return request, seals


def _happened(who: Asker, office: str, event: Event, seals: Seals) -> Draw:
    event = event.model_copy(update={"private": seals.openings})
    with who.world.store.writing() as session:
        return draws.event(
            session,
            who.by,
            office,
            event.request.draw,
            position=event.request.position,
            previous=event.request.previous,
            digest=entry_digest(event),
            content=entry_text(event),
        )
