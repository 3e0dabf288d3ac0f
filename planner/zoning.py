"""Stage `zoning`: one responsible inspector for each target, in compact zones (督学责任区).

Lexicographic: excess over capacity in total, greatest excess of one inspector, months in which a
responsible inspector has no certificate, kilometres, then evenness of the zones.

Source: `nm.6a`, `nm.14c`, `nm.14d`, `hn.5`, `hn.16`, `my.2.2b`, `my.4.1a`, `my.4.1c`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from models.plan import StageFigure
from models.problem import Problem
from planner.assignment import Assignment, Limit, assign
from planner.holders import absent_months, zoned_targets
from planner.horizon import Horizon
from planner.lexicographic import Goal, Level, Relaxation, Search, figure, minimise
from planner.objectives import square_of_count
from planner.staffing import places
from planner.travel import TravelTable
from planner.zone_flow import ZoneFlow, flow_zones
from planner.zones import Allowed, Holds, Zoning, desks_of, zones_of

STAGE = "zoning"
GOALS = (
    Goal(STAGE, "excess", "places"),
    Goal(STAGE, "worst_excess", "places"),
    Goal(STAGE, "uncertified", "months"),
    Goal(STAGE, "travel", "hm"),
    Goal(STAGE, "evenness", "targets²"),
)
NEAREST = 40
"""Of more possible holders of a target only the nearest are looked at, unless these are too few."""

MOST_PAIRS = 1_000_000
"""People times targets up to which zones with large schools start from an assignment.

Where the model looks at all holders it is faster without.
"""


def zoning(
    problem: Problem, days: Horizon, table: TravelTable, allowed: Allowed, search: Search
) -> Zoning:
    """Assign each zoned target to one of those who may hold it.

    One worker on deterministic limits, so that equal data give equal zones: everything later
    depends on them.

    Parameters
    ----------
    allowed
        For each zoned target who may hold it (`planner.holders.holders`).
    """
    steady = replace(
        search,
        options=search.options.model_copy(
            update={"deterministic": True, "time_limit_s": max(search.left() / len(GOALS), 0.1)}
        ),
    )
    uncovered = tuple(t.id for t in zoned_targets(problem) if not allowed[t.id])
    months = {p.id: absent_months(problem, days, p) for p in problem.inspectors}
    flow = ZoneFlow(problem, table, allowed, months)
    start = flow_zones(problem, table, allowed, months)
    wide = any(len(people) > NEAREST for people in allowed.values())
    if wide and not flow.exact and len(allowed) * len(months) <= MOST_PAIRS:
        start = _assigned(problem, table, allowed, months, flow, steady) or start
    near = _nearest(table, allowed, start) if start else allowed
    found = _solve(problem, table, near, months, flow, start, steady)
    if found is None:
        return Zoning((), tuple(t.id for t in zoned_targets(problem)), ())
    if near != allowed:
        found = replace(found, figures=_for_all_holders(found, flow, search))
    return replace(found, uncovered=uncovered)


def _assigned(
    problem: Problem,
    table: TravelTable,
    allowed: Allowed,
    months: Mapping[str, int],
    flow: ZoneFlow,
    search: Search,
) -> dict[str, str]:
    """The nearest holders without excess as a general assignment; empty when there is excess.

    It raises the flow's bound of the travel to its own.
    """
    rules = problem.policy.zoning
    targets = [problem.target_by_id[t] for t, people in allowed.items() if people]
    people = list(dict.fromkeys(p for t in targets for p in allowed[t.id]))
    row = {person: number for number, person in enumerate(people)}
    may, way = np.zeros((2, len(people), len(targets)), dtype=np.int64)
    for column, target in enumerate(targets):
        for person in allowed[target.id]:
            may[row[person], column] = 1
            way[row[person], column] = table.round_trip_hm(person, target.id)
    month = int(way.max(axis=0).sum()) + 1
    counted = [([places(rules, t) for t in targets], rules.at_most)]
    counted += [([int(q.targets.matches(t)) for t in targets], q.at_most) for q in rules.quotas]
    limits = tuple(
        Limit(np.tile(np.array(load), (len(people), 1)), np.full(len(people), most))
        for load, most in counted
    )
    cost = way + month * np.array([months[p] for p in people])[:, None]
    found = assign(Assignment(cost, may.astype(np.bool_), limits), search)
    flow.raise_travel(found.bound - month * flow.months)
    if found.excess:
        return {}
    return {t.id: people[p] for t, p in zip(targets, found.holder, strict=True)}


def _nearest(table: TravelTable, allowed: Allowed, start: Mapping[str, str]) -> Allowed:
    """For each target its nearest possible holders and the one it starts with."""
    return {
        target: people
        if len(people) <= NEAREST
        else tuple(
            dict.fromkeys(
                [
                    start[target],
                    *sorted(people, key=lambda p: (table.round_trip_hm(p, target), p))[:NEAREST],
                ]
            )
        )
        for target, people in allowed.items()
    }


def _solve(
    problem: Problem,
    table: TravelTable,
    allowed: Allowed,
    months: Mapping[str, int],
    flow: ZoneFlow,
    start: Mapping[str, str],
    search: Search,
) -> Zoning | None:
    model = cp_model.CpModel()
    holds = {
        (person, target): model.new_bool_var(f"{person} holds {target}")
        for target, people in allowed.items()
        for person in people
    }
    if not holds:
        return Zoning((), (), ())
    for target, people in allowed.items():
        if people:
            model.add_exactly_one(holds[person, target] for person in people)
    desks = desks_of(problem, model, holds)
    levels = _levels(problem, table, model, holds, desks, months)
    hint = [(v, int(start.get(target) == person)) for (person, target), v in holds.items()]
    bounds = (0, 0, flow.months, flow.travel_hm) if flow.feasible else (0, 0)

    def read(values: Sequence[int]) -> dict[str, str]:
        return {t: p for (p, t), v in holds.items() if values[v.index]}

    solution = minimise(
        model,
        levels,
        search,
        STAGE,
        hint,
        _measure(problem, table, months, start) if start else None,
        Relaxation(bounds, bounds),
        lambda values: _measure(problem, table, months, read(values)),
    )
    if solution is None:
        return None
    holder = start if solution.values is None else read(solution.values)
    triples = zip(GOALS, solution.objectives, solution.bounds, strict=True)
    zones = zones_of(problem, table, {t: holder[t] for t in allowed if t in holder})
    return Zoning(zones, (), tuple(figure(*triple, search) for triple in triples))


def _measure(
    problem: Problem, table: TravelTable, months: Mapping[str, int], holder: Mapping[str, str]
) -> tuple[int, ...]:
    """The levels' values of an assignment, without any solver."""
    zones = zones_of(problem, table, holder)
    excess = [zone.excess for zone in zones]
    return (
        sum(excess),
        max(excess, default=0),
        sum(months[person] for person in holder.values()),
        sum(table.round_trip_hm(person, target) for target, person in holder.items()),
        sum(len(zone.targets) ** 2 for zone in zones),
    )


