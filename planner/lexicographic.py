"""Minimising several objectives of one CP-SAT model in order, each kept exactly by the next.

A level ends *optimal* when its bound equals its objective. The bound of a level holds for the model
with the levels before it fixed at the values reached.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from ortools.sat.python import cp_model

from models.plan import StageFigure, StageStatus
from planner.options import Listener, Options, Progress, Stop

_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Goal:
    """What a level is called: the stage that reports it, its name and unit."""

    stage: str
    name: str
    unit: str


def near(value: float, bound: float, gap: float) -> bool:
    """Whether a value to be minimised is within a relative gap of its bound."""
    return value - bound <= gap * abs(value)


@dataclass(frozen=True)
class Level:
    """One objective to be minimised: the sum of `coefficients` times `variables`, and `offset`."""

    goal: Goal
    variables: Sequence[cp_model.IntVar]
    coefficients: Sequence[int]
    offset: int = 0

    def expression(self) -> cp_model.LinearExprT:
        """The objective for the model."""
        total = cp_model.LinearExpr.weighted_sum(list(self.variables), list(self.coefficients))
        return total + self.offset

    def value(self, solution: Sequence[int]) -> int:
        """The objective of a solution."""
        pairs = zip(self.variables, self.coefficients, strict=True)
        return self.offset + sum(solution[variable.index] * factor for variable, factor in pairs)


@dataclass
class Effort:
    """The clock of a deterministic run: the deterministic seconds that its solvers used so far."""

    seconds: float = 0.0


@dataclass(frozen=True)
class Search:
    """What a search may use: options, its end on `time.monotonic`, whom to tell, when to stop.

    `share` is what a part of a deterministic run may use, in deterministic seconds. With a clock of
    such seconds, `effort`, it also ends when this shows `until`.
    """

    options: Options
    deadline: float
    listener: Listener | None = None
    stop: Stop | None = None
    share: float = math.inf
    effort: Effort | None = None
    until: float = math.inf

    def left(self) -> float:
        """Seconds left; in a deterministic run untouched by any clock but its own."""
        if self.options.deterministic:
            spent = self.effort.seconds if self.effort else 0.0
            return min(self.options.time_limit_s, self.share, self.until - spent)
        return self.deadline - time.monotonic()

    def within(self, seconds: float) -> "Search":
        """The same search, ending after so many seconds at the latest."""
        end = min(self.deadline, time.monotonic() + seconds)
        share = min(self.share, seconds) if self.options.deterministic else self.share
        until = min(self.until, self.effort.seconds + seconds) if self.effort else self.until
        return replace(self, deadline=end, share=share, until=until)

    def spend(self, solver: cp_model.CpSolver) -> None:
        """Put what a solver used on the clock."""
        if self.effort is not None:
            self.effort.seconds += solver.response_proto.deterministic_time

    def steady(self, seconds: float) -> "Search":
        """The same search by one worker, for so many deterministic seconds: always the same end."""
        options = self.options.model_copy(update={"deterministic": True})
        return replace(self, options=options, share=min(self.share, max(seconds, 0.1)))

    def alone(self) -> "Search":
        """The same search by one worker."""
        return replace(self, options=self.options.model_copy(update={"workers": 1}))

    def stopped(self) -> bool:
        """Whether the caller wants the run to end."""
        return self.stop is not None and self.stop()

    def over(self) -> bool:
        """Whether time is up or the caller wants the run to end."""
        return self.left() <= 0 or self.stopped()

    def tell(self, progress: Progress) -> None:
        """Report progress."""
        if self.listener is not None:
            self.listener(progress)


@dataclass(frozen=True)
class Relaxation:
    """Values and bounds of the same levels in a relaxation of the model.

    Its bound of a level holds for the model as long as all levels before it have the same values.
    """

    values: Sequence[int]
    bounds: Sequence[float]

    def bound(self, before: Sequence[int]) -> float:
        """The bound of the level after those whose values are given; minus infinity if none."""
        number = len(before)
        if number < len(self.bounds) and tuple(before) == tuple(self.values[:number]):
            return self.bounds[number]
        return -math.inf


NO_RELAXATION = Relaxation((), ())

Hint = Sequence[tuple[cp_model.IntVar, int]]
Evaluate = Callable[[Sequence[int]], Sequence[int]]


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
    relaxation: Relaxation = NO_RELAXATION,
    evaluate: Evaluate | None = None,
    gap: float = 0,
) -> Solution | None:
    """Minimise the levels in order.

    Parameters
    ----------
    hint
        Values for some variables to start from; they need not be feasible together.
    known
        The levels' values of a feasible solution, of which `hint` holds the decisions. A level at
        which it meets the relaxation's bound is not searched.
    relaxation
        What is known from a relaxation of the model with the same levels.
    evaluate
        The levels' values of a solution, where its auxiliary variables may be larger than need be.
    gap
        Relative gap at which a level is near enough; what it reached binds the later levels all the
        same.

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
        current = None if known is None else known[number]
        bound = relaxation.bound(objectives)
        if current is None or not near(current, bound, gap):
            proven, better = _solve(model, level, (bound, gap), search, stage, values, hint)
            bound = max(bound, proven)
            if better is not None and (current is None or level.value(better) <= current):
                values, known = better, _values(levels, better, evaluate)
                current = known[number]
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


def _values(
    levels: Sequence[Level], solution: Sequence[int], evaluate: Evaluate | None
) -> Sequence[int]:
    if evaluate is not None:
        return evaluate(solution)
    return [level.value(solution) for level in levels]


def _solve(
    model: cp_model.CpModel,
    level: Level,
    limits: tuple[float, float],
    search: Search,
    stage: str,
    values: Sequence[int] | None,
    hint: Hint,
) -> tuple[float, Sequence[int] | None]:
    """Bound and best values of one level; None when nothing was found."""
    least, gap = limits
    if search.over():
        return -math.inf, None
    model.clear_hints()  # type: ignore[no-untyped-call]
    if values is not None:
        for index, value in enumerate(values):
            model.add_hint(model.get_int_var_from_proto_index(index), value)
    else:
        for variable, value in hint:
            model.add_hint(variable, value)
    if math.isfinite(least):
        model.add(level.expression() >= math.ceil(least))
    model.minimize(level.expression())
    solver = configured(search)
    solver.parameters.relative_gap_limit = gap
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
    elif near(objective, bound, search.options.gap):
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
        parameters.max_deterministic_time = max(search.left(), 0.01)
    else:
        parameters.num_workers = search.options.workers
        if search.options.workers == 1:
            parameters.linearization_level = 2
        parameters.max_time_in_seconds = max(search.left(), 0.1)
    return solver


@contextmanager
def stopping(solver: cp_model.CpSolver, search: Search) -> Iterator[None]:
    """Watch for the caller's wish to stop while the solver runs; its effort goes on the clock."""
    if search.stop is None:
        yield
    else:
        with stopping_when(solver, search.stopped):
            yield
    search.spend(solver)


@contextmanager
def stopping_when(solver: cp_model.CpSolver, stop: Stop) -> Iterator[None]:
    """Stop the solver soon after `stop` says so."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_POLL_SECONDS):
            if stop():
                solver.stop_search()

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
