"""The assignment core finds what trying every assignment finds, and its bounds are bounds."""

import time
from itertools import combinations, product

import numpy as np
import pytest
from ortools.sat.python import cp_model

from planner.assignment import Assigned, Assignment, Limit, assign
from planner.assignment.cover import Bundle, all_bundles, cover, mixture
from planner.assignment.dive import dive
from planner.assignment.knapsack import NEVER, bundles, least, rises
from planner.assignment.neighbours import improve
from planner.assignment.problem import Numbers
from planner.assignment.relaxation import FINE, relax
from planner.assignment.start import first
from planner.lexicographic import Search
from planner.options import Options

SEEDS = range(12)


def made_up(seed: int, *, centres: int | None = None) -> Assignment:
    """Six targets, three or four people, a second limit, and one pair that is forbidden."""
    random = np.random.default_rng(seed)
    people = 3 if centres is None else 4
    load = random.integers(1, 6, (people, 6))
    allowed = np.ones((people, 6), dtype=np.bool_)
    allowed[0, seed % 6] = False
    few = np.tile(random.integers(0, 2, 6), (people, 1))
    return Assignment(
        random.integers(0, 30, (people, 6)),
        allowed,
        (
            Limit(load, random.integers(8, 14, people)),
            Limit(few, np.full(people, 2)),
        ),
        most_people=centres,
    )


def best(problem: Assignment) -> tuple[int, int]:
    """Least excess and cost over all assignments."""
    found = []
    for people in product(range(problem.people), repeat=problem.targets):
        holder = np.array(people)
        within = problem.most_people is None or len(set(people)) <= problem.most_people
        if within and problem.allowed[holder, np.arange(problem.targets)].all():
            found.append((problem.excess_of(holder), problem.cost_of(holder)))
    return min(found)


def solved(problem: Assignment, *, deterministic: bool = True) -> Assigned:
    options = Options(time_limit_s=5, deterministic=deterministic)
    return assign(problem, Search(options, time.monotonic() + 5))


