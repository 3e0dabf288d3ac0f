"""A plan as a year to look at: all its visits that one sees, in few words, and the calendar.

What the plan and its data hold besides is not read for it, so that thousands of visits are there
at once.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from api.accounts.scope import Parents
from api.desk.asker import Asker
from api.desk.journeys import travelled
from api.desk.sight import missing, sight, visible
from api.store import datasets, regions, visits
from api.store.visits import Entry
from models.calendar import WorkCalendar
from models.pin import Pin
from models.plan import Milestone, Trip

MOST_REGIONS = 400
"""Of more, the lowest are not told apart: nobody looks through a list of thousands."""


@dataclass(frozen=True)
class Year:
    """The visits in the order of their days, the work calendar and what was pinned, by visit.

    `regions` are the names of those by which visits can be told apart, by id; `below` has those of
    visits in each.
    """

    calendar: WorkCalendar
    pins: Mapping[str, Pin]
    visits: tuple[Entry, ...]
    regions: Mapping[str, str]
    below: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Circumstances:
    """What goes with a visit: the journeys it is part of, the steps that follow it."""

    trips: tuple[Trip, ...]
    milestones: tuple[Milestone, ...]


def year(who: Asker, plan: str) -> Year:
    """A plan's year, as far as one sees the plan; without visits while it has no result.

    Raises
    ------
    Denial
        404 without such a plan.
    """
    seen = sight(who, plan)
    calendar, pins = _settled(who, seen.plan.dataset)
    with who.world.store.reading() as session:
        shown = visits.numbers(session, plan, visible(who, seen))
        names, parents = regions.names(session), regions.parents(session)

    def read() -> tuple[Entry, ...]:
        with who.world.store.reading() as session:
            return visits.entries(session, plan)

    found = who.world.held.get(("entries", plan), read) if shown else ()
    own = tuple(entry for entry in found if entry.number in shown)
    below = _below({entry.region for entry in own}, parents)
    return Year(
        calendar=calendar,
        pins={entry.id: pins[entry.id] for entry in own if entry.id in pins},
        visits=own,
        regions={region: names[region] for region in sorted(below)},
        below=below,
    )


def _below(used: Collection[str], parents: Parents) -> Mapping[str, frozenset[str]]:
    """The used regions in each region that has some of them, but not all."""
    inside: dict[str, set[str]] = {}
    depth: dict[str, int] = {}
    for region in used:
        above: list[str] = []
        here: str | None = region
        while here is not None and here not in above:
            inside.setdefault(here, set()).add(region)
            above.append(here)
            here = parents.get(here)
        depth |= {one: len(above) - n for n, one in enumerate(above)}
    apart = {one: all_ for one, all_ in inside.items() if len(all_) < len(used)}
    deepest = max((depth[one] for one in apart), default=0)
    while len(apart) > MOST_REGIONS and deepest > 1:
        apart = {one: all_ for one, all_ in apart.items() if depth[one] < deepest}
        deepest -= 1
    return {one: frozenset(all_) for one, all_ in apart.items()}


def circumstances(who: Asker, plan: str, visit: str) -> Circumstances:
    """What goes with a visit of a plan that one sees.

    Raises
    ------
    Denial
        404 without such a plan or visit.
    """
    seen = sight(who, plan)
    which = visible(who, seen).model_copy(update={"visit": visit})
    found = travelled(who, seen, which)
    if not found:
        raise missing("visit", visit)
    return Circumstances(found[0].trips, found[0].milestones)


def _settled(who: Asker, dataset: str) -> tuple[WorkCalendar, Mapping[str, Pin]]:
    """Calendar and pins of a data set that a plan has frozen."""

    def read() -> tuple[WorkCalendar, Mapping[str, Pin]]:
        with who.world.store.reading() as session:
            told = json.loads(datasets.text_of(session, dataset))
        pins = [Pin.model_validate(one) for one in told.get("pins", ())]
        return WorkCalendar.model_validate(told["calendar"]), {pin.visit: pin for pin in pins}

    return who.world.held.get(("calendar", dataset), read)
