"""Minimising several objectives of one CP-SAT model in order, each kept exactly by the next.

A level ends *optimal* when its bound equals its objective. The bound of a level holds for the model
with the levels before it fixed at the values reached.
"""

import math
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from ortools.sat.python import cp_model

from models.plan import StageFigure, StageStatus
from planner.options import Listener, Options, Progress, Stop

_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Goal:
    """What a level is called: the stage that reports it, its name and unit.

    `tolerance` is the relative gap that is near enough; only a last level may have one, since those
    after it would build on a value not proven.
    """

    stage: str
    name: str
    unit: str
    tolerance: float = 0

    def met(self, value: float, bound: float) -> bool:
        """Whether a value is as near to its bound as asked."""
        return value <= bound * (1 + self.tolerance)


@dataclass(frozen=True)
class Level:
    """One objective to be minimised: the sum of `coefficients` times `variables`, and `offset`.

    `bound` is a lower bound known from elsewhere; a solution that meets it needs no search.
    """

    goal: Goal
    variables: Sequence[cp_model.IntVar]
    coefficients: Sequence[int]
    offset: int = 0
    bound: float = -math.inf

    def expression(self) -> cp_model.LinearExprT:
        """The objective for the model."""
        total = cp_model.LinearExpr.weighted_sum(list(self.variables), list(self.coefficients))
        return total + self.offset

    def value(self, solution: Sequence[int]) -> int:
        """The objective of a solution."""
        pairs = zip(self.variables, self.coefficients, strict=True)
        return self.offset + sum(solution[variable.index] * factor for variable, factor in pairs)


@dataclass(frozen=True)
class Search:
    """What a search may use: options, its end on `time.monotonic`, whom to tell, when to stop."""

    options: Options
    deadline: float
    listener: Listener | None = None
    stop: Stop | None = None

    def left(self) -> float:
        """Seconds left; in a deterministic run always the whole limit, untouched by clocks."""
        if self.options.deterministic:
            return self.options.time_limit_s
        return self.deadline - time.monotonic()

    def within(self, seconds: float) -> "Search":
        """The same search, ending after so many seconds at the latest."""
        return replace(self, deadline=min(self.deadline, time.monotonic() + seconds))

    def stopped(self) -> bool:
        """Whether the caller wants the run to end."""
        return self.stop is not None and self.stop()

    def tell(self, progress: Progress) -> None:
        """Report progress."""
        if self.listener is not None:
            self.listener(progress)


Hint = Sequence[tuple[cp_model.IntVar, int]]


@dataclass(frozen=True)
class Solution:
    """Values of all variables by index, and a proven bound for each level.

    `values` is None when nothing better than the hint was found.
    """

    values: Sequence[int] | None
    objectives: tuple[int, ...]
    bounds: tuple[float, ...]

    def value(self, variable: cp_model.IntVar) -> int:
        """The value of a variable."""
        assert self.values is not None
        return self.values[variable.index]

    def holds(self, literal: cp_model.IntVar) -> bool:
        """Whether a Boolean variable is true."""
        return bool(self.value(literal))


def minimise(
    model: cp_model.CpModel,
    levels: Sequence[Level],
    search: Search,
    stage: str,
    hint: Hint = (),
    known: Sequence[int] | None = None,
) -> Solution | None:
    """Minimise the levels in order.

    Parameters
    ----------
    hint
        Values for some variables to start from; they need not be feasible together.
    known
        The levels' values of a feasible solution, of which `hint` holds the decisions. A level at
        which it meets the level's bound is not searched.

    Returns
    -------
    Solution | None
        None when the model has no solution, or none was found in time and none was known. When time
        runs out at a later level, the solution of the level before it with the bounds proven.
    """
    values: Sequence[int] | None = None
    objectives: list[int] = []
    bounds: list[float] = []
    for number, level in enumerate(levels):
        current: int | None = None
        if values is not None:
            current = level.value(values)
        elif known is not None:
            current = known[number]
        bound = level.bound
        if current is None or not level.goal.met(current, bound):
            proven, better = _solve(model, level, search, stage, values, hint)
            bound = max(bound, proven)
            if better is not None and (current is None or level.value(better) <= current):
                values, current = better, level.value(better)
        if current is None:
            return None
        objectives.append(current)
        bounds.append(min(float(current), bound))
        search.tell(
            Progress(
                stage=stage, level=level.goal.name, objective=current, bound=bounds[-1], done=True
            )
        )
        model.add(cast(cp_model.BoundedLinearExpression, level.expression() <= current))
    return Solution(values=values, objectives=tuple(objectives), bounds=tuple(bounds))


