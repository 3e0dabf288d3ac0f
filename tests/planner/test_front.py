"""The front of cost against coverage and evenness, against every plan of tiny cases."""

import pytest

from models.front import Against, Front
from models.problem import Problem
from models.programme import TeamRule
from planner.case import Case
from planner.front import _Walk, front, visit_case
from planner.model import Arrangement, Placement
from planner.objectives import measure
from planner.options import Options
from planner.rules.budget import alone_yuan
from tests.planner import hamlet
from tests.planner.brute_force import every_plan
from tests.planner.village import village

OPTIONS = Options(time_limit_s=10, deterministic=True)


def _pairs(front_: Front) -> list[tuple[int, int]]:
    return [(point.cost_yuan, point.value) for point in front_.points]


def _tried(case: Case, against: Against) -> list[tuple[int, int]]:
    """Cost and value of every plan, but for those that another betters."""
    found: set[tuple[int, int, int, int]] = set()
    for plan in every_plan(case):
        placed = {
            r.id: Placement(team=team, day=slot // 2, half=hamlet.Half.AM)
            for r, (slot, team) in plan
        }
        values = measure(case, Arrangement(placed))
        cost = sum(alone_yuan(case, r, person) for r, (_, team) in plan for person in team)
        weight = sum(r.weight for r in case.requests if r.id not in placed)
        found.add(
            (values[0], values[1], cost, weight if against is Against.COVERAGE else values[4])
        )
    if against is Against.EVENNESS:
        least = min(found)[:2]
        found = {one for one in found if one[:2] == least}
    kept: list[tuple[int, int]] = []
    for *_, cost, value in sorted(found, key=lambda one: one[2:]):
        if not kept or value < kept[-1][1]:
            kept.append((cost, value))
    return kept


@pytest.mark.parametrize("against", list(Against))
@pytest.mark.parametrize("seed", range(6))
def test_all_points_are_found(seed: int, against: Against) -> None:
    problem = village(seed, schools=2, people=3, days=5)
    case = visit_case(problem, hamlet.search())
    found = front(problem, against, OPTIONS, points=100)
    assert _pairs(found) == _tried(case, against)
    assert found.complete
    assert all(point.proven for point in found.points)


def test_no_plan_leaves_out_less_than_is_counted() -> None:
    for seed in range(2):
        case = visit_case(village(seed, schools=2, people=3, days=5), hamlet.search())
        walk = _Walk(case, Against.COVERAGE, hamlet.search())
        every = _tried(case, Against.COVERAGE)
        assert all(walk._least_left_out(cost) <= value for cost, value in every)
        assert [walk._least_left_out(every[n][0]) for n in (0, -1)] == [every[0][1], every[-1][1]]


def _two_weeks() -> Problem:
    """Who lives near is away in the second week; who lives far is always there."""
    return hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        inspectors=(hamlet.person("near"), hamlet.person("far", lon=102.5)),
        leave=(hamlet.leave("near", "03-08", "03-12"),),
        calendar=hamlet.calendar("03-01", "03-12"),
        programmes=(hamlet.programme(team=TeamRule(cover_stages=False)),),
    )


def test_an_even_year_may_cost_more() -> None:
    found = front(_two_weeks(), Against.EVENNESS, OPTIONS)
    assert [point.value for point in found.points] == [4, 2]
    assert found.complete
    assert _pairs(found) == _tried(visit_case(_two_weeks(), hamlet.search()), Against.EVENNESS)


def test_few_points_are_the_ends_and_the_rest_is_not_claimed() -> None:
    problem = village(1)
    every = front(problem, Against.COVERAGE, OPTIONS, points=100)
    assert len(every.points) > 3
    for number in (2, 3):
        few = front(problem, Against.COVERAGE, OPTIONS, points=number)
        assert len(few.points) == number
        assert few.points[0] == every.points[0]
        assert few.points[-1] == every.points[-1]
        assert set(few.points) <= set(every.points)
        assert not few.complete


def test_nothing_due_is_one_point() -> None:
    problem = hamlet.problem(programmes=())
    for against in Against:
        found = front(problem, against, OPTIONS)
        assert _pairs(found) == [(0, 0)]
        assert found.complete


def test_no_point_betters_another() -> None:
    found = _pairs(front(village(3), Against.COVERAGE, OPTIONS, points=100))
    assert found == sorted(found)
    assert [value for _, value in found] == sorted({v for _, v in found}, reverse=True)
