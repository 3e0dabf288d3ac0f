"""Zones as a minimum-cost flow: exact when no school needs its own inspector, else a bound."""

from collections.abc import Mapping

from ortools.graph.python import min_cost_flow

from models.problem import Problem
from planner.staffing import places
from planner.travel import TravelTable

_MONTH = 10_000_000
"""A month without certificate outweighs any travel (in units of 100 m)."""


class ZoneFlow:
    """The cheapest way to give each target a holder within everybody's capacity.

    `months` and `travel_hm` are its cost, `holder` the holder of each target. A school that needs
    its own inspector takes one place only, so `exact` says whether there is none; otherwise the
    costs are lower bounds of any zoning without excess. `feasible` says whether capacity suffices.
    """

    def __init__(
        self,
        problem: Problem,
        table: TravelTable,
        allowed: Mapping[str, tuple[str, ...]],
        months: Mapping[str, int],
    ) -> None:
        self._node: dict[tuple[str, ...], int] = {}
        self._flow = min_cost_flow.SimpleMinCostFlow()
        self.holder: dict[str, str] = {}
        self.months = self.travel_hm = 0
        rules = problem.policy.zoning
        covered = [problem.target_by_id[t] for t, people in allowed.items() if people]
        self.exact = all(places(rules, target) == 1 for target in covered)
        for person in sorted({p for target in covered for p in allowed[target.id]}):
            self._arc(("person", person), ("sink",), rules.at_most, 0)
        arcs: list[tuple[int, str, str]] = []
        for target in covered:
            quotas = [n for n, quota in enumerate(rules.quotas) if quota.targets.matches(target)]
            self.exact &= len(quotas) < 2
            for person in allowed[target.id]:
                end: tuple[str, ...] = ("person", person)
                for number in quotas[:1]:
                    desk = ("desk", person, str(number))
                    if desk not in self._node:
                        self._arc(desk, end, rules.quotas[number].at_most, 0)
                    end = desk
                cost = months[person] * _MONTH + table.round_trip_hm(person, target.id)
                arc = self._arc(("target", target.id), end, 1, cost)
                arcs.append((arc, target.id, person))
            self._flow.set_node_supply(self._number(("target", target.id)), 1)
        self._flow.set_node_supply(self._number(("sink",)), -len(covered))
        self.feasible = bool(covered) and self._flow.solve() == self._flow.OPTIMAL
        if self.feasible:
            self.holder = {t: p for arc, t, p in arcs if self._flow.flow(arc)}
            self.months, self.travel_hm = divmod(int(self._flow.optimal_cost()), _MONTH)

    def raise_travel(self, travel_hm: int) -> None:
        """Take over a better bound of the travel, for zonings with no more months than these."""
        self.travel_hm = max(self.travel_hm, travel_hm)

    def _number(self, key: tuple[str, ...]) -> int:
        return self._node.setdefault(key, len(self._node))

    def _arc(self, start: tuple[str, ...], end: tuple[str, ...], most: int, cost: int) -> int:
        arc = self._flow.add_arc_with_capacity_and_unit_cost(
            self._number(start), self._number(end), most, cost
        )
        return int(arc)


def flow_zones(
    problem: Problem,
    table: TravelTable,
    allowed: Mapping[str, tuple[str, ...]],
    months: Mapping[str, int],
) -> dict[str, str]:
    """A holder for each target without excess, near the best; empty when none is found.

    Schools that need their own inspector choose first, the others share whoever is left.
    """
    rules = problem.policy.zoning
    own = {t for t in allowed if places(rules, problem.target_by_id[t]) > 1}
    alone = problem.policy.zoning.model_copy(update={"at_most": 1, "quotas": ()})
    one_each = problem.model_copy(
        update={"policy": problem.policy.model_copy(update={"zoning": alone})}
    )
    first = ZoneFlow(one_each, table, {t: allowed[t] for t in own}, months) if own else None
    if first is not None and not first.feasible:
        return {}
    holder = {} if first is None else dict(first.holder)
    taken = set(holder.values())
    rest = {t: tuple(p for p in people if p not in taken) for t, people in allowed.items()}
    others = ZoneFlow(problem, table, {t: p for t, p in rest.items() if t not in own}, months)
    complete = others.feasible and len(others.holder) + len(holder) == sum(
        map(bool, allowed.values())
    )
    return {**others.holder, **holder} if complete else {}
