"""The obstacle is real, and without any one of its rules it is none."""

import time
from collections import Counter
from collections.abc import Sequence

import pytest

from planner.exchange.blame import Need, least_core
from planner.exchange.ground import Bar, Cell, make_ground
from planner.lexicographic import Search
from planner.options import Options
from tests.planner.exchange.regions import random_problem

SEARCH = Search(Options(), time.monotonic() + 60).steady(10)


def possible(needs: Sequence[Need], bars: Sequence[Bar], *, one_to_one: bool) -> bool:
    """Whether checks can be found, need after need, by trying all."""
    if not needs:
        return True
    wanted = sorted(needs, key=lambda need: len(_open(need, bars)))

    def extend(made: frozenset[Cell], left: Sequence[Need]) -> bool:
        if any(len(bar.cells & made) > bar.at_most for bar in bars):
            return False
        if one_to_one:
            by = Counter((c.batch, c.checker) for c in made)
            of = Counter((c.batch, c.checked) for c in made)
            if max((*by.values(), *of.values()), default=0) > 1:
                return False
        if not left:
            return True
        if left[0].cells & made:
            return extend(made, left[1:])
        return any(extend(made | {cell}, left[1:]) for cell in _open(left[0], bars))

    return extend(frozenset(), wanted)


def _open(need: Need, bars: Sequence[Bar]) -> list[Cell]:
    shut = frozenset[Cell]().union(*(bar.cells for bar in bars if not bar.at_most))
    return sorted(need.cells - shut)


@pytest.mark.parametrize("one_to_one", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_least_core(seed: int, one_to_one: bool) -> None:
    problem = random_problem(3 + seed % 4, seed, apart=0.4, years=2)
    ground = make_ground(problem, problem.programmes[0], "p")
    core = least_core(ground, SEARCH, one_to_one=one_to_one)
    if core is None:
        return
    assert not possible(core.needs, core.rules, one_to_one=one_to_one)
    for rule in core.rules:
        rest = [bar for bar in core.rules if bar is not rule]
        assert possible(core.needs, rest, one_to_one=one_to_one), rule.text
    for need in core.needs:
        others = [one for one in core.needs if one is not need]
        assert possible(others, ground.bars, one_to_one=one_to_one), need.text
