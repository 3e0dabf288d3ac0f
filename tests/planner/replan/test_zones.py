"""Zones found among few targets are as good as those found among all."""

from datetime import date

import pytest

from models.base import rebuilt
from models.inspector import Leave
from models.plan import AnnualPlan
from models.problem import Problem
from planner.options import Options
from planner.pipeline import plan_year
from planner.replan import replan, zones
from scenarios.generate import generate

OPTIONS = Options(time_limit_s=10)
SINCE = date(2027, 3, 1)


class _CompareError(Exception):
    """The zones were compared; the rest of the plan is of no matter."""


@pytest.fixture(scope="module", name="office")
def _office() -> tuple[Problem, AnnualPlan]:
    problem = generate(schools=24, seed=4, policy="miyi-2022", inspectors=7)
    return problem, plan_year(problem, OPTIONS)


@pytest.mark.parametrize("gone", [(1,), (1, 2), (6, 7)])
def test_no_other_zones_are_better(
    office: tuple[Problem, AnnualPlan], gone: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, plan = office
    found = zones._among_all

    def compared(ground, search, some, *, fewest):  # type: ignore[no-untyped-def]
        best = found(ground, search, some, fewest=fewest)
        every = zones._solve(ground, set(ground.allowed), search)
        assert best.solution.objectives == every.solution.objectives
        assert list(best.solution.bounds) == list(best.solution.objectives)
        raise _CompareError

    monkeypatch.setattr(zones, "_among_all", compared)
    away = [Leave(inspector=f"I00{n}", start=SINCE, end=date(2027, 12, 31)) for n in gone]
    fewer = rebuilt(problem, leave=(*problem.leave, *away))
    with pytest.raises(_CompareError):
        replan(fewer, plan, SINCE, OPTIONS)
