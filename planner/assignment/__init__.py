"""The core of zoning: a generalised assignment, by prices, neighbourhoods and proof.

1. Prices of the targets give a bound and say which pairs are likely (`relaxation`).
2. A first assignment follows them (`start`); small groups of people deal out anew (`neighbours`).
3. What pairs a cheaper assignment could still hold is left to CP-SAT, which proves that there is
   none or finds it (`exact`).
"""

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.exact import solve_exactly
from planner.assignment.exchange import exchange
from planner.assignment.neighbours import improve
from planner.assignment.problem import Assignment, Limit, Numbers
from planner.assignment.relaxation import Relaxation, relax
from planner.assignment.start import first
from planner.lexicographic import Search, configured

__all__ = ["Assigned", "Assignment", "Limit", "assign"]

_PATIENCE = 60
"""Groups without any gain before proof is tried."""


@dataclass(frozen=True)
class Assigned:
    """A holder for each target; no assignment without excess costs less than `bound`."""

    holder: Numbers
    cost: int
    excess: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether nothing is better."""
        return self.excess == 0 and self.cost <= self.bound


def assign(problem: Assignment, search: Search) -> Assigned:
    """The cheapest assignment of targets to people within capacities.

    Runs until it is proven, or until the search must end; a deterministic search counts
    neighbourhoods instead of seconds.
    """
    random = np.random.default_rng(search.options.seed)
    begin, seconds = time.monotonic(), search.left()
    deterministic = search.options.deterministic
    relaxation = relax(problem, math.inf if deterministic else begin + seconds / 3)
    holder = first(problem, relaxation)
    if problem.most_people is None:
        holder = exchange(problem, relaxation, holder, random)
    best = _Best(problem, relaxation, holder)
    best.settle(_share(search, 0.1))
    waited = 0
    while waited < _PATIENCE and not best.proven and not _late(search, begin + 0.7 * seconds):
        waited = 0 if best.take(improve(problem, relaxation, best.holder, random)) else waited + 1
    best.settle(search)
    return Assigned(best.holder, best.cost, best.excess, min(best.bound, best.cost))


class _Best:
    """The best assignment so far, and the bound."""

    def __init__(self, problem: Assignment, relaxation: Relaxation, holder: Numbers) -> None:
        self._problem, self._relaxation = problem, relaxation
        self.holder, self.bound = holder, relaxation.bound
        self.excess, self.cost = problem.excess_of(holder), problem.cost_of(holder)

    @property
    def proven(self) -> bool:
        return self.excess == 0 and self.cost <= self.bound

    def take(self, holder: Numbers) -> bool:
        """Keep an assignment that is not worse; whether it is better."""
        value = self._problem.excess_of(holder), self._problem.cost_of(holder)
        better = value < (self.excess, self.cost)
        if value <= (self.excess, self.cost):
            self.holder, self.excess, self.cost = holder, *value
        return better

    def settle(self, search: Search) -> None:
        """Find a cheaper assignment or prove that there is none, among pairs it can hold at all.

        Costs just above the bound leave few pairs, so they come first; what cannot be settled there
        is left to all costs below the best.
        """
        begin, seconds, step = time.monotonic(), search.left(), 1
        while not (self.excess or self.proven or _late(search, begin + seconds)):
            below = min(self.cost, self.bound + step)
            brief = search if below == self.cost else _share(search, 0.3)
            if self._settle_below(below, brief):
                step *= 2
            elif below == self.cost:
                return
            else:
                step = self.cost - self.bound

    def _settle_below(self, below: int, search: Search) -> bool:
        """Whether it is settled what there is of less cost than this."""
        pairs = self._relaxation.pairs(below - 1)
        solver = configured(search)
        found = solve_exactly(self._problem, pairs, solver, self.holder, below)
        if found.holder is not None:
            self.take(found.holder)
        proven = below if found.finished else math.ceil(found.bound - 1e-6)
        self.bound = max(self.bound, min(proven, self.cost))
        return found.finished


def _share(search: Search, part: float) -> Search:
    """A part of the time that is left."""
    seconds = max(part * search.left(), 0.1)
    options = search.options.model_copy(update={"time_limit_s": seconds})
    return replace(search.within(seconds), options=options)


def _late(search: Search, end: float) -> bool:
    if search.stopped():
        return True
    return not search.options.deterministic and time.monotonic() > end
