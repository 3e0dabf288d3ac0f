"""The year of all offices of a data set: each plans its own around what those before it planned."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models.issue import DataError
from models.plan import AnnualPlan, PlanStatus, Rotation
from models.problem import Problem
from models.text import Text
from models.tiers import OfficePlan, TieredPlan
from planner.exchange import rotation
from planner.options import Options, Stop
from planner.origin import origin
from planner.tiers.ledger import Ledger
from planner.tiers.offices import Offices, Task
from planner.tiers.share import share, unshared_pins
from planner.tiers.sidebyside import Solve, plan_alone, side_by_side
from planner.tiers.verdict import verdict


@dataclass(frozen=True)
class OfficeProgress:
    """A task is done: how many are by now, of how many; `plan` is what it planned."""

    task: Task
    plan: AnnualPlan
    done: int
    total: int


OfficeListener = Callable[[OfficeProgress], None]


def plan_tiers(
    problem: Problem,
    options: Options,
    processes: int,
    on_progress: OfficeListener | None = None,
    stop: Stop | None = None,
    solve: Solve = plan_alone,
) -> TieredPlan:
    """Plan the year of every office of a data set.

    Equal data, options and program give equal plans, whatever the number of processes.

    Parameters
    ----------
    options
        `time_limit_s` is meant for each office, in deterministic seconds.
    processes
        How many offices are planned at a time.
    stop
        Asked now and then; when it says yes, offices under way end soon and others never begin.

    Returns
    -------
    TieredPlan
        The plans in the order of the offices, with the auditor's verdict on all together.

    Raises
    ------
    WorkersLostError
        When processes die again and again.
    DataError
        When pins of some office cannot be kept.
    """
    began = time.monotonic()
    offices = Offices(problem)
    if issues := unshared_pins(offices):
        raise DataError(issues)
    tasks = offices.tasks
    ledger = Ledger(offices, tasks)
    rotations = {task.key: rotations_of(problem, task, options, stop) for task in tasks}
    plans: dict[int, AnnualPlan] = {}

    def done(number: int, plan: AnnualPlan) -> None:
        plans[number] = plan
        ledger.add(tasks[number], plan)
        if on_progress is not None:
            on_progress(OfficeProgress(tasks[number], plan, len(plans), len(tasks)))

    side_by_side(
        tasks,
        lambda number: share(
            offices,
            tasks[number],
            ledger.before(tasks[number]),
            rotations[tasks[number].key],
        ),
        done,
        steady(options),
        processes,
        stop or (lambda: False),
        solve,
    )
    planned = time.monotonic()
    whole = merged(problem, options, tasks, plans)
    seconds = {"offices": planned - began, "audit": time.monotonic() - planned}
    return whole.model_copy(update={"seconds": {k: round(v, 3) for k, v in seconds.items()}})


def steady(options: Options) -> Options:
    """The options by which each task is solved: one thread, deterministic limits."""
    return options.model_copy(update={"deterministic": True, "workers": 1})


def rotations_of(
    problem: Problem, task: Task, options: Options, stop: Stop | None = None
) -> tuple[Rotation, ...]:
    """The rotations of a task's cross-checks, from all data: a share does not hold all schools."""
    programmes = (problem.programme_by_id[p] for p in task.programmes)
    return tuple(
        rotation(problem, programme, options, stop=stop, office=task.office)
        for programme in programmes
        if programme.exchange is not None
    )


def summed_gap(plan: TieredPlan) -> float:
    """The greatest, over the levels of the objective, of all offices' gaps to their bounds summed.

    Each as a share of the sum of the objectives.
    """
    sums: dict[tuple[str, str], tuple[float, float]] = {}
    for one in plan.offices:
        for figure in one.plan.stages:
            objective, gap = sums.get((figure.stage, figure.level), (0.0, 0.0))
            gap += max(0.0, figure.objective - figure.bound)
            sums[figure.stage, figure.level] = (objective + figure.objective, gap)
    return max((gap / objective for objective, gap in sums.values() if objective), default=0.0)


def merged(
    problem: Problem, options: Options, tasks: Sequence[Task], plans: Mapping[int, AnnualPlan]
) -> TieredPlan:
    """All plans in the order of the tasks, with the auditor's verdict on them together.

    Parameters
    ----------
    plans
        By the number of the task; a task without a plan was not planned.
    """
    missing = tuple(task.key for number, task in enumerate(tasks) if number not in plans)
    stopped = missing or any(p.status is PlanStatus.INTERRUPTED for p in plans.values())
    whole = TieredPlan(
        origin=origin(problem, options.model_copy(update={"deterministic": True})),
        status=PlanStatus.INTERRUPTED if stopped else PlanStatus.COMPLETE,
        offices=tuple(
            OfficePlan(office=task.office, task=task.name, plan=plans[number])
            for number, task in enumerate(tasks)
            if number in plans
        ),
        unplanned=missing,
        notices=(Text(code="notice.unplanned", args={"count": len(missing)}),) if missing else (),
    )
    return whole.model_copy(update={"compliance": verdict(problem, whole)})