def _levels(
    problem: Problem,
    table: TravelTable,
    model: cp_model.CpModel,
    holds: Holds,
    desks: Mapping[str, list[cp_model.IntVar]],
    months: Mapping[str, int],
) -> list[Level]:
    every = [over for excesses in desks.values() for over in excesses]
    worst = model.new_int_var(0, 2 * len(holds) * problem.policy.zoning.at_most, "worst excess")
    for excesses in desks.values():
        if excesses:
            model.add(sum(excesses) <= worst)
    by_person: dict[str, list[cp_model.IntVar]] = {}
    for (person, _), literal in holds.items():
        by_person.setdefault(person, []).append(literal)
    squares = [square_of_count(model, literals) for literals in by_person.values()]
    pairs, literals = list(holds), list(holds.values())
    return [
        Level(GOALS[0], every, [1] * len(every)),
        Level(GOALS[1], [worst], [1]),
        Level(GOALS[2], literals, [months[person] for person, _ in pairs]),
        Level(GOALS[3], literals, [table.round_trip_hm(*pair) for pair in pairs]),
        Level(GOALS[4], squares, [1] * len(squares)),
    ]


def _for_all_holders(found: Zoning, flow: ZoneFlow, search: Search) -> tuple[StageFigure, ...]:
    """The figures with bounds that hold for all possible holders, not just the nearest."""
    held = sum(len(zone.targets) for zone in found.zones)  # one each gives the least squares
    bounds = [0, 0, flow.months, flow.travel_hm, held]
    return tuple(
        figure(goal, int(old.objective), bound, search)
        for goal, old, bound in zip(GOALS, found.figures, bounds, strict=True)
    )
