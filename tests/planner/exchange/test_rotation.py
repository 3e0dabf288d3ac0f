"""Rotations: by hand, against every rotation of a few regions, the same answer each time."""

import pytest

from models.base import rebuilt
from models.plan import Rotation, StageStatus
from models.problem import Problem
from planner.exchange import exchanges, rotation
from planner.options import Options
from tests.effort import tried
from tests.planner.exchange.brute_force import best_values
from tests.planner.exchange.regions import exchange_problem, name, random_problem

LINE = [(100.0 + n, 40.0) for n in range(8)]


def rotated(problem: Problem) -> Rotation:
    return rotation(problem, problem.programmes[0], Options())


def arcs(found: Rotation) -> list[list[tuple[int, int]]]:
    return [
        [(int(c.checker[1:]), int(c.checked[1:])) for c in batch.checks] for batch in found.batches
    ]


def values(found: Rotation) -> tuple[int, ...]:
    return tuple(round(figure.objective) for figure in found.stages)


def rules(found: Rotation) -> list[str]:
    assert found.obstacle is not None
    return [rule.text.code.rpartition(".")[2] for rule in found.obstacle.rules]


def test_two_check_each_other_in_turn() -> None:
    found = rotated(exchange_problem(LINE[:2]))
    first, second = arcs(found)
    assert sorted(first + second) == [(0, 1), (1, 0)]
    assert values(found)[0] == 2
    assert rules(found) == ["mutual"]


def test_two_that_may_check_each_other_do_so_once() -> None:
    found = rotated(exchange_problem(LINE[:2], mutual=True))
    assert values(found)[0] == 2
    assert set(rules(found)) == {"twice"}
    assert not rotated(exchange_problem(LINE[:2], mutual=True, batches=1)).batches[0].unchecked


def test_three_go_round_and_back() -> None:
    found = rotated(exchange_problem(LINE[:3]))
    assert values(found)[:2] == (0, 0)
    first, second = arcs(found)
    assert first in ([(0, 1), (1, 2), (2, 0)], [(0, 2), (1, 0), (2, 1)])
    assert second == sorted((j, i) for i, j in first)


def test_three_cannot_go_back_where_the_reverse_counts() -> None:
    found = rotated(exchange_problem(LINE[:3], reverse_counts=True))
    assert values(found)[0] == 3
    assert set(rules(found)) <= {"twice_either", "mutual"}


@pytest.mark.parametrize("number", range(4, 9))
def test_any_number_one_for_one(number: int) -> None:
    found = rotated(exchange_problem(LINE[:number]))
    assert values(found)[:2] == (0, 0)
    assert found.obstacle is None
    for batch in arcs(found):
        assert [i for i, _ in batch] == list(range(number))
        assert sorted(j for _, j in batch) == list(range(number))


def test_one_with_too_few_people_leaves_its_part_to_another() -> None:
    found = rotated(exchange_problem(LINE[:5], people=[1, 4, 4, 4, 4], batches=1))
    assert values(found)[:2] == (0, 3)
    (batch,) = arcs(found)
    assert 0 not in [i for i, _ in batch]
    assert rules(found) == ["few"]


def test_nobody_may_check_a_region() -> None:
    found = rotated(exchange_problem(LINE[:5], strangers=[(0, n) for n in range(1, 5)]))
    assert [batch.unchecked for batch in found.batches] == [(name(0),), (name(0),)]
    assert rules(found) == ["strangers"] * 4


def test_large_regions_go_to_those_with_many_people() -> None:
    found = rotated(
        exchange_problem(LINE[:4], schools=[40, 1, 40, 1], people=[2, 40, 2, 40], batches=1)
    )
    (batch,) = arcs(found)
    assert {j for i, j in batch if i in (1, 3)} == {0, 2}


def test_an_office_of_another_level_has_no_exchange() -> None:
    problem = exchange_problem(LINE[:4])
    assert [(p.id, office) for p, office in exchanges(problem)] == [("cross", "p")]
    assert not exchanges(rebuilt(problem, office=name(0), past_checks=()))


@pytest.mark.parametrize("seed", range(60))
def test_small_ones_are_the_best_of_all(seed: int) -> None:
    problem = random_problem(2 + seed % 3, seed, apart=0.15, years=2)
    found = rotated(problem)
    assert all(figure.status is StageStatus.OPTIMAL for figure in found.stages)
    assert values(found) == best_values(problem, everything=True)


@pytest.mark.parametrize("seed", tried(range(24), 10))
def test_up_to_eight_are_the_best_one_for_one(seed: int) -> None:
    problem = random_problem(5 + seed % 4, seed, years=2)
    found = rotated(problem)
    best = best_values(problem, everything=False)
    assert all(figure.status is StageStatus.OPTIMAL for figure in found.stages)
    assert (values(found) == best) if best else any(values(found)[:2])
    assert (found.obstacle is None) is (best is not None)


def test_the_same_rotation_whatever_the_order_of_the_data() -> None:
    problem = random_problem(14, 1)
    turned = rebuilt(
        problem,
        regions=(problem.regions[0], *reversed(problem.regions[1:])),
        past_checks=tuple(reversed(problem.past_checks)),
        inspectors=tuple(reversed(problem.inspectors)),
    )
    assert rotated(problem) == rotated(problem)
    assert rotated(turned).batches == rotated(problem).batches
