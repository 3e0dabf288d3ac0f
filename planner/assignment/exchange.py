"""Improving an assignment by moving one target or exchanging two, past local optima.

Every move is weighed at once. Excess is allowed at a price that rises while there is some and falls
while there is none, and a target that moved rests for a few steps.

Source: M. Yagiura, T. Ibaraki and F. Glover, An ejection chain approach for the generalized
assignment problem, INFORMS Journal on Computing 16 (2004), without the longer chains.
"""

import numpy as np

from planner.assignment.problem import Assignment, Numbers
from planner.assignment.relaxation import Relaxation

_STEPS = 3000
_LIKELY = 8
"""Only so many likeliest holders of a target are tried."""
_REST = (2, 10)
_DEARER, _CHEAPER = 1.005, 0.995
_OUT = 1e15


def exchange(
    problem: Assignment, relaxation: Relaxation, holder: Numbers, random: np.random.Generator
) -> Numbers:
    """The best assignment met within a number of steps, for the first limit only."""
    targets = np.arange(problem.targets)
    limit, holder = problem.limits[0], holder.copy()
    load, capacity = limit.load.astype(float), limit.capacity.astype(float)
    cost = _likely_costs(problem, relaxation, holder)
    excess_price = max(1.0, float(problem.cost.mean() / max(1.0, load.mean())))
    full = np.zeros(problem.people)
    np.add.at(full, holder, load[holder, targets])
    rested = np.zeros(problem.targets, dtype=np.int64)
    best, best_value = holder.copy(), (problem.excess_of(holder), problem.cost_of(holder))
    for step in range(_STEPS):
        own_cost, own_load = cost[holder, targets], load[holder, targets]
        over = np.maximum(full - capacity, 0)
        room = full[holder] - own_load - capacity[holder]
        relief = excess_price * over[holder] + own_cost
        resting = rested > step
        # what the person of the row's target pays when the column's target takes its place
        place = np.maximum(load[holder] + room[:, None], 0) * excess_price
        place += cost[holder] - relief[:, None]
        swap = place + place.T
        swap[holder[:, None] == holder] = _OUT
        swap[resting] = swap[:, resting] = _OUT
        move = (np.maximum(load + (full - capacity)[:, None], 0) - over[:, None]) * excess_price
        move += cost + (np.maximum(room, 0) * excess_price - relief)
        move[holder, targets] = _OUT
        move[:, resting] = _OUT
        cheapest_swap, cheapest_move = int(swap.argmin()), int(move.argmin())
        if min(swap.flat[cheapest_swap], move.flat[cheapest_move]) >= _OUT:
            continue
        if move.flat[cheapest_move] <= swap.flat[cheapest_swap]:
            person, target = divmod(cheapest_move, problem.targets)
            changes = [(target, person)]
        else:
            one, other = divmod(cheapest_swap, problem.targets)
            changes = [(one, int(holder[other])), (other, int(holder[one]))]
        for target, person in changes:
            full[holder[target]] -= load[holder[target], target]
            full[person] += load[person, target]
            holder[target] = person
            rested[target] = step + int(random.integers(*_REST))
        if (full > capacity).any():
            excess_price *= _DEARER
            continue
        excess_price *= _CHEAPER
        value = problem.excess_of(holder), problem.cost_of(holder)
        if value < best_value:
            best, best_value = holder.copy(), value
    return best


def _likely_costs(
    problem: Assignment, relaxation: Relaxation, holder: Numbers
) -> "np.typing.NDArray[np.float64]":
    """Costs of the pairs worth trying and of those there are; all others are out of reach."""
    few = min(_LIKELY, problem.people)
    near = np.argpartition(np.where(problem.allowed, relaxation.rise, _OUT), few - 1, axis=0)[:few]
    pairs = np.zeros_like(problem.allowed)
    np.put_along_axis(pairs, near, True, axis=0)
    pairs &= problem.allowed
    pairs[holder, np.arange(problem.targets)] = True
    return np.where(pairs, problem.cost, 1e12)
