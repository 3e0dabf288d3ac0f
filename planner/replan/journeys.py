"""Trips of a plan whose days are settled: those begun stay, the others are found anew."""

from collections import defaultdict
from collections.abc import Iterable

from models.plan import Half, Trip, Visit
from models.problem import Problem
from planner.presence import Presence
from planner.replan.facts import Facts
from planner.rules.nights import most_nights
from planner.trips.shared import shared_trip
from planner.trips.tours import Stop, Tour, Traveller, cheapest
from planner.trips.ways import ways


def begun(
    trips: Iterable[Trip], old: Iterable[Visit], new: Iterable[Visit], facts: Facts
) -> tuple[Trip, ...]:
    """The trips that began before the day of the facts and that nothing has changed."""
    before = {visit.id: visit for visit in old}
    now = {visit.id: visit for visit in new}
    return tuple(
        trip
        for trip in trips
        if trip.start < facts.since and all(_same(before.get(v), now.get(v)) for v in trip.visits)
    )


def _same(old: Visit | None, new: Visit | None) -> bool:
    return old is not None and new is not None and _place(old) == _place(new)


def _place(visit: Visit) -> tuple[object, ...]:
    return visit.target, visit.start, visit.half, visit.half_days, frozenset(visit.team)


def journeys(
    presence: Presence, visits: tuple[Visit, ...], settled: tuple[Trip, ...], old: Iterable[Trip]
) -> tuple[Trip, ...]:
    """The cheapest trips of everybody for these days, beside those that are settled.

    A trip like one of the old plan keeps its id.

    Parameters
    ----------
    presence
        People's time but for the visits of the plan.
    """
    problem, days = presence.problem, presence.days
    made = {(person, visit) for trip in settled for person in trip.people for visit in trip.visits}
    known = ways(
        problem, presence.table, (v.target for v in visits if v.target in problem.target_by_id)
    )
    stops: dict[str, list[Stop]] = defaultdict(list)
    busy = {person: mask.copy() for person, mask in presence.free.items()}
    for visit in visits:
        first = 2 * days.day(visit.start) + (visit.half_days == 1 and visit.half is Half.PM)
        for person in visit.team:
            if (person, visit.id) in made:
                if person in busy:
                    busy[person][first : first + visit.half_days] = False
            elif person in busy and visit.target in problem.target_by_id:
                alone = any(_sealed(problem, p) for p in visit.programmes)
                stops[person].append(Stop(visit.id, visit.target, first, visit.half_days, alone))
    spent: dict[str, int] = defaultdict(int)
    for trip in settled:
        for person in trip.people:
            spent[person] += trip.nights
    alike: dict[tuple[int, tuple[str, ...], int], dict[str, Tour]] = defaultdict(dict)
    for inspector in problem.inspectors:
        if inspector.id in stops:
            most = most_nights(problem, inspector)
            left = None if most is None else max(0, most - spent[inspector.id])
            traveller = Traveller(inspector.id, busy[inspector.id], left)
            own = sorted(stops[inspector.id], key=lambda stop: stop.slot)
            for tour in cheapest(known, traveller, own):
                alike[tour.first_day, tour.visits, tour.nights][inspector.id] = tour
    half_days = {visit.id: visit.half_days for visit in visits}
    found = [shared_trip(presence, "", half_days, alike[key]) for key in sorted(alike)]
    return tuple(sorted([*settled, *_named(found, settled, old)], key=lambda t: (t.start, t.id)))


def _sealed(problem: Problem, programme: str) -> bool:
    known = problem.programme_by_id.get(programme)
    return known is not None and known.sealed


def _named(found: list[Trip], settled: Iterable[Trip], old: Iterable[Trip]) -> list[Trip]:
    taken = {trip.id for trip in settled}
    known = {_likeness(trip): trip.id for trip in old if trip.id not in taken}
    ids = [known.pop(_likeness(trip), "") for trip in found]
    taken |= set(ids)
    numbers = (f"T{number:04d}" for number in range(1, len(found) + len(taken) + 1))
    fresh = (name for name in numbers if name not in taken)
    return [
        trip.model_copy(update={"id": i or next(fresh)}) for trip, i in zip(found, ids, strict=True)
    ]


def _likeness(trip: Trip) -> tuple[object, ...]:
    return trip.people, trip.visits, trip.nights