@pytest.mark.parametrize("centres", [None, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_same_optimum_as_trying_every_assignment(seed: int, centres: int | None) -> None:
    problem = made_up(seed, centres=centres)
    excess, cost = best(problem)
    found = solved(problem)
    assert (found.excess > 0) == (excess > 0)
    if excess == 0:
        assert (found.cost, found.bound) == (cost, cost)
        assert found.proven
    else:
        assert not found.proven
    assert problem.cost_of(found.holder) == found.cost


@pytest.mark.parametrize("seed", SEEDS)
def test_the_relaxation_is_a_bound_and_keeps_the_pairs_of_the_best(seed: int) -> None:
    problem = made_up(seed)
    excess, cost = best(problem)
    relaxation = relax(problem, time.monotonic() + 5)
    if excess:
        return
    assert relaxation.bound <= cost
    targets = np.arange(problem.targets)
    pairs = relaxation.pairs(cost)
    for people in product(range(problem.people), repeat=problem.targets):
        holder = np.array(people)
        if (problem.excess_of(holder), problem.cost_of(holder)) == (0, cost):
            assert pairs[holder, targets].all() or not problem.allowed[holder, targets].all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_knapsack_and_what_each_item_adds(seed: int) -> None:
    random = np.random.default_rng(seed)
    cost, load = random.integers(-9, 4, 7), random.integers(0, 6, 7)
    capacity = int(random.integers(4, 12))

    def cheapest(must: int | None) -> int:
        return min(
            (
                int(cost[list(items)].sum())
                for size in range(8)
                for items in combinations(range(7), size)
                if load[list(items)].sum() <= capacity and (must is None or must in items)
            ),
            default=NEVER,
        )

    value, items = least(cost, load, capacity)
    assert value == cheapest(None) == cost[items].sum()
    assert load[items].sum() <= capacity
    expected = [cheapest(item) - value if load[item] <= capacity else NEVER for item in range(7)]
    assert rises(cost, load, capacity).tolist() == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_all_bundles_up_to_a_cost(seed: int) -> None:
    random = np.random.default_rng(seed)
    cost, load = random.integers(-9, 4, 7), random.integers(0, 6, 7)
    capacity, most = int(random.integers(2, 12)), int(random.integers(-20, 3))
    expected = {
        items
        for size in range(8)
        for items in combinations(range(7), size)
        if load[list(items)].sum() <= capacity and cost[list(items)].sum() <= most
    }
    found = bundles(cost, load, capacity, most, 128)
    assert found is not None
    assert {tuple(np.flatnonzero(row).tolist()) for row in found} == expected
    assert len(found) == len(expected)
    assert not expected or bundles(cost, load, capacity, most, len(expected) - 1) is None


@pytest.mark.parametrize("centres", [None, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_cover_is_the_best_below_a_cost_or_there_is_none(seed: int, centres: int | None) -> None:
    problem = made_up(seed, centres=centres)
    excess, cost = best(problem)
    if excess:
        return
    relaxation = relax(problem, time.monotonic() + 5)
    for below in (cost - 3, cost, cost + 1, cost + 4):
        among = all_bundles(problem, relaxation, relaxation.slack(below - 1), 10_000)
        assert among is not None
        found = cover(problem, relaxation, among, below, cp_model.CpSolver())
        assert found.finished
        if below <= cost:
            assert found.holder is None
            continue
        assert found.holder is not None
        assert (problem.excess_of(found.holder), problem.cost_of(found.holder)) == (0, cost)
        assert found.bound == cost


@pytest.mark.parametrize("seed", SEEDS)
def test_improvements_stay_allowed_and_are_not_worse(seed: int) -> None:
    problem = made_up(seed)
    relaxation = relax(problem, time.monotonic() + 5)
    assert relaxation.worth <= relaxation.bound * FINE
    holder = first(problem, relaxation)
    better = improve(problem, relaxation, holder, np.random.default_rng(0))
    assert problem.allowed[better, np.arange(problem.targets)].all()
    assert problem.excess_of(better) <= problem.excess_of(holder)


@pytest.mark.parametrize("centres", [None, 3])
@pytest.mark.parametrize("last", [1, 4])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_dive_ends_within_limits_and_below_the_cost(
    seed: int, last: int, centres: int | None
) -> None:
    problem = made_up(seed, centres=centres)
    excess, cost = best(problem)
    relaxation = relax(problem, time.monotonic() + 5)

    def found(below: int, late: bool = False) -> Numbers | None:
        random = np.random.default_rng(0)
        return dive(problem, relaxation, below, last, random, lambda: late)

    if excess:
        assert found(relaxation.bound + 100) is None
        return
    assert found(cost) is None
    assert found(cost + 50, late=True) is None
    holder = found(cost + 50)
    if last == 4:
        # who chooses at once chooses best
        assert holder is not None
        assert problem.cost_of(holder) == cost
    if holder is not None:
        assert problem.allowed[holder, np.arange(problem.targets)].all()
        assert problem.excess_of(holder) == 0
        assert problem.cost_of(holder) < cost + 50
        assert centres is None or len(np.unique(holder)) <= centres


@pytest.mark.parametrize("people", [6])
def test_a_dive_comes_near_the_bound_where_dear_is_light(people: int) -> None:
    """Instances of type d: what a target costs falls as its load rises."""
    random = np.random.default_rng(people)
    load = random.integers(1, 101, (people, 6 * people))
    cost = 111 - load + random.integers(-10, 11, load.shape)
    capacity = np.full(people, int(0.8 * load.sum() / people**2))
    problem = Assignment(cost, np.ones_like(load, dtype=np.bool_), (Limit(load, capacity),))
    relaxation = relax(problem, time.monotonic() + 5)
    below = relaxation.bound + relaxation.bound // 20
    once, again = (
        dive(problem, relaxation, below, 3, np.random.default_rng(0), lambda: False)
        for _ in range(2)
    )
    assert once is not None
    assert again is not None
    assert once.tolist() == again.tolist()
    assert problem.excess_of(once) == 0
    assert relaxation.bound <= problem.cost_of(once) <= 1.02 * relaxation.bound


@pytest.mark.parametrize("seed", SEEDS)
def test_known_prices_give_a_bound_no_worse(seed: int) -> None:
    problem = made_up(seed)
    once = relax(problem, time.monotonic() + 5)
    assert relax(problem, time.monotonic() + 5, once.prices).worth >= once.worth


def test_a_mixture_costs_no_more_than_whole_bundles_and_none_is_without_cover() -> None:
    # two people could each hold two of three targets; half of each pair would be cheapest
    pairs = ((0, 1), (0, 2), (1, 2))
    problem = Assignment(
        np.ones((3, 3), dtype=np.int64),
        np.ones((3, 3), dtype=np.bool_),
        (Limit(np.ones((3, 3), dtype=np.int64), np.full(3, 2)),),
    )
    among = [Bundle(person, np.array(pair), 2, 0) for person, pair in enumerate(pairs)]
    mixed = mixture(problem, among)
    assert mixed is not None
    assert mixed.cost == pytest.approx(3)
    assert mixed.parts.tolist() == pytest.approx([0.5, 0.5, 0.5])
    assert mixture(problem, among[:2]) is None


def test_equal_data_give_equal_assignments() -> None:
    once, again = solved(made_up(3)), solved(made_up(3))
    assert once.holder.tolist() == again.holder.tolist()
