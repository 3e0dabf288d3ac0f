"""The smallest set of rules for which regions cannot be checked, or not one for one.

Irreducible: the needs named cannot all be met under the rules named alone, but could as soon as any
one of these rules were given up. Found with the deletion filter of `planner.explain.shrink`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from models.plan import ConflictRule, Obstacle
from models.text import Text
from planner.exchange.ground import Arc, Bar, Cell, Ground
from planner.explain.shrink import shrink
from planner.lexicographic import Search, configured, stopping


@dataclass(frozen=True, eq=False)
class Need:
    """One of these checks has to be made: a region is to be checked in a batch, or to check."""

    text: Text
    cells: frozenset[Cell]


@dataclass(frozen=True)
class Core:
    """Needs that cannot all be met under these rules, but could without any one of them."""

    needs: tuple[Need, ...]
    rules: tuple[Bar, ...]


def obstacle(ground: Ground, search: Search, *, one_to_one: bool) -> Obstacle | None:
    """What stands in the way, in words; None when nothing was proven to.

    Parameters
    ----------
    one_to_one
        Whether the goal is that every region checks one and is checked by one, rather than that
        every region is checked.
    """
    core = least_core(ground, search, one_to_one=one_to_one)
    if core is None:
        return None
    return Obstacle(
        goal=Text(code=f"exchange.goal.{'one_to_one' if one_to_one else 'checked'}"),
        needs=tuple(need.text for need in core.needs),
        rules=tuple(ConflictRule(clause=bar.clause, text=bar.text) for bar in core.rules),
    )


def least_core(ground: Ground, search: Search, *, one_to_one: bool) -> Core | None:
    """The needs and rules of the obstacle: needs are dropped first, then rules."""

    def fails(needs: Sequence[Need], bars: Sequence[Bar]) -> bool:
        return _impossible(needs, bars, search, one_to_one=one_to_one)

    needs = _needs(ground, one_to_one=one_to_one)
    if not fails(needs, ground.bars):
        return None
    needs = shrink(needs, lambda kept: fails(kept, ground.bars))
    rules = shrink(_relevant(ground.bars, needs), lambda kept: fails(needs, kept))
    return Core(tuple(needs), tuple(rules))


def _needs(ground: Ground, *, one_to_one: bool) -> list[Need]:
    """Who has to be checked in which batch, and to check."""
    to: dict[tuple[str, Arc], set[Cell]] = defaultdict(set)
    for cell in ground.cells:
        to["checked", (cell.batch, cell.checked)].add(cell)
        if one_to_one:
            to["checks", (cell.batch, cell.checker)].add(cell)
    return [
        Need(
            Text(
                code=f"exchange.need.{what}",
                args={"batch": batch + 1, "region": ground.regions[region].name},
            ),
            frozenset(cells),
        )
        for (what, (batch, region)), cells in sorted(to.items())
    ]


def _relevant(bars: Sequence[Bar], needs: Sequence[Need]) -> list[Bar]:
    """The bars that could bind on checks that meet some need."""
    wanted = _wanted(needs)
    return [bar for bar in bars if len(bar.cells & wanted) > bar.at_most]


def _wanted(needs: Sequence[Need]) -> frozenset[Cell]:
    return frozenset[Cell]().union(*(need.cells for need in needs))


def _impossible(
    needs: Sequence[Need], bars: Sequence[Bar], search: Search, *, one_to_one: bool
) -> bool:
    """Whether it is certain that the needs cannot all be met under these bars."""
    model = cp_model.CpModel()
    bars = _relevant(bars, needs)
    forbidden = frozenset[Cell]().union(*(bar.cells for bar in bars if not bar.at_most))
    free = sorted(_wanted(needs) - forbidden)
    made = {cell: model.new_bool_var("") for cell in free}
    for need in needs:
        model.add_bool_or([made[cell] for cell in sorted(need.cells) if cell in made])
    for bar in bars:
        if bar.at_most:
            cells = [made[cell] for cell in sorted(bar.cells) if cell in made]
            if bar.at_most == 1:
                model.add_at_most_one(cells)
            elif len(cells) > bar.at_most:
                model.add(sum(cells) <= bar.at_most)
    if one_to_one:
        sides: dict[tuple[str, Arc], list[cp_model.IntVar]] = defaultdict(list)
        for cell, variable in made.items():
            sides["by", (cell.batch, cell.checker)].append(variable)
            sides["of", (cell.batch, cell.checked)].append(variable)
        for variables in sides.values():
            model.add_at_most_one(variables)
    solver = configured(search)
    with stopping(solver, search):
        return bool(solver.solve(model) == cp_model.INFEASIBLE)
