"""Bounds of evenness and of the greatest load by flows over all batches, in no time."""

from collections.abc import Sequence

from ortools.graph.python import max_flow, min_cost_flow

from planner.exchange.ground import Arc, Ground


def unit(ground: Ground) -> int:
    """What an unchecked region weighs against a step: more than all steps there can be."""
    return 1 + 2 * len(ground.regions) * len(ground.batches) * (1 + ground.exchange.most)


def evenness_bound(ground: Ground) -> tuple[int, int]:
    """A bound of unchecked regions and, with so many of them, of steps from one-to-one.

    A flow from checking to checked regions, over all batches; nobody checks the same region twice.
    """
    number, times, most = len(ground.regions), len(ground.batches), ground.exchange.most
    weight = unit(ground)
    source, sink = 2 * number, 2 * number + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    for checker, checked in sorted({(cell.checker, cell.checked) for cell in ground.free}):
        flow.add_arc_with_capacity_and_unit_cost(checker, number + checked, 1, 0)
    for region in range(number):
        for capacity, checks, checked in ((times, -2, -weight), (times * (most - 1), 1, 1)):
            flow.add_arc_with_capacity_and_unit_cost(source, region, capacity, checks)
            flow.add_arc_with_capacity_and_unit_cost(number + region, sink, capacity, checked)
    flow.add_arc_with_capacity_and_unit_cost(sink, source, number * times * most, 0)
    flow.solve()
    uneven = number * times * (2 + weight) + int(flow.optimal_cost())
    return divmod(uneven, weight)


def load_bound(ground: Ground, uneven: tuple[int, int] | None) -> int:
    """The least limit for a single check under which as many regions as can be are checked.

    A flow from checking to checked regions, over all batches; nobody checks the same region twice.
    """
    arcs = sorted({(cell.checker, cell.checked) for cell in ground.free})
    limits = sorted({ground.load[arc] for arc in arcs})
    unchecked, most = (0, 1) if uneven is None else (uneven[0], ground.exchange.most)
    wanted = len(ground.regions) * len(ground.batches) - unchecked
    low, high = 0, len(limits) - 1
    while low < high:
        middle = (low + high) // 2
        light = [arc for arc in arcs if ground.load[arc] <= limits[middle]]
        if _most_checks(ground, light, most) >= wanted:
            high = middle
        else:
            low = middle + 1
    return limits[low] if limits and wanted else 0


def _most_checks(ground: Ground, arcs: Sequence[Arc], most: int) -> int:
    """How many checks there can be over all batches when each region makes at most so many."""
    number, times = len(ground.regions), len(ground.batches)
    source, sink = 2 * number, 2 * number + 1
    flow = max_flow.SimpleMaxFlow()
    for checker, checked in arcs:
        flow.add_arc_with_capacity(checker, number + checked, 1)
    for region in range(number):
        flow.add_arc_with_capacity(source, region, times * most)
        flow.add_arc_with_capacity(number + region, sink, times)
    flow.solve(source, sink)
    return int(flow.optimal_flow())
