"""Several objectives in order, on models whose optima are known on paper or by trying all."""

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from models.plan import StageStatus
from planner.lexicographic import (
    Goal,
    Level,
    Relaxation,
    Search,
    configured,
    figure,
    minimise,
    near,
)
from planner.options import Options, Progress
from tests.planner.hamlet import search

GOAL = Goal("stage", "level", "unit")


class Toy:
    """Two numbers from 0 to 10 with a sum of at least 7; told of all progress."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self.x = self.model.new_int_var(0, 10, "x")
        self.y = self.model.new_int_var(0, 10, "y")
        self.model.add(self.x + self.y >= 7)
        self.told: list[Progress] = []

    def level(self, x: int, y: int, offset: int = 0) -> Level:
        return Level(Goal("stage", f"{x}x+{y}y", "unit"), [self.x, self.y], [x, y], offset)

    def search(self, **options: object) -> Search:
        return replace(search(**options), listener=self.told.append)

    def searched(self) -> list[str]:
        """Levels at which the solver found something itself."""
        return list(dict.fromkeys(p.level for p in self.told if not p.done))


def test_each_level_keeps_the_ones_before() -> None:
    toy = Toy()
    levels = [toy.level(1, 1), toy.level(-1, 0), toy.level(0, -1)]
    solution = minimise(toy.model, levels, toy.search(), "stage")
    assert solution is not None
    assert solution.objectives == (7, -7, 0)  # x + y = 7, then the greatest x, which leaves y = 0
    assert solution.bounds == (7, -7, 0)
    assert (solution.value(toy.x), solution.value(toy.y)) == (7, 0)


def test_other_order_other_optimum() -> None:
    toy = Toy()
    solution = minimise(toy.model, [toy.level(-1, 0), toy.level(1, 1)], toy.search(), "stage")
    assert solution is not None
    assert solution.objectives == (-10, 10)


@pytest.mark.parametrize("offset", [-3, 3])
def test_offset_is_part_of_objective_and_bound(offset: int) -> None:
    toy = Toy()
    solution = minimise(toy.model, [toy.level(2, 2, offset)], toy.search(), "stage")
    assert solution is not None
    assert (solution.objectives, solution.bounds) == ((14 + offset,), (14 + offset,))


def test_no_solution() -> None:
    toy = Toy()
    toy.model.add(toy.x + toy.y <= 6)
    assert minimise(toy.model, [toy.level(1, 1)], toy.search(), "stage") is None


Coefficients = tuple[int, int, int]
SMALL = st.tuples(*[st.integers(-3, 3)] * 3)


@settings(deadline=None, max_examples=40)
@given(
    objectives=st.lists(SMALL, min_size=1, max_size=4),
    rule=SMALL,
    least=st.integers(-4, 4),
    deterministic=st.booleans(),
)
def test_same_optimum_as_trying_everything(
    objectives: list[Coefficients], rule: Coefficients, least: int, deterministic: bool
) -> None:
    def total(factors: Coefficients, point: Sequence[int]) -> int:
        return sum(a * b for a, b in zip(factors, point, strict=True))

    points = [p for p in product(range(4), repeat=3) if total(rule, p) >= least]
    model = cp_model.CpModel()
    variables = [model.new_int_var(0, 3, name) for name in "abc"]
    model.add(cp_model.LinearExpr.weighted_sum(variables, list(rule)) >= least)
    levels = [Level(GOAL, variables, factors) for factors in objectives]
    chosen = search(workers=1, deterministic=deterministic)
    solution = minimise(model, levels, chosen, "stage")
    if not points:
        assert solution is None
        return
    best = min(tuple(total(f, p) for f in objectives) for p in points)
    assert solution is not None
    assert solution.objectives == best
    assert solution.bounds == best
    reached = [solution.value(v) for v in variables]
    assert tuple(total(f, reached) for f in objectives) == best


def test_known_values_that_meet_the_relaxation_are_not_searched() -> None:
    toy = Toy()
    levels = [toy.level(1, 1), toy.level(1, 0)]
    known, start = (7, 0), [(toy.x, 0), (toy.y, 7)]
    relaxation = Relaxation(known, known)
    solution = minimise(toy.model, levels, toy.search(), "stage", start, known, relaxation)
    assert solution is not None
    assert (solution.objectives, solution.bounds) == ((7, 0), (7, 0))
    assert solution.values is None  # nothing better than the hint
    assert toy.searched() == []
    assert [(p.level, p.done) for p in toy.told] == [("1x+1y", True), ("1x+0y", True)]


def test_known_values_that_miss_a_bound_are_improved_from_there_on() -> None:
    toy = Toy()
    levels = [toy.level(1, 1), toy.level(1, 0)]
    solution = minimise(
        *(toy.model, levels, toy.search(), "stage", [(toy.x, 5), (toy.y, 2)], (7, 5)),
        Relaxation((7, 0), (7.0, 0.0)),
    )
    assert solution is not None
    assert solution.objectives == (7, 0)
    assert solution.value(toy.y) == 7
    assert toy.searched() == ["1x+0y"]


def test_relaxed_bound_counts_only_while_earlier_values_agree() -> None:
    relaxation = Relaxation((7, 3), (7.0, 2.0, 1.0))
    assert relaxation.bound([]) == 7
    assert relaxation.bound([7]) == 2
    assert relaxation.bound([8]) == -math.inf
    assert relaxation.bound([7, 3]) == 1
    assert relaxation.bound([7, 2]) == -math.inf
    assert relaxation.bound([7, 3, 9]) == -math.inf


def test_a_relaxation_that_is_missed_proves_nothing_later() -> None:
    """The relaxed model reaches 6, the model 7: the relaxed bound of the next level is void."""
    toy = Toy()
    levels = [toy.level(1, 1), toy.level(1, 0)]
    solution = minimise(
        toy.model, levels, toy.search(), "stage", relaxation=Relaxation((6, 5), (6.0, 5.0))
    )
    assert solution is not None
    assert (solution.objectives, solution.bounds) == ((7, 0), (7, 0))


def test_near_enough_is_not_searched_but_binds_later_levels() -> None:
    toy = Toy()
    levels = [toy.level(1, 1), toy.level(-1, 0)]
    solution = minimise(
        *(toy.model, levels, toy.search(), "stage", [(toy.x, 4), (toy.y, 4)], (8, -4)),
        Relaxation((7,), (7.0,)),
        gap=0.2,
    )
    assert solution is not None
    assert solution.objectives == (8, -8)  # with 7 in the first level x could be 7 at most
    assert solution.bounds == (7, -8)


def test_auxiliary_variables_are_evaluated_afresh() -> None:
    """`roof` lies above x by 5, but what counts is x, which meets its bound at once."""
    toy = Toy()
    toy.model.add(toy.x == 3)
    roof = toy.model.new_int_var(0, 99, "roof")
    toy.model.add(roof >= toy.x + 5)
    levels = [toy.level(1, 1), Level(GOAL, [roof], [1])]

    def values(found: Sequence[int]) -> tuple[int, ...]:
        return found[toy.x.index] + found[toy.y.index], found[toy.x.index]

    relaxation = Relaxation((7, 3), (7.0, 3.0))
    solution = minimise(
        toy.model, levels, toy.search(), "stage", relaxation=relaxation, evaluate=values
    )
    assert solution is not None
    assert solution.objectives == (7, 3)
    assert toy.searched() == ["1x+1y"]


def test_a_bound_never_lies_above_the_objective() -> None:
    toy = Toy()
    solution = minimise(
        *(toy.model, [toy.level(1, 1)], toy.search(), "stage", (), (7,)), Relaxation((9,), (9.0,))
    )
    assert solution is not None
    assert (solution.objectives, solution.bounds) == ((7,), (7,))


def test_a_wrong_hint_does_no_harm() -> None:
    toy = Toy()
    hint = [(toy.x, 0), (toy.y, 0)]
    solution = minimise(toy.model, [toy.level(1, 1)], toy.search(), "stage", hint)
    assert solution is not None
    assert solution.objectives == (7,)


def _late(toy: Toy) -> Search:
    return replace(toy.search(), deadline=time.monotonic() - 1)


def _stopped(toy: Toy) -> Search:
    return replace(toy.search(), stop=lambda: True)


@pytest.mark.parametrize("ended", [_late, _stopped])
def test_without_time_the_known_solution_stays_unproven(ended: object) -> None:
    toy = Toy()
    assert callable(ended)
    assert minimise(toy.model, [toy.level(1, 1)], ended(toy), "stage") is None
    known = minimise(toy.model, [toy.level(1, 1)], ended(toy), "stage", known=(9,))
    assert known is not None
    assert (known.values, known.objectives, known.bounds) == (None, (9,), (-math.inf,))
    relaxed = minimise(
        toy.model,
        [toy.level(1, 1)],
        ended(toy),
        "stage",
        known=(9,),
        relaxation=Relaxation((6,), (6,)),
    )
    assert relaxed is not None
    assert relaxed.bounds == (6,)


def test_stopped_between_levels_keeps_the_first_and_the_values_of_the_others() -> None:
    toy = Toy()
    levels = [toy.level(1, 1), toy.level(1, 0)]
    ending = replace(toy.search(), stop=lambda: any(p.done for p in toy.told))
    solution = minimise(toy.model, levels, ending, "stage")
    assert solution is not None
    assert (solution.objectives[0], solution.bounds) == (7, (7, -math.inf))
    assert solution.objectives[1] == solution.value(toy.x)


def test_stop_ends_a_running_search() -> None:
    """A model that takes far longer than the test's patience, stopped at its first solution."""
    model = cp_model.CpModel()
    spots = [model.new_int_var(0, 400, f"mark {n}") for n in range(26)]
    for one, other in pairwise(spots):
        model.add(one < other)
    differences = []
    for late in range(26):
        for early in range(late):
            gap = model.new_int_var(1, 2000, "gap")
            model.add(gap == spots[late] - spots[early])
            differences.append(gap)
    model.add_all_different(differences)  # a ruler of 26 marks: open for decades
    asked: list[float] = []

    def stop() -> bool:
        asked.append(time.monotonic())
        return asked[-1] - asked[0] > 0.5

    chosen = replace(search(time_limit_s=20), stop=stop)
    levels = [Level(GOAL, spots[-1:], [1])]
    minimise(model, levels, chosen, "stage")
    assert len(asked) >= 2
    assert asked[-1] < chosen.deadline