def _solve(
    model: cp_model.CpModel,
    level: Level,
    search: Search,
    stage: str,
    values: Sequence[int] | None,
    hint: Hint,
) -> tuple[float, Sequence[int] | None]:
    """Bound and best values of one level; None when nothing was found."""
    if search.left() <= 0 or search.stopped():
        return -math.inf, None
    model.clear_hints()  # type: ignore[no-untyped-call]
    if values is not None:
        for index, value in enumerate(values):
            model.add_hint(model.get_int_var_from_proto_index(index), value)
    else:
        for variable, value in hint:
            model.add_hint(variable, value)
    if math.isfinite(level.bound):
        model.add(level.expression() >= math.ceil(level.bound))
    model.minimize(level.expression())
    solver = configured(search)
    solver.parameters.relative_gap_limit = level.goal.tolerance
    with stopping(solver, search):
        status = solver.solve(model, _Teller(search, stage, level.goal.name))
    model.clear_objective()  # type: ignore[no-untyped-call]
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"{stage}: {model.validate()}")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return -math.inf, None
    # Objectives are integral; the solver's bound is a float near an integer.
    return float(math.ceil(solver.best_objective_bound - 1e-6)), list(
        solver.response_proto.solution
    )


def figure(goal: Goal, objective: int, bound: float, search: Search) -> StageFigure:
    """What a level of a stage reports."""
    if objective <= bound:
        status = StageStatus.OPTIMAL
    elif goal.met(objective, bound):
        status = StageStatus.GAP
    else:
        status = StageStatus.INTERRUPTED if search.stopped() else StageStatus.LIMIT
    return StageFigure(
        stage=goal.stage,
        level=goal.name,
        unit=goal.unit,
        objective=float(objective),
        bound=max(0.0, min(bound, float(objective))),
        status=status,
    )


def configured(search: Search) -> cp_model.CpSolver:
    """A solver that obeys the options and ends in time.

    With fewer than 8 workers CP-SAT runs no LP worker, which costs more than sharing two cores;
    a deterministic run uses one worker with LP search instead, so that equal input gives equal
    output whatever the machine's load.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = search.options.seed
    parameters.catch_sigint_signal = False
    if search.options.deterministic:
        parameters.num_workers = 1
        parameters.linearization_level = 2
        parameters.max_deterministic_time = search.left()
    else:
        parameters.num_workers = search.options.workers
        parameters.max_time_in_seconds = max(search.left(), 0.1)
    return solver


@contextmanager
def stopping(solver: cp_model.CpSolver, search: Search) -> Iterator[None]:
    """Watch for the caller's wish to stop while the solver runs."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_POLL_SECONDS):
            if search.stopped():
                solver.stop_search()

    if search.stop is None:
        yield
        return
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


class _Teller(cp_model.CpSolverSolutionCallback):
    """Tells of each better solution."""

    def __init__(self, search: Search, stage: str, level: str) -> None:
        super().__init__()
        self._search, self._stage, self._level = search, stage, level

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        self._search.tell(
            Progress(
                stage=self._stage,
                level=self._level,
                objective=self.objective_value,
                bound=self.best_objective_bound,
            )
        )
