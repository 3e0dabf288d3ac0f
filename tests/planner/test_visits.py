"""Teams with dates: the planner's optimum is the one found by trying every plan."""

import time

import pytest

from models.plan import StageStatus
from models.problem import Problem
from planner.case import Case, make_case
from planner.demand import requests
from planner.holders import holders
from planner.horizon import horizon
from planner.lexicographic import Search
from planner.objectives import measure
from planner.options import Options
from planner.presence import Presence
from planner.rules.training import training_days
from planner.travel import travel_table
from planner.visits import visits
from planner.zoning import zoning
from tests.planner.brute_force import best_visits
from tests.planner.village import village


def search(**options: object) -> Search:
    chosen = Options.model_validate({"time_limit_s": 60, "gap": 0, **options})
    return Search(chosen, time.monotonic() + chosen.time_limit_s)


def case_of(problem: Problem) -> Case:
    days, table = horizon(problem), travel_table(problem)
    zones = zoning(problem, days, table, holders(problem, days, table), search())
    due = requests(problem, days, zones.responsible(), seed=0)
    return make_case(Presence(problem, days, table, training_days(problem, days)), due)


@pytest.mark.parametrize("seed", range(12))
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


@pytest.mark.parametrize("deterministic", [False, True])
def test_equal_objectives_when_run_twice(deterministic: bool) -> None:
    case = case_of(village(3))
    first, second = (visits(case, search(deterministic=deterministic)) for _ in range(2))
    assert first.figures == second.figures
    if deterministic:
        assert first.arrangement == second.arrangement
