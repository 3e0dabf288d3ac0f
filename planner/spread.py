"""The evenest spread of team visits over weeks that windows alone allow."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from planner.demand import Request
from planner.horizon import Horizon


@dataclass(frozen=True)
class Evenness:
    """Least sum of squares of the weeks' numbers of visits, and numbers that attain it."""

    squares: int
    visits_in_week: dict[int, int]


def even_weeks(days: Horizon, requests: Iterable[Request], absent: int = 0) -> Evenness:
    """Spread team visits over weeks as evenly as their windows allow.

    Nobody's calendar is looked at, so the sum of squares is a lower bound for every timetable that
    leaves out at most `absent` of the team visits. A min-cost flow from requests to weeks, in which
    each further visit of a week costs two more than the one before it (`n²` as `1 + 3 + 5 + …`).
    """
    team_visits = [r for r in requests if not r.team.responsible and r.days]
    placed = max(0, len(team_visits) - absent)
    weeks_of = [np.unique(days.week[list(r.days)]).tolist() for r in team_visits]
    weeks = sorted({week for own in weeks_of for week in own})
    node = {week: len(team_visits) + n for n, week in enumerate(weeks)}
    source, sink = len(team_visits) + len(weeks), len(team_visits) + len(weeks) + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    steps = dict.fromkeys(weeks, 0)
    for number, own in enumerate(weeks_of):
        flow.add_arc_with_capacity_and_unit_cost(source, number, 1, 0)
        for week in own:
            flow.add_arc_with_capacity_and_unit_cost(number, node[week], 1, 0)
            steps[week] += 1
    arcs: list[tuple[int, int]] = []
    for week in weeks:
        for step in range(steps[week]):
            cost = 2 * step + 1
            arc = flow.add_arc_with_capacity_and_unit_cost(node[week], sink, 1, cost)
            arcs.append((week, arc))
    if placed == 0:
        return Evenness(0, dict.fromkeys(weeks, 0))
    flow.set_node_supply(source, placed)
    flow.set_node_supply(sink, -placed)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"even_weeks: flow ended with status {status}")
    counts = dict.fromkeys(weeks, 0)
    for week, arc in arcs:
        counts[week] += int(flow.flow(arc))
    return Evenness(int(flow.optimal_cost()), counts)
