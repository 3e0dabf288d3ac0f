"""Stage `trips`: visits joined into day tours and tours with nights away.

A kilometre is paid for each person, so what one travels is independent of the others: `tours` finds
the cheapest trips of each person by themselves, and people whose trips are alike travel together.
"""

from collections import defaultdict
from dataclasses import dataclass

from models.plan import Half, StageFigure, Trip
from planner.case import Case
from planner.lexicographic import Goal, Search, figure
from planner.model import Arrangement
from planner.rules.nights import most_nights
from planner.trips.joining import Joined
from planner.trips.redating import Redating
from planner.trips.shared import shared_trip
from planner.trips.tours import Stop, Tour, Traveller, cheapest
from planner.trips.ways import POINTS, Ways, ways

GOAL = Goal("trips", "trip_cost", "yuan")


@dataclass(frozen=True)
class Trips:
    """The trips, the arrangement they belong to, and the proof."""

    arrangement: Arrangement
    trips: tuple[Trip, ...]
    figures: tuple[StageFigure, ...]


def trips(case: Case, arrangement: Arrangement, search: Search) -> Trips:
    """Join the visits of each person into trips, as cheap in travel and lodging as can be.

    Regular visits may get another day of their month for it; the bound is for all such days.
    """
    known = ways(case.problem, case.table, (r.target for r in case.requests))
    arrangement, bound = _redated(case, known, arrangement, search)
    made, price = _toured(case, known, arrangement)
    in_points = figure(GOAL, price, bound, search)
    yuan = {"objective": in_points.objective / POINTS, "bound": in_points.bound / POINTS}
    proof = in_points.model_copy(update=yuan)
    return Trips(arrangement, made, (proof,))


def toured(case: Case, arrangement: Arrangement) -> tuple[tuple[Trip, ...], float]:
    """The cheapest trips of visits that stay where they are, and what travel and lodging cost."""
    known = ways(case.problem, case.table, (r.target for r in case.requests))
    made, price = _toured(case, known, arrangement)
    return made, price / POINTS


def _toured(case: Case, known: Ways, arrangement: Arrangement) -> tuple[tuple[Trip, ...], int]:
    tours = {
        person: cheapest(known, traveller(case, person), stops)
        for person, stops in stops_of(case, arrangement).items()
    }
    price = sum(tour.price for of_person in tours.values() for tour in of_person)
    return _together(case, tours), price


def _redated(
    case: Case, known: Ways, arrangement: Arrangement, search: Search
) -> tuple[Arrangement, int]:
    """The arrangement with better days for regular visits, and a bound of the price."""
    alike: dict[object, Joined] = {}
    placed, bound = dict(arrangement.placed), 0
    for person in stops_of(case, arrangement):
        if search.stopped() or search.left() <= 0:
            return Arrangement(placed), 0
        redating = Redating(case, known, traveller(case, person), Arrangement(placed))
        moved, least = redating.run(alike)
        placed.update(moved)
        bound += least
    return Arrangement(placed), bound


def stops_of(case: Case, arrangement: Arrangement) -> dict[str, list[Stop]]:
    """Each person's visits in the order of their days."""
    table: dict[str, list[Stop]] = defaultdict(list)
    for name, placement in arrangement.placed.items():
        request = case.request[name]
        late = request.half_days == 1 and placement.half is Half.PM
        slot = 2 * placement.day + late
        # a sealed visit is told by no other (`sj.3.3`)
        alone = any(case.problem.programme_by_id[p].sealed for p in request.programmes)
        for person in placement.team:
            table[person].append(Stop(name, request.target, slot, request.half_days, alone))
    order = (p.id for p in case.problem.inspectors if p.id in table)
    return {person: sorted(table[person], key=lambda stop: stop.slot) for person in order}


def traveller(case: Case, person: str) -> Traveller:
    """The person with what limits trips."""
    problem = case.problem
    nights = most_nights(problem, problem.inspector_by_id[person])
    return Traveller(person, case.presence.free[person], nights)


def _together(case: Case, tours: dict[str, tuple[Tour, ...]]) -> tuple[Trip, ...]:
    """One trip for all people who make the same visits with the same nights."""
    alike: dict[tuple[int, tuple[str, ...], int], dict[str, Tour]] = defaultdict(dict)
    for person, of_person in tours.items():
        for tour in of_person:
            alike[tour.first_day, tour.visits, tour.nights][person] = tour
    half_days = {name: request.half_days for name, request in case.request.items()}
    return tuple(
        shared_trip(case.presence, f"T{number:04d}", half_days, alike[key])
        for number, key in enumerate(sorted(alike), start=1)
    )
