"""The evenest spread of team visits over weeks that windows alone allow."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow
from ortools.sat.python import cp_model

from planner.demand import Request
from planner.horizon import Horizon
from planner.objectives import square_of_count

LEAST_SPREAD_EFFORT = 4
"""Deterministic seconds for the bound when visits are left out."""

Weeks = tuple[int, ...]


@dataclass(frozen=True)
class Evenness:
    """Least sum of squares of the weeks' numbers of visits, and numbers that attain it."""

    squares: int
    visits_in_week: dict[int, int]


def even_weeks(days: Horizon, requests: Iterable[Request]) -> Evenness:
    """Spread team visits over weeks as evenly as their windows allow.

    Nobody's calendar is looked at, so the sum of squares is a lower bound for every timetable.
    """
    return evenest([_weeks(days, r) for r in _team_visits(requests)])


def evenest(weeks_of: Sequence[Weeks]) -> Evenness:
    """Choose one of its weeks for each visit, with the least sum of squares.

    A min-cost flow from visits to weeks, in which each further visit of a week costs two more than
    the one before it (`n²` as `1 + 3 + 5 + …`).

    Raises
    ------
    RuntimeError
        When a visit has no week, so that there is no flow.
    """
    weeks = sorted({week for own in weeks_of for week in own})
    node = {week: len(weeks_of) + n for n, week in enumerate(weeks)}
    source, sink = len(weeks_of) + len(weeks), len(weeks_of) + len(weeks) + 1
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
    if not weeks_of:
        return Evenness(0, {})
    flow.set_node_supply(source, len(weeks_of))
    flow.set_node_supply(sink, -len(weeks_of))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"evenest: flow ended with status {status}")
    counts = dict.fromkeys(weeks, 0)
    for week, arc in arcs:
        counts[week] += int(flow.flow(arc))
    return Evenness(int(flow.optimal_cost()), counts)


def least_spread(
    days: Horizon,
    requests: Sequence[Request],
    left_out: Sequence[int],
    dispensable: Container[str] | None = None,
) -> int:
    """A lower bound of the spread when visits may be left out.

    Like `even_weeks`, with visits left out as long as their weights allow: visits with the same
    weeks and weight are counted, not told apart. Visits without any possible day are left out
    anyhow, and make room for none of the others.

    Parameters
    ----------
    left_out
        Weights of the mandatory and of the optional visits left out.
    dispensable
        Ids of the visits that can be left out; by default all.
    """
    spare = {
        kind: weight - sum(r.weight for r in requests if r.mandatory is kind and not r.days)
        for kind, weight in zip((True, False), left_out, strict=True)
    }
    visits = _team_visits(requests)
    loose = {
        r.id: r.weight <= spare[r.mandatory] and (dispensable is None or r.id in dispensable)
        for r in visits
    }
    if not any(loose.values()):
        return even_weeks(days, visits).squares
    alike = Counter((_weeks(days, r), r.mandatory, r.weight, loose[r.id]) for r in visits)
    model = cp_model.CpModel()
    weights: dict[bool, list[cp_model.LinearExprT]] = {True: [], False: []}
    in_week: dict[int, list[cp_model.IntVar]] = {}
    for (weeks, kind, weight, may_miss), number in alike.items():
        out = model.new_int_var(0, number if may_miss else 0, "left out")
        weights[kind].append(weight * out)
        shares = [model.new_int_var(0, number, f"in {week}") for week in weeks]
        model.add(sum(shares) + out == number)
        for week, share in zip(weeks, shares, strict=True):
            in_week.setdefault(week, []).append(share)
    for kind, terms in weights.items():
        model.add(sum(terms) <= max(0, spare[kind]))
    squares = [square_of_count(model, own, len(visits)) for own in in_week.values()]
    model.minimize(sum(squares))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = LEAST_SPREAD_EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return 0
    return round(-(-(solver.best_objective_bound - 1e-6) // 1))


def _team_visits(requests: Iterable[Request]) -> list[Request]:
    return [r for r in requests if not r.team.responsible and r.days]


def _weeks(days: Horizon, request: Request) -> Weeks:
    return tuple(np.unique(days.week[list(request.days)]).tolist())
