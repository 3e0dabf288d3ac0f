"""Which region checks which in each batch of an exchange (交叉检查): a rotation, proven.

Source: `sj.3.1`, `sj.3.4`; docs/semantics.md, Cross-checks; docs/algorithm.md, Cross-checks.
"""

import time

from models.plan import Batch, Check, Obstacle, Rotation
from models.problem import Problem
from models.programme import Programme
from planner.exchange.blame import obstacle
from planner.exchange.ground import Ground, exchanging, make_ground
from planner.exchange.model import Found, best
from planner.lexicographic import Search
from planner.options import Listener, Options, Stop

__all__ = ["arranged", "exchanges", "rotation"]

SECONDS_A_QUESTION = 1
"""Deterministic seconds that one question for the reasons may take; undecided is possible."""


def exchanges(problem: Problem) -> tuple[tuple[Programme, str], ...]:
    """Every programme in which regions check each other, with each office that carries it out.

    An office is the data set's own region, or one inside it, of the programme's level; one with no
    regions to exchange has nothing to do.
    """
    tree = problem.tree
    inside = {problem.office, *tree.descendants(problem.office)}
    regions = sorted(inside, key=lambda r: (tree.level(r).rank, r))
    return tuple(
        (programme, region)
        for programme in problem.programmes
        if programme.exchange is not None
        for region in regions
        if tree.level(region) is programme.level and exchanging(problem, programme, region)
    )


def rotation(
    problem: Problem,
    programme: Programme,
    options: Options,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
    *,
    office: str = "",
) -> Rotation:
    """The rotation of one programme: the same one every time, whatever the machine's load.

    As few regions as possible go unchecked, then all goes one for one as far as possible, then the
    greatest load is least, then the ways are shortest. Where not every region is checked by one and
    checks one, the obstacle says why.

    Parameters
    ----------
    programme
        With an `exchange`.
    options
        `time_limit_s` bounds each level, in deterministic seconds.
    office
        The region whose office holds the exchange, by default the problem's.
    """
    clock = Search(options, time.monotonic() + options.time_limit_s, on_progress, stop)
    search = clock.steady(options.time_limit_s)
    ground = make_ground(problem, programme, office or problem.office)
    found = best(ground, search)
    return Rotation(
        office=office or problem.office,
        programme=programme.id,
        batches=tuple(_batch(ground, found, number) for number in range(len(ground.batches))),
        travel_km=sum(ground.travel_hm[c.checker, c.checked] for c in found.checks) / 10,
        stages=found.figures,
        obstacle=_obstacle(ground, found, search),
    )


def arranged(problem: Problem, search: Search) -> Problem:
    """The problem with the rotations of its own office; those it has already are kept."""
    options = search.options
    share = options.model_copy(update={"time_limit_s": options.time_limit_s / 6})
    known = {(one.office, one.programme) for one in problem.rotations}
    made = tuple(
        rotation(problem, programme, share, search.listener, search.stop)
        for programme, office in exchanges(problem)
        if office == problem.office and (office, programme.id) not in known
    )
    if not made:
        return problem
    return problem.model_copy(update={"rotations": (*problem.rotations, *made)})


def _batch(ground: Ground, found: Found, number: int) -> Batch:
    first, last = ground.batches[number]
    cells = sorted(cell for cell in found.checks if cell.batch == number)
    checked = {cell.checked for cell in cells}
    return Batch(
        first=first,
        last=last,
        checks=tuple(
            Check(
                checker=ground.regions[cell.checker].id,
                checked=ground.regions[cell.checked].id,
                travel_km=ground.travel_hm[cell.checker, cell.checked] / 10,
            )
            for cell in cells
        ),
        unchecked=tuple(r.id for n, r in enumerate(ground.regions) if n not in checked),
    )


def _obstacle(ground: Ground, found: Found, search: Search) -> Obstacle | None:
    if not found.unchecked and not found.uneven:
        return None
    return obstacle(ground, search.steady(SECONDS_A_QUESTION), one_to_one=not found.unchecked)
