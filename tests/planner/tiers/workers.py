"""What processes do in tests in place of planning, or before it."""

import os
import signal
import time
from pathlib import Path

from models.plan import AnnualPlan, PlanStatus
from models.problem import Problem
from planner.options import Options, Stop
from planner.tiers.sidebyside import plan_alone


def killed_once(folder: Path, problem: Problem, options: Options, stop: Stop) -> AnnualPlan:
    """Plan; but the first process that comes to the office of the folder's name is killed."""
    mark = folder / "killed"
    if problem.office == folder.name and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return plan_alone(problem, options, stop)


def always_killed(_problem: Problem, _options: Options, _stop: Stop) -> AnnualPlan:
    """Whoever comes here is killed."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def until_stopped(problem: Problem, options: Options, stop: Stop) -> AnnualPlan:
    """The province at once, all others only when the caller wants to stop."""
    while problem.office != "x" and not stop():
        time.sleep(0.02)
    plan = plan_alone(problem, options, stop)
    return plan.model_copy(
        update={"status": PlanStatus.INTERRUPTED if stop() else PlanStatus.COMPLETE}
    )
