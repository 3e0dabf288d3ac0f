"""The model of a rotation, and its levels one after the other, each proven.

A level is minimised, its value becomes a rule, then comes the next. The same one worker finds the
same rotation every time; what it may use is counted in deterministic seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

from models.plan import StageFigure
from planner.exchange.choosing import Chosen, shortest
from planner.exchange.flow import load_bound
from planner.exchange.ground import Arc, Cell, Checks, Ground
from planner.lexicographic import Goal, Level, Search, configured, figure, minimise, stopping
from planner.options import Progress

STAGE = "exchange"
UNCHECKED = Goal(STAGE, "unchecked", "regions")
UNEVEN = Goal(STAGE, "one_to_one", "steps")
LOAD = Goal(STAGE, "load", "load")
TRAVEL = Goal(STAGE, "rotation_travel", "hm")


class Answer(StrEnum):
    """What a trial says."""

    FOUND = "found"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """The checks made, how each level ended, and what the first two came to."""

    checks: Checks
    figures: tuple[StageFigure, ...]
    unchecked: int
    uneven: int


class RotationModel:
    """The checks as Booleans, under all bars.

    Parameters
    ----------
    one_to_one
        Every region checks one and is checked by one. Else it may be unchecked, idle, or have more
        than one, all of which the levels count.
    most_load
        No region has more to do in a batch.
    """

    def __init__(self, ground: Ground, *, one_to_one: bool, most_load: int | None = None) -> None:
        self.ground = ground
        self.model = cp_model.CpModel()
        light = (c for c in ground.free if most_load is None or _load(ground, c) <= most_load)
        self.made = {cell: self.model.new_bool_var("") for cell in light}
        self._by_checker: dict[Arc, list[Cell]] = defaultdict(list)
        self._by_checked: dict[Arc, list[Cell]] = defaultdict(list)
        for cell in self.made:
            self._by_checker[cell.batch, cell.checker].append(cell)
            self._by_checked[cell.batch, cell.checked].append(cell)
        self._keep_bars()
        self.unchecked: list[cp_model.IntVar] = []
        self.idle: list[cp_model.IntVar] = []
        self.surplus: list[cp_model.IntVar] = []
        for batch in range(len(ground.batches)):
            for region in range(len(ground.regions)):
                checking = self._variables(self._by_checker[batch, region])
                checked = self._variables(self._by_checked[batch, region])
                if one_to_one:
                    self.model.add_exactly_one(checking)
                    self.model.add_exactly_one(checked)
                else:
                    self._count(checked, self.unchecked)
                    self._count(checking, self.idle)
        if most_load is not None and not one_to_one:
            self._keep_load(most_load)

    def _variables(self, cells: Iterable[Cell]) -> list[cp_model.IntVar]:
        return [self.made[cell] for cell in cells]

    def _keep_bars(self) -> None:
        """Of a bar's cells at most so many are made."""
        for bar in self.ground.bars:
            if bar.at_most:
                cells = self._variables(sorted(cell for cell in bar.cells if cell in self.made))
                if bar.at_most == 1:
                    self.model.add_at_most_one(cells)
                elif len(cells) > bar.at_most:
                    self.model.add(sum(cells) <= bar.at_most)

    def _count(self, checks: list[cp_model.IntVar], none: list[cp_model.IntVar]) -> None:
        """Whether there is no such check (into `none`), and how many there are beyond one."""
        absent = self.model.new_bool_var("")
        surplus = self.model.new_int_var(0, max(0, self.ground.exchange.most - 1), "")
        self.model.add(sum(checks) == 1 - absent + surplus)
        self.model.add(surplus == 0).only_enforce_if(absent)
        none.append(absent)
        self.surplus.append(surplus)

    def _keep_load(self, most: int) -> None:
        for cells in self._by_checker.values():
            loads = sum(_load(self.ground, cell) * self.made[cell] for cell in cells)
            self.model.add(loads <= most)

    def evenness(self) -> tuple[Level, Level]:
        """Regions unchecked; then steps from one-to-one, of which an idle region is two."""
        idle = [2] * len(self.idle) + [1] * len(self.surplus)
        return (
            Level(UNCHECKED, self.unchecked, [1] * len(self.unchecked)),
            Level(UNEVEN, [*self.idle, *self.surplus], idle),
        )

    def keep(self, values: Sequence[int]) -> None:
        """Hold these levels at the values reached."""
        for level, value in zip(self.evenness(), values, strict=True):
            self.model.add(sum(map(_times, level.variables, level.coefficients)) <= value)

    def travel(self) -> Level:
        """The ways between the seats of all that check each other."""
        ways = [self.ground.travel_hm[cell.checker, cell.checked] for cell in self.made]
        return Level(TRAVEL, list(self.made.values()), ways)

    def checks(self, values: Sequence[int]) -> Checks:
        """The checks made in a solution."""
        return frozenset(cell for cell, made in self.made.items() if values[made.index])


def _times(variable: cp_model.IntVar, factor: int) -> cp_model.LinearExprT:
    return variable * factor


