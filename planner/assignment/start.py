"""A first assignment: whoever has most to lose by waiting chooses first.

Source: S. Martello and P. Toth, An algorithm for the generalized assignment problem, Operational
Research '81 (1981).
"""

import numpy as np

from planner.assignment.knapsack import NEVER, least
from planner.assignment.problem import Assignment, Numbers
from planner.assignment.relaxation import FINE, Relaxation


def first(problem: Assignment, relaxation: Relaxation) -> Numbers:
    """An assignment near the relaxation; with excess when nobody has room for what comes last."""
    wish = np.where(problem.allowed, relaxation.rise, NEVER)
    if problem.most_people is not None:
        closed = np.setdiff1d(np.arange(problem.people), _centres(problem, relaxation.prices))
        wish[closed] = NEVER
    # equal rises are told apart by cost; a target without a chosen person takes any allowed
    wish = np.where(wish < NEVER, wish + problem.cost, 2 * NEVER)
    left = [limit.capacity.copy() for limit in problem.limits]
    holder = np.full(problem.targets, -1, dtype=np.int64)
    waiting = np.ones(problem.targets, dtype=np.bool_)
    while waiting.any():
        fits = np.ones_like(problem.allowed)
        for limit, room in zip(problem.limits, left, strict=True):
            fits &= limit.load <= room[:, None]
        open_wish = np.where(fits, wish, wish + NEVER)[:, waiting]
        two = np.partition(open_wish, min(1, problem.people - 1), axis=0)
        column = int(np.argmax(two[min(1, problem.people - 1)] - two[0]))
        target = int(np.flatnonzero(waiting)[column])
        person = int(np.argmin(open_wish[:, column]))
        holder[target], waiting[target] = person, False
        for limit, room in zip(problem.limits, left, strict=True):
            room[person] -= limit.load[person, target]
    return holder


def _centres(problem: Assignment, prices: Numbers) -> list[int]:
    """The people who hold anything: one after the other whose bundle of the rest gains most."""
    limit = problem.limits[0]
    reduced = np.where(problem.allowed, problem.cost * FINE - prices, NEVER)
    chosen: list[int] = []
    for _ in range(problem.most_people or 0):
        bundles = [
            (least(reduced[p], limit.load[p], int(limit.capacity[p])), p)
            for p in range(problem.people)
            if p not in chosen
        ]
        (_, targets), person = min(bundles, key=lambda bundle: (bundle[0][0], bundle[1]))
        chosen.append(person)
        reduced[:, targets] = np.maximum(reduced[:, targets], 0)
    return chosen
