"""What one person would best hold when every target has a price: a knapsack problem.

Solved by dynamic programming over the capacity, in integers, so that bounds are exact.

Source: S. Martello and P. Toth, Knapsack Problems (1990), chapter 7.
"""

import numpy as np

from planner.assignment.problem import Numbers, Truths

NEVER = 10**15
"""The cost of what cannot be."""


def least(cost: Numbers, load: Numbers, capacity: int) -> tuple[int, Numbers]:
    """The least cost of any items within the capacity, and which they are."""
    items = np.flatnonzero((cost < 0) & (load <= capacity))
    if load[items].sum() <= capacity:
        return int(cost[items].sum()), items
    best = np.zeros(capacity + 1, dtype=np.int64)
    better = []
    sizes = load[items].tolist()
    for size, price in zip(sizes, cost[items].tolist(), strict=True):
        taken = best[: capacity + 1 - size] + price
        better.append(taken < best[size:])
        np.minimum(best[size:], taken, out=best[size:])
    chosen, room = [], capacity
    for item, size, gains in zip(items[::-1].tolist(), sizes[::-1], better[::-1], strict=True):
        if room >= size and gains[room - size]:
            chosen.append(item)
            room -= size
    return int(best[capacity]), np.array(chosen, dtype=np.int64)


def rises(cost: Numbers, load: Numbers, capacity: int) -> Numbers:
    """For each item by how much the least cost rises when it must be taken."""
    fits = load <= capacity
    items = np.flatnonzero((cost < 0) & fits)
    before = np.zeros((len(items) + 1, capacity + 1), dtype=np.int64)
    after = np.zeros_like(before)
    for number, item in enumerate(items):
        _take(before[number], before[number + 1], cost[item], load[item])
    for number in range(len(items) - 1, -1, -1):
        _take(after[number + 1], after[number], cost[items[number]], load[items[number]])
    all_best = before[-1]
    found = np.full(len(cost), NEVER, dtype=np.int64)
    found[fits] = all_best[capacity - load[fits]] + cost[fits] - all_best[capacity]
    for number, item in enumerate(items):
        room = capacity - load[item]
        others = before[number, : room + 1] + after[number + 1, room::-1]
        found[item] = others.min() + cost[item] - all_best[capacity]
    return found


def bundles(
    cost: Numbers, load: Numbers, capacity: int, most_cost: int, most: int
) -> Truths | None:
    """All sets of items within the capacity that cost no more than `most_cost`.

    A row for each set says which items it holds; None when there are more than `most`.
    """
    after = np.zeros((len(cost) + 1, capacity + 1), dtype=np.int64)
    for item in range(len(cost) - 1, -1, -1):
        _take(after[item + 1], after[item], cost[item], load[item])
    values, room = np.zeros(1, dtype=np.int64), np.full(1, capacity)
    held = np.zeros((1, len(cost)), dtype=np.bool_)
    for item, (price, size) in enumerate(zip(cost.tolist(), load.tolist(), strict=True)):
        without = values + after[item + 1][room] <= most_cost
        left = np.maximum(room - size, 0)
        within = (room >= size) & (values + price + after[item + 1][left] <= most_cost)
        taken = held[within]
        taken[:, item] = True
        held = np.concatenate([held[without], taken])
        values = np.concatenate([values[without], values[within] + price])
        room = np.concatenate([room[without], left[within]])
        if len(values) > most:
            return None
    return held


def _take(without: Numbers, result: Numbers, cost: int, load: int) -> None:
    """The least costs by capacity once an item may be taken too."""
    result[:] = without
    if load < len(without):
        np.minimum(result[load:], without[: len(without) - load] + cost, out=result[load:])
