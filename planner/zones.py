"""What zones are, whoever made them: their targets, kilometres, excess and proof."""

from collections.abc import Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from models.plan import StageFigure, Zone
from models.problem import Problem
from planner.holders import zoned_targets
from planner.staffing import places
from planner.travel import TravelTable

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


def given_zones(problem: Problem, table: TravelTable, holder: Mapping[str, str]) -> Zoning:
    """Zones made elsewhere, with the holder of each target; nothing is proven of them."""
    uncovered = tuple(t.id for t in zoned_targets(problem) if t.id not in holder)
    return Zoning(zones_of(problem, table, holder), uncovered, ())


def zones_of(problem: Problem, table: TravelTable, holder: Mapping[str, str]) -> tuple[Zone, ...]:
    """Zones in the order of the people, with kilometres and excess."""
    rules = problem.policy.zoning
    held: dict[str, list[str]] = {}
    for target, person in holder.items():
        held.setdefault(person, []).append(target)
    zones: list[Zone] = []
    for person in (p.id for p in problem.inspectors if p.id in held):
        targets = [problem.target_by_id[t] for t in held[person]]
        excess = max(0, sum(places(rules, t) for t in targets) - rules.at_most)
        for quota in rules.quotas:
            inside = sum(quota.targets.matches(t) for t in targets)
            excess += max(0, inside - quota.at_most)
        hm = sum(table.round_trip_hm(person, t.id) for t in targets)
        ids = tuple(t.id for t in targets)
        zones.append(Zone(inspector=person, targets=ids, travel_km=hm / 10, excess=excess))
    return tuple(zones)


def desks_of(
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
