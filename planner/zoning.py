"""Stage `zoning`: one responsible inspector for each target, in compact zones (督学责任区).

Lexicographic: excess over capacity in total, greatest excess of one inspector, kilometres, then
evenness of the zones.

Source: `nm.6a`, `nm.14c`, `nm.14d`, `hn.5`, `hn.16`, `my.2.2b`, `my.4.1a`, `my.4.1c`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from models.plan import StageFigure, Zone
from models.problem import Problem
from planner.holders import zoned_targets
from planner.lexicographic import Goal, Level, Search, figure, minimise
from planner.staffing import places
from planner.travel import TravelTable

STAGE = "zoning"
EXCESS = Goal(STAGE, "excess", "places")
WORST_EXCESS = Goal(STAGE, "worst_excess", "places")
TRAVEL = Goal(STAGE, "travel", "hm")
EVENNESS = Goal(STAGE, "evenness", "targets²")


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
    problem: Problem, table: TravelTable, allowed: Mapping[str, tuple[str, ...]], search: Search
) -> Zoning:
    """Assign each zoned target to one of those who may hold it.

    Parameters
    ----------
    allowed
        For each zoned target who may hold it (`planner.holders.holders`).
    """
    covered = [t for t in zoned_targets(problem) if allowed[t.id]]
    uncovered = tuple(t.id for t in zoned_targets(problem) if not allowed[t.id])
    if not covered:
        return Zoning((), uncovered, ())
    model = cp_model.CpModel()
    holds = {
        (person, target.id): model.new_bool_var(f"{person} holds {target.id}")
        for target in covered
        for person in allowed[target.id]
    }
    for target in covered:
        model.add_exactly_one(holds[person, target.id] for person in allowed[target.id])
    desks = _desks(problem, model, holds)
    levels = [
        _total_excess(desks),
        _worst_excess(model, desks),
        Level(
            TRAVEL,
            list(holds.values()),
            [table.round_trip_hm(person, target) for person, target in holds],
        ),
        _evenness(model, holds),
    ]
    solution = minimise(model, levels, search, STAGE)
    if solution is None:
        return Zoning((), uncovered + tuple(t.id for t in covered), ())
    held: dict[str, list[str]] = {}
    for (person, target_id), literal in holds.items():
        if solution.holds(literal):
            held.setdefault(person, []).append(target_id)
    zones = tuple(
        Zone(
            inspector=person.id,
            targets=tuple(held[person.id]),
            travel_km=sum(table.round_trip_hm(person.id, t) for t in held[person.id]) / 10,
            excess=sum(solution.value(e) for e in desks[person.id]),
        )
        for person in problem.inspectors
        if person.id in held
    )
    figures = tuple(
        figure(level.goal, objective, bound, search)
        for level, objective, bound in zip(
            levels, solution.objectives, solution.bounds, strict=True
        )
    )
    return Zoning(zones, uncovered, figures)


Holds = Mapping[tuple[str, str], cp_model.IntVar]


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
                model.add(
                    sum(size * holds[person, t] for t, size in counted.items()) - over <= most
                )
                desks[person].append(over)
    return desks


def _total_excess(desks: Mapping[str, list[cp_model.IntVar]]) -> Level:
    every = [over for person in desks for over in desks[person]]
    return Level(EXCESS, every, [1] * len(every), bound=0)


def _worst_excess(model: cp_model.CpModel, desks: Mapping[str, list[cp_model.IntVar]]) -> Level:
    most = sum(len(v) for v in desks.values()) * 1000
    worst = model.new_int_var(0, most, "worst excess")
    for excesses in desks.values():
        if excesses:
            model.add(sum(excesses) <= worst)
    return Level(WORST_EXCESS, [worst], [1], bound=0)


def _evenness(model: cp_model.CpModel, holds: Holds) -> Level:
    """Sum of squares of the zones' sizes, as a sum of growing steps."""
    variables: list[cp_model.IntVar] = []
    coefficients: list[int] = []
    held: dict[str, list[cp_model.IntVar]] = {}
    for (person, _), literal in holds.items():
        held.setdefault(person, []).append(literal)
    for person, literals in held.items():
        steps = [model.new_bool_var(f"{person} holds {n + 1}") for n in range(len(literals))]
        model.add(sum(steps) == sum(literals))
        variables += steps
        coefficients += [2 * n + 1 for n in range(len(steps))]
    return Level(EVENNESS, variables, coefficients)
