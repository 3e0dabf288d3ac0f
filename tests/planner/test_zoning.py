"""Zones: the planner's optimum is the one found by trying every assignment."""

from collections import Counter
from itertools import product

import pytest

from models.problem import Problem
from models.target import Stage
from planner.holders import absent_months, holders
from planner.horizon import horizon
from planner.travel import TravelTable, travel_table
from planner.zoning import zoning
from tests.planner.test_visits import search
from tests.planner.village import village


def best_zones(
    problem: Problem, table: TravelTable, allowed: dict[str, tuple[str, ...]]
) -> tuple[int, ...]:
    days, person = horizon(problem), problem.inspector_by_id
    targets = [t for t in problem.targets if allowed[t.id]]

    def values(people: tuple[str, ...]) -> tuple[int, ...]:
        held = Counter(people)
        small = Counter(
            p for p, t in zip(people, targets, strict=True) if t.stage is Stage.KINDERGARTEN
        )
        excess = {p: max(0, held[p] - 2) + max(0, small[p] - 1) for p in held}
        travel = sum(table.round_trip_hm(p, t.id) for p, t in zip(people, targets, strict=True))
        months = sum(absent_months(problem, days, person[p]) for p in people)
        squares = sum(n * n for n in held.values())
        return sum(excess.values()), max(excess.values(), default=0), months, travel, squares

    return min(values(people) for people in product(*(allowed[t.id] for t in targets)))


@pytest.mark.parametrize("seed", range(20))
def test_same_optimum_as_trying_every_assignment(seed: int) -> None:
    problem = village(seed, schools=6, people=3)
    days, table = horizon(problem), travel_table(problem)
    allowed = holders(problem, days, table)
    zones = zoning(problem, days, table, allowed, search())
    assert tuple(f.objective for f in zones.figures) == best_zones(problem, table, allowed)
    assert all(f.gap == 0 for f in zones.figures)
    assert zones.uncovered == tuple(t.id for t in problem.targets if not allowed[t.id])