@pytest.mark.parametrize(
    ("objective", "bound", "status", "told"),
    [
        (10, 10.0, StageStatus.OPTIMAL, 10.0),
        (10, 11.0, StageStatus.OPTIMAL, 10.0),
        (1000, 996.0, StageStatus.GAP, 996.0),
        (1000, 990.0, StageStatus.LIMIT, 990.0),
        (10, -math.inf, StageStatus.LIMIT, 0.0),
        (0, 0.0, StageStatus.OPTIMAL, 0.0),
    ],
)
def test_figures(objective: int, bound: float, status: StageStatus, told: float) -> None:
    found = figure(GOAL, objective, bound, search(gap=0.005))
    assert (found.objective, found.bound, found.status) == (objective, told, status)
    assert (found.stage, found.level, found.unit) == ("stage", "level", "unit")


def test_figure_of_an_interrupted_search() -> None:
    stopped = replace(search(), stop=lambda: True)
    assert figure(GOAL, 10, 9, stopped).status is StageStatus.INTERRUPTED
    assert figure(GOAL, 10, 10, stopped).status is StageStatus.OPTIMAL


@pytest.mark.parametrize(
    ("value", "bound", "gap", "yes"),
    [(7, 7, 0, True), (7, 6, 0, False), (200, 199, 0.005, True), (199, 198, 0.005, False)],
)
def test_near(value: float, bound: float, gap: float, yes: bool) -> None:
    assert near(value, bound, gap) is yes


def test_limits_of_the_solver() -> None:
    timed = configured(search(workers=3, seed=5)).parameters
    assert (timed.num_workers, timed.random_seed) == (3, 5)
    assert 0 < timed.max_time_in_seconds <= 60
    steady = configured(search(deterministic=True, workers=3)).parameters
    assert (steady.num_workers, steady.max_deterministic_time) == (1, 60)
    assert steady.max_time_in_seconds == math.inf


def test_within_never_lengthens() -> None:
    chosen = search(time_limit_s=60)
    assert chosen.within(1).deadline < chosen.deadline
    assert chosen.within(1000).deadline == chosen.deadline
    counted = Search(Options(deterministic=True, time_limit_s=9), 0)
    assert (counted.left(), counted.within(3).left(), counted.within(3).within(5).left()) == (
        9,
        3,
        3,
    )
