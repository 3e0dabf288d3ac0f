"""Processes: their number changes nothing, nor does the death of one; Ctrl-C keeps what is done."""

from functools import partial
from pathlib import Path

import pytest

from models.plan import PlanStatus
from models.problem import Problem
from models.tiers import TieredPlan
from planner.options import Options
from planner.tiers import OfficeProgress, plan_tiers
from planner.tiers.sidebyside import WorkersLostError
from tests.effort import tried
from tests.planner.tiers import workers
from tests.planner.tiers.realm import pool, realm

OPTIONS = Options(time_limit_s=20)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return realm(3, joint_pools=pool("x00", "x11"))


@pytest.fixture(scope="module")
def alone(problem: Problem) -> TieredPlan:
    """The plan made by one process."""
    return plan_tiers(problem, OPTIONS, 1)


def untimed(plan: TieredPlan) -> TieredPlan:
    """The plan without seconds, the only part that may differ."""
    offices = tuple(
        one.model_copy(update={"plan": one.plan.model_copy(update={"seconds": {}})})
        for one in plan.offices
    )
    return plan.model_copy(update={"seconds": {}, "offices": offices})


@pytest.mark.parametrize("processes", tried([3, 2, 4], 1))
def test_the_number_of_processes_changes_nothing(
    problem: Problem, alone: TieredPlan, processes: int
) -> None:
    assert [one.key for one in alone.offices] == ["x", "x0", "x1", "x00", "x01", "x10", "x11"]
    told: list[OfficeProgress] = []
    assert untimed(plan_tiers(problem, OPTIONS, processes, told.append)) == untimed(alone)
    assert [(p.done, p.total) for p in told] == [(n, 7) for n in range(1, 8)]


@pytest.mark.parametrize("office", tried(["x01", "x"], 1))
def test_a_killed_process_changes_nothing(
    problem: Problem, alone: TieredPlan, office: str, tmp_path: Path
) -> None:
    folder = tmp_path / office
    folder.mkdir()
    plan = plan_tiers(problem, OPTIONS, 2, solve=partial(workers.killed_once, folder))
    assert (folder / "killed").exists()
    assert untimed(plan) == untimed(alone)


def test_processes_that_always_die_are_given_up(problem: Problem) -> None:
    with pytest.raises(WorkersLostError) as raised:
        plan_tiers(problem, OPTIONS, 1, solve=workers.always_killed)
    assert raised.value.tasks == ("x",)


def test_a_stopped_run_keeps_what_is_done(problem: Problem) -> None:
    told: list[OfficeProgress] = []
    plan = plan_tiers(
        problem, OPTIONS, 2, told.append, lambda: bool(told), solve=workers.until_stopped
    )
    done = [one.key for one in plan.offices]
    assert plan.status is PlanStatus.INTERRUPTED
    assert done[0] == "x"
    assert set(done) <= {"x", "x0", "x1"}
    assert {*done, *plan.unplanned} == {"x", "x0", "x1", "x00", "x01", "x10", "x11"}
    assert told[0].task.key == "x"
