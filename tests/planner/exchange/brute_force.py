"""Every rotation of a few regions, by rules written out anew, without solver and planner."""

import math
from collections.abc import Iterator
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from models.problem import Problem

Arcs = frozenset[tuple[int, int]]
Values = tuple[int, int, int, int]
"""Unchecked, steps from one-to-one, greatest load, 100 m."""


def best_values(problem: Problem, *, everything: bool) -> Values | None:
    """The lexicographically least values of all rotations of two batches.

    Parameters
    ----------
    everything
        Try what is not one-to-one too; else None when nothing is one-to-one.
    """
    strict = _best(problem, list(_permutations(problem)))
    if strict is not None or not everything:
        return strict
    return _best(problem, list(_relations(problem)))


def _permutations(problem: Problem) -> Iterator[Arcs]:
    number = len(problem.regions) - 1
    for order in permutations(range(number)):
        arcs = frozenset(enumerate(order))
        if _allowed(problem, arcs):
            yield arcs


def _relations(problem: Problem) -> Iterator[Arcs]:
    number = len(problem.regions) - 1
    ways = []
    for j in range(number):
        one = [frozenset({(i, j)}) for i in range(number) if _allowed(problem, {(i, j)})]
        ways.append([frozenset[tuple[int, int]]().union(*s) for s in _subsets(one)])
    for parts in product(*ways):
        arcs = frozenset[tuple[int, int]]().union(*parts)
        if _allowed(problem, arcs):
            yield arcs


def _subsets(items: list[Arcs]) -> Iterator[list[Arcs]]:
    for bits in product((False, True), repeat=len(items)):
        yield [item for item, bit in zip(items, bits, strict=True) if bit]


def _allowed(problem: Problem, arcs: Arcs | set[tuple[int, int]]) -> bool:
    """Whether a batch of these checks keeps every rule by itself."""
    programme = problem.programmes[0]
    rules = programme.exchange
    assert rules is not None
    names = [r.id for r in problem.regions[1:]]
    apart = {frozenset((s.first, s.second)) for s in problem.strangers}
    past = {
        (p.checker, p.checked)
        for p in problem.past_checks
        if problem.year - p.year <= rules.no_repeat_years
    }
    for i, j in arcs:
        one, other = names[i], names[j]
        if i == j or frozenset((one, other)) in apart or (one, other) in past:
            return False
        if rules.reverse_counts and (other, one) in past:
            return False
        if not rules.mutual and (j, i) in arcs:
            return False
        if _people(problem, one) < programme.team.size:
            return False
    each = range(len(names))
    return all(sum(arc[side] == n for arc in arcs) <= rules.most for n in each for side in (0, 1))


def _people(problem: Problem, region: str) -> int:
    return sum(person.region == region for person in problem.inspectors)


def _best(problem: Problem, options: list[Arcs]) -> Values | None:
    """The best pair of batches that have no check in common."""
    if not options:
        return None
    rules = problem.programmes[0].exchange
    assert rules is not None
    number = len(problem.regions) - 1
    own = np.array([_mask(arcs, number) for arcs in options], dtype=np.uint64)
    other = own.copy()
    if rules.reverse_counts:
        turned = [_mask(frozenset((j, i) for i, j in arcs), number) for arcs in options]
        other |= np.array(turned, dtype=np.uint64)
    values = np.array([_values(problem, arcs) for arcs in options], dtype=np.int64)
    best: Values | None = None
    for n, mask in enumerate(own):
        fits = (other & mask) == 0
        if fits.any():
            found = _least(values[n], values[fits])
            best = found if best is None else min(best, found)
    return best


def _mask(arcs: Arcs, number: int) -> int:
    return sum(1 << (i * number + j) for i, j in arcs)


def _least(one: NDArray[np.int64], others: NDArray[np.int64]) -> Values:
    sums = np.column_stack(
        [
            others[:, 0] + one[0],
            others[:, 1] + one[1],
            np.maximum(others[:, 2], one[2]),
            others[:, 3] + one[3],
        ]
    )
    first = np.lexsort(sums.T[::-1])[0]
    a, b, c, d = (int(v) for v in sums[first])
    return a, b, c, d


def _values(problem: Problem, arcs: Arcs) -> Values:
    regions = problem.regions[1:]
    each = range(len(regions))
    by = [sum(i == n for i, _ in arcs) for n in each]
    of = [sum(j == n for _, j in arcs) for n in each]
    loads = [0] * len(regions)
    travel = 0
    for i, j in arcs:
        schools = sum(t.region == regions[j].id for t in problem.targets)
        loads[i] += math.ceil(100 * max(1, schools) / _people(problem, regions[i].id))
        travel += round(2 * 10 * problem.travel.detour * _km(problem, i, j))
    beyond = sum(max(0, n - 1) for n in (*by, *of))
    return of.count(0), 2 * by.count(0) + beyond, max(loads), travel


def _km(problem: Problem, i: int, j: int) -> float:
    one, other = problem.regions[1 + i], problem.regions[1 + j]
    assert one.lat is not None
    assert one.lon is not None
    assert other.lat is not None
    assert other.lon is not None
    phi, psi = math.radians(one.lat), math.radians(other.lat)
    turn = math.radians(other.lon - one.lon)
    cosine = math.sin(phi) * math.sin(psi) + math.cos(phi) * math.cos(psi) * math.cos(turn)
    return 6371.0088 * math.acos(min(1.0, cosine))
