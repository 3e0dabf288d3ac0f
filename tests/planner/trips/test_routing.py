"""Periodic routes: by hand, against all plans, and never against a rule."""

import math
from collections import Counter
from itertools import pairwise, permutations, product
from random import Random

import pytest

from planner.trips.routing import Periodic, Routed, route

Days = tuple[int, ...]


def on_a_line(places: list[float], patterns: list[tuple[Days, ...]], **values: object) -> Periodic:
    """The depot at 0, customers at these places of a line, each with a demand of 1."""
    spots = [0.0, *places]
    table: dict[str, object] = {
        "distance": [[abs(a - b) for b in spots] for a in spots],
        "demand": [0, *(1 for _ in places)],
        "service": [0, *(1 for _ in places)],
        "patterns": [(), *patterns],
        "days": 2,
        "vehicles": 1,
        "capacity": 2,
    }
    return Periodic(**(table | values))  # type: ignore[arg-type]


EITHER: tuple[Days, ...] = ((0,), (1,))


def tours_of(problem: Periodic, routed: Routed) -> list[tuple[int, Days]]:
    """Day and customers of each route, after all rules are checked."""
    visits: Counter[tuple[int, int]] = Counter()
    total, found = 0.0, []
    for day, tours in enumerate(routed.routes):
        assert len(tours) <= problem.vehicles
        for tour in tours:
            length = sum(problem.distance[a][b] for a, b in pairwise((0, *tour, 0)))
            assert sum(problem.demand[c] for c in tour) <= problem.capacity
            assert length + sum(problem.service[c] for c in tour) <= problem.longest + 1e-6
            total += length
            visits.update((c, day) for c in tour)
            found.append((day, tour))
    assert total == pytest.approx(routed.distance)
    for customer in range(1, len(problem.demand)):
        days = tuple(d for d in range(problem.days) for _ in range(visits[customer, d]))
        assert days in problem.patterns[customer]
    return found


def test_neighbours_share_a_day() -> None:
    """Customers at 10, 11, -10 and -11 by two: 22 a day."""
    problem = on_a_line([10, 11, -10, -11], [EITHER] * 4)
    routed = route(problem, 0.3)
    assert routed.distance == 44
    assert {frozenset(tour) for _, tour in tours_of(problem, routed)} == {
        frozenset({1, 2}),
        frozenset({3, 4}),
    }


def test_a_customer_of_both_days_and_one_of_a_fixed_day() -> None:
    problem = on_a_line([10, 12], [((0, 1),), ((1,),)])
    assert route(problem, 0.2).distance == 20 + 24


def test_duration_counts_service() -> None:
    """Two customers in one route take 22 km and 2 of service."""
    both = [((0,),), ((0,),)]
    places = [10.0, 11.0]
    assert route(on_a_line(places, both, vehicles=2, longest=24), 0.2).distance == 22
    assert route(on_a_line(places, both, vehicles=2, longest=23.9), 0.2).distance == 42


def test_what_finds_no_room_is_told() -> None:
    assert not route(on_a_line([1, 2, 3], [((0,),)] * 3), 0.1).complete


@pytest.mark.parametrize("seed", range(6))
def test_against_all_plans(seed: int) -> None:
    draw = Random(seed)
    spots = [(draw.random(), draw.random()) for _ in range(6)]
    choices = (EITHER, ((0, 1),), ((0,),))
    problem = Periodic(
        distance=[[math.dist(a, b) for b in spots] for a in spots],
        demand=[0, *(draw.randint(1, 3) for _ in spots[1:])],
        service=[0] * 6,
        patterns=[(), *(draw.choice(choices) for _ in spots[1:])],
        days=2,
        vehicles=1,
        capacity=9,
    )
    best = math.inf
    for patterns in product(*problem.patterns[1:]):
        lengths = []
        for day in range(2):
            there = [c for c, days in enumerate(patterns, start=1) if day in days]
            if sum(problem.demand[c] for c in there) > problem.capacity:
                break
            lengths.append(
                min(
                    sum(problem.distance[a][b] for a, b in pairwise((0, *order, 0)))
                    for order in permutations(there)
                )
            )
        else:
            best = min(best, sum(lengths))
    routed = route(problem, 0.3, seed)
    assert routed.complete is math.isfinite(best)
    if routed.complete:
        tours_of(problem, routed)
        assert routed.distance == pytest.approx(best)
