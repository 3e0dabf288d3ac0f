"""The core of zoning: a generalised assignment, by prices, neighbourhoods and proof.

1. Prices of the targets give a bound and say which pairs are likely (`relaxation`).
2. Just above the bound so few bundles are cheap enough that choosing among them is easy; as the
   cost rises, so does the bound, often to the optimum (`cover`).
3. Else the parts that linear programming takes of such bundles lead to an assignment (`dive`);
   small groups of people then deal out anew (`neighbours`).
4. What pairs a cheaper assignment could still hold is left to CP-SAT for the rest of the time
   (`exact`).
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.assignment.cover import all_bundles, cover
from planner.assignment.dive import dive
from planner.assignment.exact import Exact, solve_exactly
from planner.assignment.neighbours import improve
from planner.assignment.problem import Assignment, Limit, Numbers
from planner.assignment.relaxation import FINE, Relaxation, relax
from planner.assignment.start import first
from planner.lexicographic import Search, configured

__all__ = ["Assigned", "Assignment", "Limit", "assign"]

_PATIENCE = 60
"""Groups without any gain before proof is tried."""
_LAST = (5, 3)
"""So many people choose at once at the end of a dive: the more the better, where they are not too
many for their number of targets."""
_FEW, _BUNDLES = 500, 20_000
"""Proof begins with so many of the cheapest bundles; more than the second are not listed."""


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
    best = _Best(problem, relaxation, first(problem, relaxation))
    best.climb(_share(search, 0.4))
    best.dive(random, lambda: _late(search, begin + 0.85 * seconds))
    waited = 0
    while waited < _PATIENCE and not best.proven and not _late(search, begin + 0.85 * seconds):
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

    @property
    def over(self) -> int:
        """By how much an assignment worth looking at may cost more than the bound."""
        over = self.bound // 20 + 1
        return over if self.excess else min(over, self.cost - self.bound)

    def dive(self, random: np.random.Generator, late: Callable[[], bool]) -> None:
        """Look for a cheaper assignment among the cheapest bundles."""
        for last in _LAST:
            if not self.proven:
                below = self.bound + self.over
                found = dive(self._problem, self._relaxation, below, last, random, late)
                if found is not None:
                    self.take(found)

    def climb(self, search: Search) -> None:
        """Raise the bound by the cheapest bundles, more and more, until they hold an assignment."""
        problem, relaxation = self._problem, self._relaxation
        end = time.monotonic() + search.left()
        over, found = self.over, None
        while over and found is None and not _late(search, end):
            found = all_bundles(
                problem, relaxation, relaxation.slack(self.bound + over - 1), _BUNDLES
            )
            dearest, over = self.bound + over, 3 * over // 4
        found = sorted(found or [], key=lambda bundle: bundle.rise)
        few = _FEW
        while found and self.bound < dearest and not self.proven and not _late(search, end):
            below = dearest
            if few < len(found):
                below = (relaxation.worth + found[few].rise) // FINE
                below = min(dearest, max(self.bound + 1, below))
            slack = relaxation.slack(below - 1)
            among = [bundle for bundle in found if bundle.rise <= slack]
            covered = cover(problem, relaxation, among, below, configured(search))
            self._learn(covered, below)
            if not covered.finished:
                return
            few = 3 * max(few, len(among)) // 2

    def settle(self, search: Search) -> None:
        """Find a cheaper assignment or prove that there is none, among pairs it can hold at all."""
        if self.excess or self.proven or search.over():
            return
        pairs = self._relaxation.pairs(self.cost - 1)
        solver = configured(search)
        found = solve_exactly(self._problem, pairs, solver, self.holder, self.cost)
        self._learn(found, self.cost)

    def _learn(self, found: Exact, below: int) -> None:
        """Keep what a search for less than some cost has found, and its bound."""
        if found.holder is not None:
            self.take(found.holder)
        bound = below if found.bound >= below else math.ceil(found.bound - 1e-6)
        self.bound = max(self.bound, bound)


def _share(search: Search, part: float) -> Search:
    """A part of the time that is left."""
    return search.within(max(part * search.left(), 0.1))


def _late(search: Search, end: float) -> bool:
    if search.stopped():
        return True
    return not search.options.deterministic and time.monotonic() > end
