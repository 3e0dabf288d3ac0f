"""The best rotation chosen from few bundles, with the proof that no other bundle could do better.

The linear program's bound and prices leave the bundles that a rotation near the bound can have. The
best rotation of them is the best of all when it is as near as that.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ortools.sat.python import cp_model

from planner.exchange.bundles import NEAR, Bundle, Bundles
from planner.exchange.flow import evenness_bound, load_bound, unit
from planner.exchange.ground import Arc, Cell, Checks, Ground
from planner.lexicographic import Search, configured, stopping

_SLACKS = (0.005, 0.02, 0.1)
"""How far from the bound, relative to it, rotations are looked for, one after the other."""

_MOST_BUNDLES = 6000
"""More are too many to choose from."""

_LIMITS = 8
"""So many limits of load are tried."""


@dataclass(frozen=True)
class Chosen:
    """A rotation that is proven best in all levels, and what the first two came to."""

    checks: Checks
    unchecked: int
    steps: int


@dataclass(frozen=True)
class _Answer:
    """The best rotation of some bundles, and whether all is decided about them."""

    checks: Checks | None
    decided: bool


def shortest(ground: Ground, search: Search) -> Chosen | None:
    """The best rotation, where it is as even as the linear program; None where that is not found.

    The limits of load are tried upwards from the least under which the program is as even.
    """
    unchecked, steps = evenness_bound(ground)
    evenness = unchecked * unit(ground) + steps
    uneven = (unchecked, steps) if evenness else None
    most = ground.exchange.most if evenness else 1
    limit = load_bound(ground, uneven)
    for _ in range(_LIMITS):
        program = Bundles(ground, most=most, limit=limit)
        lifted = program.lifted(evenness)
        if lifted is None or search.over():
            return None
        answer = _under(program, unchecked, steps, search)
        if answer.checks is not None:
            return Chosen(answer.checks, unchecked, steps)
        if not answer.decided:
            return None
        limit = lifted + 1
    return None


def _under(program: Bundles, unchecked: int, steps: int, search: Search) -> _Answer:
    """The shortest rotation under the program's limit of load; undecided where not proven."""
    evenness = unchecked * program.unit + steps
    bound = program.travel(evenness)
    if bound is None:
        return _Answer(None, decided=False)
    least = math.ceil(bound - NEAR * bound)
    uneven = unchecked, steps
    slacks = [max(1.0, share * bound) for share in _SLACKS]
    for slack in (*slacks, math.inf):
        among = program.within(slack, _MOST_BUNDLES)
        if among is None:
            return _Answer(None, decided=False)
        answer = _chosen(program.ground, among, least, uneven, search)
        if answer.checks is None:
            if not answer.decided:
                return answer
            continue
        over = _travel(program.ground, answer.checks) - bound
        if over <= slack:
            return answer
        among = program.within(over, _MOST_BUNDLES)
        if among is None:
            return _Answer(None, decided=False)
        return _chosen(program.ground, among, least, uneven, search, answer.checks)
    return _Answer(None, decided=True)


def _chosen(
    ground: Ground,
    among: Sequence[Bundle],
    least: int,
    uneven: tuple[int, int],
    search: Search,
    known: Checks = frozenset(),
) -> _Answer:
    """The shortest rotation made of these bundles that is so even.

    Parameters
    ----------
    least
        No rotation is shorter.
    known
        A rotation of these bundles, if any.
    """
    model = cp_model.CpModel()
    made: dict[tuple[int, Bundle], cp_model.IntVar] = {}
    with_cell: dict[Cell, list[cp_model.IntVar]] = defaultdict(list)
    for batch, bundle in product(range(len(ground.batches)), among):
        one = made[batch, bundle] = model.new_bool_var("")
        for checked in bundle.checked:
            with_cell[Cell(batch, bundle.checker, checked)].append(one)
    _keep_even(model, ground, made, uneven)
    _keep_bars(model, ground, with_cell)
    ways = [sum(ground.travel_hm[b.checker, j] for j in b.checked) for _, b in made]
    total = cp_model.LinearExpr.weighted_sum(list(made.values()), ways)
    model.add(total >= least)
    model.minimize(total)
    for (batch, bundle), one in made.items() if known else ():
        own = {cell.checked for cell in known if cell[:2] == (batch, bundle.checker)}
        model.add_hint(one, own == set(bundle.checked))
    solver = configured(search)
    with stopping(solver, search):
        status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return _Answer(None, decided=True)
    if status != cp_model.OPTIMAL:
        return _Answer(None, decided=False)
    checks = frozenset(
        Cell(batch, bundle.checker, checked)
        for (batch, bundle), one in made.items()
        if solver.boolean_value(one)
        for checked in bundle.checked
    )
    return _Answer(checks, decided=True)


def _keep_even(
    model: cp_model.CpModel,
    ground: Ground,
    made: Mapping[tuple[int, Bundle], cp_model.IntVar],
    uneven: tuple[int, int],
) -> None:
    """One bundle for each region in each batch, no more unchecked and no more steps than these."""
    steps: list[cp_model.LinearExprT] = [one * b.steps for (_, b), one in made.items() if b.steps]
    unchecked: list[cp_model.IntVar] = []
    of: dict[Arc, list[cp_model.IntVar]] = defaultdict(list)
    by: dict[Arc, list[cp_model.IntVar]] = defaultdict(list)
    for (batch, bundle), one in made.items():
        of[batch, bundle.checker].append(one)
        for checked in bundle.checked:
            by[batch, checked].append(one)
    for place in product(range(len(ground.batches)), range(len(ground.regions))):
        model.add_exactly_one(of[place])
        if not any(uneven):
            model.add_exactly_one(by[place])
            continue
        absent = model.new_bool_var("")
        beyond = model.new_int_var(0, ground.exchange.most - 1, "")
        model.add(sum(by[place]) == 1 - absent + beyond)
        model.add(beyond == 0).only_enforce_if(absent)
        unchecked.append(absent)
        steps.append(beyond)
    model.add(cp_model.LinearExpr.sum(unchecked) <= uneven[0])
    model.add(cp_model.LinearExpr.sum(steps) <= uneven[1])


def _keep_bars(
    model: cp_model.CpModel, ground: Ground, with_cell: Mapping[Cell, list[cp_model.IntVar]]
) -> None:
    """Of a bar's cells at most so many are made; a bundle that has several counts as often."""
    for bar in ground.bars:
        if bar.at_most:
            ones = [one for cell in sorted(bar.cells & with_cell.keys()) for one in with_cell[cell]]
            if len(ones) > bar.at_most:
                model.add(sum(ones) <= bar.at_most)


def _travel(ground: Ground, checks: Checks) -> int:
    return sum(ground.travel_hm[cell.checker, cell.checked] for cell in checks)