def _load(ground: Ground, cell: Cell) -> int:
    return ground.load[cell.checker, cell.checked]


def best(ground: Ground, search: Search) -> Found:
    """The best rotation: none unchecked, one for one, loads even, ways short, in this order.

    Where choosing bundles does not settle it, each level is asked about single checks.
    """
    chosen = shortest(ground, search)
    if chosen is not None:
        return _proven(ground, chosen, search)
    checks, objectives, evenness = _evenness(ground, search)
    uneven = objectives if any(objectives) else None
    checks, most_load, least_load = _least_load(ground, uneven, checks, search)
    model = _limited(ground, uneven, most_load)
    level = model.travel()
    hint = [(variable, int(cell in checks)) for cell, variable in model.made.items()]
    known = [_travel(ground, checks)]
    solution = minimise(model.model, [level], search, STAGE, hint=hint, known=known)
    assert solution is not None  # one is known
    if solution.values is not None:
        checks = model.checks(solution.values)
    figures = (
        *evenness,
        figure(LOAD, most_load, least_load, search),
        figure(TRAVEL, solution.objectives[0], solution.bounds[0], search),
    )
    return Found(checks, figures, *objectives)


def _proven(ground: Ground, chosen: Chosen, search: Search) -> Found:
    """What is best in every level."""
    values = (
        (UNCHECKED, chosen.unchecked),
        (UNEVEN, chosen.steps),
        (LOAD, _greatest_load(ground, chosen.checks)),
        (TRAVEL, _travel(ground, chosen.checks)),
    )
    for goal, value in values:
        told = Progress(stage=STAGE, level=goal.name, objective=value, bound=value, done=True)
        search.tell(told)
    figures = tuple(figure(goal, value, value, search) for goal, value in values)
    return Found(chosen.checks, figures, chosen.unchecked, chosen.steps)


def _evenness(
    ground: Ground, search: Search
) -> tuple[Checks, tuple[int, int], tuple[StageFigure, ...]]:
    """A rotation that is best in the first two levels; 0 and 0 when all goes one for one."""
    goals = (UNCHECKED, UNEVEN)
    strict = RotationModel(ground, one_to_one=True)
    answer, checks = _tried(strict, search)
    if answer is Answer.FOUND:
        return checks, (0, 0), tuple(figure(goal, 0, 0, search) for goal in goals)
    model = RotationModel(ground, one_to_one=False)
    nobody = [(variable, 0) for variable in model.made.values()]
    worst = (len(model.unchecked), 2 * len(model.idle))
    solution = minimise(model.model, model.evenness(), search, STAGE, hint=nobody, known=worst)
    assert solution is not None  # nobody checking anybody is known
    if solution.values is not None:
        checks = model.checks(solution.values)
    unchecked, uneven = solution.objectives
    bounds = solution.bounds
    if answer is Answer.IMPOSSIBLE and not unchecked:
        bounds = (bounds[0], max(bounds[1], 1))
    figures = map(figure, goals, solution.objectives, bounds, [search] * len(goals))
    return checks, (unchecked, uneven), tuple(figures)


def _limited(ground: Ground, uneven: tuple[int, int] | None, most_load: int) -> RotationModel:
    """The model with the first levels held, and with a limit of load."""
    model = RotationModel(ground, one_to_one=uneven is None, most_load=most_load)
    if uneven is not None:
        model.keep(uneven)
    return model


def _least_load(
    ground: Ground, uneven: tuple[int, int] | None, checks: Checks, search: Search
) -> tuple[Checks, int, int]:
    """A rotation with the least greatest load, that load, and a proven bound of it.

    Found by asking whether some limit of load can be kept, each time without objective: as the
    objective of one model the greatest load has no bound to speak of. The first limit asked about
    is the bound of the flow, which is nearly always the answer.
    """
    least, most = load_bound(ground, uneven), _greatest_load(ground, checks)
    limit = least if uneven is None else (least + most) // 2
    while least < most:
        answer, found = _tried(_limited(ground, uneven, limit), search)
        if answer is Answer.UNKNOWN:
            break
        if answer is Answer.IMPOSSIBLE:
            least = limit + 1
        else:
            checks, most = found, _greatest_load(ground, found)
        limit = (least + most) // 2
    return checks, most, least


def _greatest_load(ground: Ground, checks: Checks) -> int:
    loads: dict[Arc, int] = defaultdict(int)
    for cell in checks:
        loads[cell.batch, cell.checker] += _load(ground, cell)
    return max(loads.values(), default=0)


def _travel(ground: Ground, checks: Checks) -> int:
    return sum(ground.travel_hm[cell.checker, cell.checked] for cell in checks)


def _tried(model: RotationModel, search: Search) -> tuple[Answer, Checks]:
    """Whether the model has a solution, and one."""
    solver = configured(search)
    # Such questions are easy; what presolve finds out at length they do not need.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    with stopping(solver, search):
        status = solver.solve(model.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer.FOUND, model.checks(solver.response_proto.solution)
    impossible = status == cp_model.INFEASIBLE
    return Answer.IMPOSSIBLE if impossible else Answer.UNKNOWN, frozenset()
