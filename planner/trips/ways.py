"""What ways cost one person: from home to targets, between them, and home again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from models.problem import Problem
from planner.travel import Kilometres, TravelTable, between_targets

FEN = 100
"""Fen in a yuan: prices are integers of them while trips are compared."""


@dataclass(frozen=True)
class Leg:
    """A way driven at one go."""

    km: float
    minutes: float


@dataclass(frozen=True)
class Ways:
    """All legs of a problem, and what they and nights away cost."""

    problem: Problem
    table: TravelTable
    targets: tuple[str, ...]

    def out(self, person: str, target: str) -> Leg:
        """From home to a target."""
        row, column = self.table.rows[person], self.table.columns[target]
        return Leg(
            float(self.table.out_km[row, column]), float(self.table.out_minutes[row, column])
        )

    def back(self, person: str, target: str) -> Leg:
        """From a target home."""
        row, column = self.table.rows[person], self.table.columns[target]
        return Leg(
            float(self.table.back_km[row, column]), float(self.table.back_minutes[row, column])
        )

    def between(self, start: str, end: str) -> Leg:
        """From one target to another."""
        km, minutes = self._between
        row, column = self._number[start], self._number[end]
        return Leg(float(km[row, column]), float(minutes[row, column]))

    def fen(self, hm: int, nights: int) -> int:
        """Price of kilometres, in units of 100 m, and of nights."""
        costs = self.problem.costs
        travel = round(hm / 10 * costs.per_km_yuan * FEN)
        return travel + nights * round(costs.lodging_per_night_yuan * FEN)

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
