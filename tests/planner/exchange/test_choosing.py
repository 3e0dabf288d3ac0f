"""Rotations chosen from few bundles against every rotation of a few regions."""

import time

import pytest

from models.problem import Problem
from planner.exchange.bundles import Bundle, Bundles
from planner.exchange.choosing import Chosen, shortest
from planner.exchange.flow import evenness_bound, load_bound
from planner.exchange.ground import make_ground
from planner.lexicographic import Search
from planner.options import Options
from tests.planner.exchange.brute_force import Values, best_values
from tests.planner.exchange.regions import exchange_problem, random_problem

SEARCH = Search(Options(), time.monotonic() + 60).steady(10)
LINE = [(100.0 + n, 40.0) for n in range(8)]


def chosen(problem: Problem) -> Chosen | None:
    return shortest(make_ground(problem, problem.programmes[0], "p"), SEARCH)


def values(problem: Problem, found: Chosen) -> Values:
    ground = make_ground(problem, problem.programmes[0], "p")
    loads: dict[tuple[int, int], int] = {}
    for cell in found.checks:
        of = cell.batch, cell.checker
        loads[of] = loads.get(of, 0) + ground.load[cell.checker, cell.checked]
    ways = sum(ground.travel_hm[cell.checker, cell.checked] for cell in found.checks)
    return found.unchecked, found.steps, max(loads.values(), default=0), ways


@pytest.mark.parametrize("first", range(0, 80, 10))
def test_regions_lacking_people(first: int) -> None:
    """What is chosen is best of all; most that can be as even as the flow is chosen."""
    made = 0
    for seed in range(first, first + 10):
        problem = random_problem(3 + seed % 2, seed, apart=0.1, years=1, people=(1, 4))
        best = best_values(problem, everything=True)
        found = chosen(problem)
        if found is not None:
            made += 1
            assert values(problem, found) == best, seed
    assert made >= 2


def test_one_for_one() -> None:
    """Where the least loads are refuted again and again none is chosen, which is no mistake."""
    made = 0
    for seed in range(12):
        problem = random_problem(5 + seed % 3, seed, years=1, people=(2, 12))
        found = chosen(problem)
        if found is not None:
            made += 1
            assert values(problem, found) == best_values(problem, everything=False), seed
    assert made >= 6


def test_a_region_without_people_by_hand() -> None:
    """Of four one is idle, so another checks two: three steps; the load counts both of them."""
    problem = exchange_problem(
        LINE[:4], people=[1, 2, 2, 8], schools=[4, 4, 4, 4], batches=1, most=2
    )
    ground = make_ground(problem, problem.programmes[0], "p")
    assert evenness_bound(ground) == (0, 3)
    evenness = 3
    program = Bundles(ground, most=2, limit=load_bound(ground, (0, 3)))
    assert program.lifted(evenness) == 200  # four schools for two people; eight for eight are 100
    assert program.travel(evenness) is not None
    among = program.within(float("inf"), 1000)
    assert among is not None
    assert Bundle(3, (0, 1)) in among
    assert Bundle(1, (0, 2)) not in among  # eight schools for two people


def test_no_more_bundles_than_asked_for() -> None:
    problem = exchange_problem(LINE[:4])
    ground = make_ground(problem, problem.programmes[0], "p")
    program = Bundles(ground, most=1, limit=load_bound(ground, None))
    assert program.lifted(0) is not None
    assert program.travel(0) is not None
    assert program.within(float("inf"), 1) is None
