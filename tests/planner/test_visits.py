"""Teams with dates: the planner's optimum is the one found by trying every plan."""

import time
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import rebuilt
from models.closure import Closure
from models.inspector import InspectorFilter
from models.plan import StageStatus
from models.policy import Consecutive, Workload
from models.problem import Problem
from planner.case import Case, make_case
from planner.demand import requests
from planner.greedy import greedy_teams
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import integrated
from planner.lexicographic import Search
from planner.objectives import measure
from planner.options import Options
from planner.placing import place
from planner.presence import Presence
from planner.ruled import build
from planner.rules.training import training_days
from planner.travel import travel_table
from planner.visits import visits
from planner.zoning import zoning
from tests.effort import examples
from tests.planner import hamlet
from tests.planner.brute_force import best_visits
from tests.planner.elsewhere import with_engagements
from tests.planner.village import village
from tests.planner.vocabulary import with_vocabulary

EVERYBODY = InspectorFilter()


def search(**options: object) -> Search:
    chosen = Options.model_validate({"time_limit_s": 60, "gap": 0, **options})
    return Search(chosen, time.monotonic() + chosen.time_limit_s)


def case_of(problem: Problem) -> Case:
    days, table = horizon(problem), travel_table(problem)
    zones = zoning(problem, days, table, holders(problem, days, table), search())
    presence = Presence(problem, days, table, training_days(problem, days))
    due = integrated(presence, requests(problem, days, zones.responsible(), seed=0))
    return make_case(presence, due)


@pytest.mark.parametrize("seed", range(8))
def test_same_optimum_as_trying_every_plan(seed: int) -> None:
    case = case_of(village(seed, days=6))
    result = visits(case, search())
    assert all(f.status is StageStatus.OPTIMAL for f in result.figures)
    assert measure(case, result.arrangement) == best_visits(case)
    assert tuple(f.objective for f in result.figures) == best_visits(case)


@pytest.mark.parametrize("seed", range(6))
def test_same_optimum_with_regular_visits_of_the_responsible_inspector(seed: int) -> None:
    case = case_of(village(seed, schools=2, people=3, days=7, regular=True))
    result = visits(case, search())
    assert measure(case, result.arrangement) == best_visits(case)


@pytest.mark.parametrize("seed", range(4))
def test_same_optimum_when_schools_are_closed(seed: int) -> None:
    problem, draw = village(seed, days=6), Random(seed)
    first = problem.calendar.terms[0].start
    days = [first + timedelta(draw.randint(0, 5)) for _ in problem.targets]
    shut = tuple(
        Closure(target=t.id, start=day, end=day + timedelta(draw.randint(0, 2)))
        for t, day in zip(problem.targets, days, strict=True)
    )
    case = case_of(rebuilt(problem, closures=shut))
    result = visits(case, search())
    assert measure(case, result.arrangement) == best_visits(case)


def with_pace(problem: Problem, seed: int) -> Problem:
    """The problem with limits that look at days in a row, and with days carried over."""
    draw = Random(seed)
    in_a_row = draw.choice((3, 5))
    rules = {
        "consecutive": (
            Consecutive(clause="c", people=EVERYBODY, at_most_days=draw.choice((1, 2))),
        ),
        "workload": (
            *problem.policy.workload,
            Workload(clause="c", people=EVERYBODY, rolling_days=in_a_row, at_most_days=2),
        ),
    }
    people = tuple(
        rebuilt(
            p, days_per_week=draw.choice((None, 1, 2)), carried_days=draw.choice((-30, 0, 1, 3))
        )
        for p in problem.inspectors
    )
    return rebuilt(problem, policy=rebuilt(problem.policy, **rules), inspectors=people)


@pytest.mark.parametrize("seed", range(8))
def test_same_optimum_under_limits_of_days_in_a_row(seed: int) -> None:
    case = case_of(with_pace(village(seed, days=6), seed))
    result = visits(case, search())
    assert all(f.status is StageStatus.OPTIMAL for f in result.figures)
    assert tuple(f.objective for f in result.figures) == best_visits(case)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_planned_under_such_limits_is_audited_clean(seed: int) -> None:
    case = case_of(with_pace(village(seed, schools=5, days=12, regular=seed % 2 == 0), seed))
    result = visits(case, search())
    assert hamlet.findings(case, result.arrangement) == []
    assert hamlet.is_feasible(build(case), result.arrangement)


@pytest.mark.parametrize("paced", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_same_optimum_beside_visits_of_another_office(seed: int, paced: bool) -> None:
    problem = with_engagements(village(seed, days=6), seed)
    case = case_of(with_pace(problem, seed) if paced else problem)
    result = visits(case, search())
    assert all(f.status is StageStatus.OPTIMAL for f in result.figures)
    assert tuple(f.objective for f in result.figures) == best_visits(case)


@settings(deadline=None, max_examples=examples(40, 12))
@given(seed=st.integers(0, 10**6), regular=st.booleans(), paced=st.booleans())
def test_what_is_planned_beside_another_office_is_audited_clean(
    seed: int, regular: bool, paced: bool
) -> None:
    problem = with_engagements(village(seed, schools=4, people=4, days=10, regular=regular), seed)
    case = case_of(with_pace(problem, seed) if paced else problem)
    for found in (visits(case, search(time_limit_s=5)).arrangement, greedy_teams(case)):
        dated = place(case, found, {})
        assert hamlet.findings(case, dated) == []
        assert hamlet.is_feasible(build(case), dated)


@pytest.mark.parametrize("seed", range(16))
def test_same_optimum_under_rules_about_teams(seed: int) -> None:
    case = case_of(with_vocabulary(village(seed, days=5), seed))
    result = visits(case, search())
    assert all(f.status is StageStatus.OPTIMAL for f in result.figures)
    assert tuple(f.objective for f in result.figures) == best_visits(case)


@settings(deadline=None, max_examples=examples(25, 10))
@given(seed=st.integers(0, 10**6), regular=st.booleans())
def test_what_is_planned_under_rules_about_teams_is_audited_clean(seed: int, regular: bool) -> None:
    """The auditor is told the zones, so that it looks for responsible inspectors too."""
    problem = with_vocabulary(village(seed, schools=4, people=5, days=10, regular=regular), seed)
    case = case_of(problem)
    holders = {r.target: r.responsible for r in case.requests if r.responsible}
    for found in (visits(case, search(time_limit_s=5)).arrangement, greedy_teams(case)):
        dated = place(case, found, {})
        assert hamlet.findings(case, dated, holders) == []
        assert hamlet.is_feasible(build(case), dated)


@pytest.mark.parametrize("deterministic", [False, True])
def test_equal_objectives_when_run_twice(deterministic: bool) -> None:
    case = case_of(village(3))
    first, second = (visits(case, search(deterministic=deterministic)) for _ in range(2))
    assert first.figures == second.figures
    if deterministic:
        assert first.arrangement == second.arrangement
