"""A bound of an assignment's cost: targets are sold at prices, each person buys the best bundle.

The Lagrangian relaxation of "each target has one person" falls apart into a knapsack for each
person. Its bound is that of column generation, far above that of linear programming, and a
subgradient method finds it within seconds. What a pair of person and target would add to the bound
says which pairs a solution below some cost can hold at all.

Source: M. L. Fisher, R. Jaikumar and L. N. Van Wassenhove, A multiplier adjustment method for the
generalized assignment problem, Management Science 32 (1986); M. Posta, J. A. Ferland and
P. Michelon, An exact method with variable fixing for solving the generalized assignment problem,
Computational Optimization and Applications 52 (2012).
"""

import time
from dataclasses import dataclass

import numpy as np

from planner.assignment.knapsack import NEVER, least, rises
from planner.assignment.problem import Assignment, Numbers

FINE = 1000
"""Prices are whole thousandths of a unit of cost."""
_STEPS, _STEPS_ON = 500, 60
"""So many steps, fewer from prices that are nearly right."""
_PACE, _PACE_ON = 1.0, 0.02
_PATIENCE = 12
_SMALLEST_STEP = 1e-3
_MEMORY = 0.3
_FASTER, _FASTEST = 1.15, 20.0
_AIM = 100
"""Steps aim a hundredth above the best bound so far."""


@dataclass(frozen=True)
class Relaxation:
    """The best prices found, and what they prove.

    Attributes
    ----------
    bound
        No assignment without excess costs less.
    prices
        Of each target, in thousandths.
    rise
        For each person and target what the bound rises to, in thousandths above `worth`, when the
        person must hold the target.
    least
        For each person the least that the bound counts on: his or her best bundle, or with free
        choice of centres that of the last who is chosen.
    worth
        The bound in thousandths.
    """

    bound: int
    prices: Numbers
    rise: Numbers
    least: Numbers
    worth: int

    def slack(self, cost: int) -> int:
        """What an assignment of this cost may lie above the bound, in thousandths."""
        return cost * FINE - self.worth

    def pairs(self, cost: int) -> "np.typing.NDArray[np.bool_]":
        """The pairs that an assignment of at most this cost may hold."""
        return self.rise <= self.slack(cost)


def relax(problem: Assignment, deadline: float, known: Numbers | None = None) -> Relaxation:
    """Prices by the subgradient method.

    Parameters
    ----------
    deadline
        On `time.monotonic`.
    known
        Prices that are nearly right, in thousandths; otherwise it begins with the second cheapest
        cost of each target.
    """
    costs = np.where(problem.allowed, problem.cost, NEVER // FINE) * FINE
    rows = min(1, problem.people - 1)
    second = np.partition(np.where(problem.allowed, costs, 0), rows, axis=0)[rows]
    prices = (second if known is None else known).astype(float)
    best_worth, best = -NEVER, np.rint(prices).astype(np.int64)
    pace, steps = (_PACE, _STEPS) if known is None else (_PACE_ON, _STEPS_ON)
    waited, direction = 0, np.zeros(problem.targets)
    for _ in range(steps):
        rounded = np.rint(prices).astype(np.int64)
        worth, buyers = _sell(problem, costs, rounded)
        if worth > best_worth:
            waited = 0 if worth > best_worth + FINE / 50 else waited + 1
            pace = min(pace * _FASTER, _FASTEST)
            best_worth, best = worth, rounded
        else:
            waited += 1
        if waited >= _PATIENCE:
            pace, waited, prices = pace / 2, 0, best.astype(float)
        slope = 1 - buyers
        if not slope.any() or pace < _SMALLEST_STEP or time.monotonic() > deadline:
            break
        direction = slope + _MEMORY * direction
        gap = max(abs(best_worth) / _AIM, FINE)
        prices = prices + pace * gap / max(1.0, float(direction @ direction)) * direction
    rise, counted = _rise(problem, costs, best)
    return Relaxation(-(-best_worth // FINE), best, rise, counted, best_worth)


def _sell(problem: Assignment, costs: Numbers, prices: Numbers) -> tuple[int, Numbers]:
    """The bound at these prices, and how many people buy each target."""
    limit = problem.limits[0]
    bundles = [
        least(costs[p] - prices, limit.load[p], int(limit.capacity[p]))
        for p in range(problem.people)
    ]
    buyers = np.zeros(problem.targets, dtype=np.int64)
    order = sorted(range(problem.people), key=lambda p: bundles[p][0])
    for person in order[: problem.most_people]:
        buyers[bundles[person][1]] += 1
    values = [bundles[p][0] for p in order[: problem.most_people]]
    return int(prices.sum()) + sum(values), buyers


def _rise(problem: Assignment, costs: Numbers, prices: Numbers) -> tuple[Numbers, Numbers]:
    """`Relaxation.rise` and `Relaxation.least`."""
    limit = problem.limits[0]
    found = np.empty_like(costs)
    values = np.empty(problem.people, dtype=np.int64)
    for person in range(problem.people):
        reduced, capacity = costs[person] - prices, int(limit.capacity[person])
        values[person] = least(reduced, limit.load[person], capacity)[0]
        found[person] = rises(reduced, limit.load[person], capacity)
    # whoever is not among the chosen displaces the last of them
    last = np.sort(values)[(problem.most_people or problem.people) - 1]
    counted = np.minimum(values, last)
    return found + (values - counted)[:, None], counted
