"""Draws as those who work here may see them."""

from collections.abc import Mapping
from contextlib import suppress

from api.accounts.roles import Action
from api.accounts.scope import covered
from api.desk.asker import Asker
from api.desk.draws.entries import (
    KIND,
    entries_of,
    get,
    kept_sealed,
    may_there,
    public_form,
    require_outcomes,
)
from api.store import draws, regions
from api.store.draws import Draw, Sort
from api.store.refusals import Refused, missing
from models.base import Frozen
from models.draw import Commitment, Event, Record
from models.drawn import DrawnTarget
from planner.draw.tickets import ticket
from planner.draw.verifier import digest as digest_of
from scenarios.register import drawn_targets, entry_of, public_text


class Told(Frozen):
    """A draw and what followed, as far as one may see it.

    `record` is there for those who see the outcome; before the draw for those who carry it out.
    `names` are those that the record opens, by id: of targets, and of people for those who draw.
    `digest` is that of the commitment, which goes into the seed.
    """

    draw: Draw
    commitment: Commitment
    digest: str
    record: Record | None
    names: Mapping[str, str]
    events: tuple[Event, ...]


class Chosen(Frozen):
    """A target or person that was drawn, in the order of the draw.

    `ticket` is empty where a team was drawn, whose members are `team`; `region` of targets only.
    """

    id: str
    name: str
    region: str = ""
    ticket: str = ""
    team: tuple[str, ...] = ()


def register(who: Asker, office: str) -> tuple[Draw, ...]:
    """The entries of an office's register, in order."""
    who.require(Action.DRAW_READ, office, "register", office)
    with who.world.store.reading() as session:
        return draws.register(session, office)


def offices(who: Asker) -> tuple[str, ...]:
    """The offices of one's region and below that have a register."""
    with who.world.store.reading() as session:
        reached = covered(who.account.region, regions.parents(session))
        return tuple(o for o in draws.offices(session) if reached is None or o in reached)


def record(who: Asker, id_: str) -> str:
    """An entry as JSON, as far as one may see it."""
    found = get(who, id_)
    with who.world.store.reading() as session:
        if may_there(who, session, Action.DRAW_WRITE, found.office):
            return draws.whole_text(session, id_)
        if may_there(who, session, Action.SEALED_READ, found.office):
            return public_text(entry_of(draws.whole_text(session, id_), id_))
        text = public_form(session, found)
    if text is None:
        raise missing(KIND, id_)
    return text


def told(who: Asker, id_: str) -> Told:
    """A draw and what followed, as far as one may see it."""
    entry = entry_of(record(who, id_), id_)
    found = get(who, id_)
    if found.kind is not Sort.DRAW:
        raise missing(KIND, id_)
    with who.world.store.reading() as session:
        drawing_it = may_there(who, session, Action.DRAW_WRITE, found.office)
        later = [
            one
            for one in draws.register(session, found.office)
            if one.draw == found.draw and one.kind is Sort.EVENT
        ]
    if isinstance(entry, Commitment) and drawing_it:
        entry = kept_sealed(who, id_).record
    events: list[Event] = []
    for one in later:
        with suppress(Refused):  # not public yet
            event = entry_of(record(who, one.id), one.id)
            assert isinstance(event, Event)
            events.append(event)
    assert not isinstance(entry, Event)
    whole = entry if isinstance(entry, Record) else None
    made = entry.commitment if isinstance(entry, Record) else entry
    return Told(
        draw=found,
        commitment=made,
        digest=digest_of(made.model_dump(mode="json")),
        record=whole,
        names={} if whole is None else _names(whole),
        events=tuple(events),
    )


def chosen(told: Told) -> tuple[Chosen, ...]:
    """What was drawn, in the order of the draw and before replacements."""
    kept = told.record
    if kept is None or kept.drawn is None:
        return ()
    regions_of = {str(row["id"]): str(row.get("county", "")) for row in kept.lists["targets"]}
    if kept.drawn.teams:
        return tuple(
            Chosen(
                id=target,
                name=told.names.get(target, target),
                region=regions_of.get(target, ""),
                team=tuple(told.names.get(one, one) for one in team),
            )
            for target, team in kept.drawn.teams.items()
        )
    return tuple(
        Chosen(
            id=one,
            name=told.names.get(one, one),
            region=regions_of.get(one, ""),
            ticket=ticket(kept.drawn.seed, kept.commitment.draw, one),
        )
        for one in kept.drawn.outcome
    )


def drawn(who: Asker, office: str) -> tuple[DrawnTarget, ...]:
    """What the draws of an office chose, after replacements, as rows of a data set."""
    who.require(Action.DRAW_READ, office, "register", office)
    with who.world.store.reading() as session:
        require_outcomes(who, session, office)
    return drawn_targets(entries_of(who, office))


def _names(record: Record) -> dict[str, str]:
    """The names of targets, and those of people whose seals can be opened, by id."""
    names = {str(row["id"]): str(row.get("name", "")) for row in record.lists["targets"]}
    for row in record.lists["inspectors"]:
        opened = record.private.get(str(row["person"]))
        if opened is not None:
            names[str(row["id"])] = opened.text.partition("|")[2]
    return names
