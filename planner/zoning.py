"""Stage `zoning`: one responsible inspector for each target, in compact zones (督学责任区).

Lexicographic: excess over capacity in total, greatest excess of one inspector, months in which a
responsible inspector has no certificate, kilometres, then evenness of the zones.

Source: `nm.6a`, `nm.14c`, `nm.14d`, `hn.5`, `hn.16`, `my.2.2b`, `my.4.1a`, `my.4.1c`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ortools.graph.python import min_cost_flow
from ortools.sat.python import cp_model

from models.plan import StageFigure, Zone
from models.problem import Problem
from planner.holders import absent_months, zoned_targets
from planner.horizon import Horizon
from planner.lexicographic import Goal, Level, Relaxation, Search, figure, minimise
from planner.objectives import square_of_count
from planner.staffing import places
from planner.travel import TravelTable

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

Allowed = Mapping[str, tuple[str, ...]]
Holds = Mapping[tuple[str, str], cp_model.IntVar]


@dataclass(frozen=True)
class Zoning:
    """The zones, the targets nobody may hold, and the proof."""

    zones: tuple[Zone, ...]
    uncovered: tuple[str, ...]
    figures: tuple[StageFigure, ...]

    def responsible(self) -> dict[str, str]:
        """The responsible inspector of each target."""
        return {target: zone.inspector for zone in self.zones for target in zone.targets}


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
            update={"deterministic": True, "time_limit_s": search.left()}
        ),
    )
    uncovered = tuple(t.id for t in zoned_targets(problem) if not allowed[t.id])
    near = _nearest(table, allowed)
    found = _solve(problem, days, table, near, steady)
    if found is not None and near != allowed and found.figures[0].objective > 0:
        found = _solve(problem, days, table, allowed, steady) or found
    elif found is not None and near != allowed:
        found = replace(found, figures=_with_flow_bound(problem, table, allowed, found, search))
    if found is None:
        return Zoning((), tuple(t.id for t in zoned_targets(problem)), ())
    return replace(found, uncovered=uncovered)


def _nearest(table: TravelTable, allowed: Allowed) -> Allowed:
    return {
        target: tuple(sorted(people, key=lambda p: (table.round_trip_hm(p, target), p))[:NEAREST])
        if len(people) > NEAREST
        else people
        for target, people in allowed.items()
    }


def _solve(
    problem: Problem, days: Horizon, table: TravelTable, allowed: Allowed, search: Search
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
    desks = _desks(problem, model, holds)
    levels = _levels(problem, days, table, model, holds, desks)
    solution = minimise(model, levels, search, STAGE, relaxation=Relaxation((0, 0), (0, 0)))
    if solution is None:
        return None
    held: dict[str, list[str]] = {}
    for (person, target), literal in holds.items():
        if solution.holds(literal):
            held.setdefault(person, []).append(target)
    zones = tuple(
        Zone(
            inspector=person.id,
            targets=tuple(held[person.id]),
            travel_km=sum(table.round_trip_hm(person.id, t) for t in held[person.id]) / 10,
            excess=sum(solution.value(over) for over in desks[person.id]),
        )
        for person in problem.inspectors
        if person.id in held
    )
    triples = zip(GOALS, solution.objectives, solution.bounds, strict=True)
    return Zoning(zones, (), tuple(figure(*triple, search) for triple in triples))


def _desks(
    problem: Problem, model: cp_model.CpModel, holds: Holds
) -> dict[str, list[cp_model.IntVar]]:
    """For each person the excess over the total capacity and over each quota."""
    rules = problem.policy.zoning
    desks: dict[str, list[cp_model.IntVar]] = {}
    held: dict[str, list[str]] = {}
    for person, target in holds:
        held.setdefault(person, []).append(target)
    for person, targets in held.items():
        sizes = {t: places(rules, problem.target_by_id[t]) for t in targets}
        limits = [(sizes, rules.at_most)]
        for quota in rules.quotas:
            inside = {t: 1 for t in targets if quota.targets.matches(problem.target_by_id[t])}
            limits.append((inside, quota.at_most))
        desks[person] = []
        for counted, most in limits:
            load = sum(counted.values())
            if load > most:
                over = model.new_int_var(0, load - most, f"excess of {person}")
                terms = sum(size * holds[person, t] for t, size in counted.items())
                model.add(terms - over <= most)
                desks[person].append(over)
    return desks


def _levels(
    problem: Problem,
    days: Horizon,
    table: TravelTable,
    model: cp_model.CpModel,
    holds: Holds,
    desks: Mapping[str, list[cp_model.IntVar]],
) -> list[Level]:
    every = [over for excesses in desks.values() for over in excesses]
    worst = model.new_int_var(0, 2 * len(holds) * problem.policy.zoning.at_most, "worst excess")
    for excesses in desks.values():
        if excesses:
            model.add(sum(excesses) <= worst)
    months = {p.id: absent_months(problem, days, p) for p in problem.inspectors}
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


def _with_flow_bound(
    problem: Problem, table: TravelTable, allowed: Allowed, found: Zoning, search: Search
) -> tuple[StageFigure, ...]:
    """The figures with bounds that hold for all possible holders, not just the nearest.

    A flow through everybody's capacity, in which a school that needs its own inspector takes one
    place only, travels no more than any zoning without excess.
    """
    least = _least_travel(problem, table, allowed)
    held = sum(len(zone.targets) for zone in found.zones)  # one each gives the least squares
    bounds = [0.0, 0.0, 0.0, float(least), float(held)]
    return tuple(
        figure(goal, int(old.objective), bound, search)
        for goal, old, bound in zip(GOALS, found.figures, bounds, strict=True)
    )


def _least_travel(problem: Problem, table: TravelTable, allowed: Allowed) -> int:
    flow = min_cost_flow.SimpleMinCostFlow()
    node: dict[tuple[str, ...], int] = {}

    def number(*key: str) -> int:
        return node.setdefault(key, len(node))

    rules = problem.policy.zoning
    covered = [t for t in zoned_targets(problem) if allowed[t.id]]
    people = {person for t in covered for person in allowed[t.id]}
    for person in sorted(people):
        flow.add_arc_with_capacity_and_unit_cost(
            number("person", person), number("sink"), rules.at_most, 0
        )
    for target in covered:
        quotas = [n for n, q in enumerate(rules.quotas) if q.targets.matches(target)][:1]
        for person in allowed[target.id]:
            end = number("person", person)
            for quota in quotas:
                desk = ("desk", person, str(quota))
                if desk not in node:
                    most = rules.quotas[quota].at_most
                    flow.add_arc_with_capacity_and_unit_cost(number(*desk), end, most, 0)
                end = number(*desk)
            cost = table.round_trip_hm(person, target.id)
            flow.add_arc_with_capacity_and_unit_cost(number("target", target.id), end, 1, cost)
        flow.set_node_supply(number("target", target.id), 1)
    flow.set_node_supply(number("sink"), -len(covered))
    return int(flow.optimal_cost()) if flow.solve() == flow.OPTIMAL else 0
