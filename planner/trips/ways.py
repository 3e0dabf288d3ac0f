"""What ways cost one person: from home to targets, between them, and home again."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.problem import Problem
from planner.travel import Kilometres, TravelTable, between_targets

POINTS = 10_000
"""Points in a yuan: prices compared are integers of them, so that sums are exact."""


@dataclass(frozen=True)
class Leg:
    """A way driven at one go, in units of 100 m; None when there is no way."""

    hm: int | None
    minutes: float


@dataclass(frozen=True)
class Ways:
    """All legs of a problem, and what they and nights away cost."""

    problem: Problem
    table: TravelTable
    targets: tuple[str, ...]
    _legs: dict[tuple[str, str, str], Leg] = field(default_factory=dict)

    def out(self, person: str, target: str) -> Leg:
        """From home to a target."""
        return self._leg("out", person, target)

    def back(self, person: str, target: str) -> Leg:
        """From a target home."""
        return self._leg("back", person, target)

    def between(self, start: str, end: str) -> Leg:
        """From one target to another."""
        return self._leg("between", start, end)

    def price(self, hm: int, nights: int) -> int:
        """Price of kilometres, in units of 100 m, and of nights."""
        costs = self.problem.costs
        travel = hm * round(costs.per_km_yuan * POINTS / 10)
        return travel + nights * round(costs.lodging_per_night_yuan * POINTS)

    def _leg(self, way: str, start: str, end: str) -> Leg:
        key = (way, start, end)
        if key not in self._legs:
            if way == "between":
                (km, minutes), pair = self._between, (self._number[start], self._number[end])
            else:
                pair = self.table.rows[start], self.table.columns[end]
                out = self.table.out_km, self.table.out_minutes
                km, minutes = out if way == "out" else (self.table.back_km, self.table.back_minutes)
            length = float(km[pair])
            hm = round(length * 10) if math.isfinite(length) else None
            self._legs[key] = Leg(hm, float(minutes[pair]))
        return self._legs[key]

    @cached_property
    def _number(self) -> Mapping[str, int]:
        return {target: number for number, target in enumerate(self.targets)}

    @cached_property
    def _between(self) -> tuple[Kilometres, Kilometres]:
        targets = tuple(self.problem.target_by_id[t] for t in self.targets)
        return between_targets(self.problem, targets)


def ways(problem: Problem, table: TravelTable, targets: Iterable[str]) -> Ways:
    """The legs between the homes of all people and these targets."""
    return Ways(problem, table, tuple(sorted(set(targets))))
