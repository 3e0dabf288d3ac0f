"""An assignment by linear programming over bundles, settled a few people at a time.

Of the bundles that hardly raise the bound, linear programming takes parts. Who has more than half
of one gets it; prices of the other targets are found anew for the others, and so on, until few
enough people are left to choose their bundles exactly.

Source: R. Sadykov, F. Vanderbeck, A. Pessoa, I. Tahiri and E. Uchoa, Primal heuristics for branch
and price: the assets of diving methods, INFORMS Journal on Computing 31 (2019).
"""

import math
from collections.abc import Callable, Iterator

import numpy as np
from ortools.sat.python import cp_model

from planner.assignment.cover import Bundle, all_bundles, cover, mixture
from planner.assignment.problem import Assignment, Numbers
from planner.assignment.relaxation import Relaxation, relax

_BUNDLES = (2_000, 6_000, 18_000)
"""So many bundles at most, more where these have nothing in common."""
_TIGHTER = 0.7
_HALF = 0.5 + 1e-6
_EFFORT = 3.0
"""Deterministic seconds of the solver for the last ones' choice."""


def dive(
    problem: Assignment,
    relaxation: Relaxation,
    below: int,
    last: int,
    random: np.random.Generator,
    late: Callable[[], bool],
) -> Numbers | None:
    """An assignment without excess that costs less; None where it ends without one.

    Parameters
    ----------
    last
        So many people choose at once in the end.
    late
        Whether to give up.
    """
    holder = np.empty(problem.targets, dtype=np.int64)
    people, targets = np.arange(problem.people), np.arange(problem.targets)
    part, near = problem, relaxation
    while len(targets) and _seats(part) > last:
        settled = _settled(part, near, below, _seats(part) - last, late)
        if settled is None:
            return None
        for bundle in settled:
            holder[targets[bundle.targets]] = people[bundle.person]
            below -= bundle.cost
        others = np.setdiff1d(np.arange(part.people), [b.person for b in settled])
        free = np.setdiff1d(np.arange(part.targets), np.concatenate([b.targets for b in settled]))
        centres = None if part.most_people is None else part.most_people - len(settled)
        people, targets = people[others], targets[free]
        part = part.part(others.tolist(), free.tolist(), centres)
        near = relax(part, math.inf, near.prices[free])
    if len(targets):
        held = _together(part, near, below, random, late)
        if held is None:
            return None
        holder[targets] = people[held]
    return holder if below > 0 else None


def _seats(problem: Assignment) -> int:
    """How many people may hold anything."""
    return problem.people if problem.most_people is None else problem.most_people


def _settled(
    problem: Assignment,
    relaxation: Relaxation,
    below: int,
    most: int,
    late: Callable[[], bool],
) -> list[Bundle] | None:
    """At most `most` bundles that linear programming takes half of, or the one it takes most of."""
    for among in _pools(problem, relaxation, below, late):
        mixed = mixture(problem, among)
        if mixed is not None:
            order = np.argsort(-mixed.parts, kind="stable")
            # no two bundles of more than a half have a person or a target in common
            large = max(1, int((mixed.parts > _HALF).sum()))
            return [among[n] for n in order[: min(large, most)]]
    return None


def _together(
    problem: Assignment,
    relaxation: Relaxation,
    below: int,
    random: np.random.Generator,
    late: Callable[[], bool],
) -> Numbers | None:
    """The best choice of bundles for all who are left."""
    for among in _pools(problem, relaxation, below, late):
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.catch_sigint_signal = False
        solver.parameters.max_deterministic_time = _EFFORT
        solver.parameters.random_seed = int(random.integers(2**31))
        found = cover(problem, relaxation, among, below, solver)
        if found.holder is not None:
            return found.holder
    return None


def _pools(
    problem: Assignment, relaxation: Relaxation, below: int, late: Callable[[], bool]
) -> Iterator[list[Bundle]]:
    """The bundles that hardly raise the bound, more each time, up to all that may cost less."""
    slack = relaxation.slack(below - 1)
    for most in _BUNDLES:
        within = slack
        found = None
        while found is None and within >= 0 and not late():
            found = all_bundles(problem, relaxation, within, most)
            within = int(_TIGHTER * within) - 1
        if found is None:
            return
        yield found
