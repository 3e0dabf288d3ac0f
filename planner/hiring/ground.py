"""The sorts of hires that matter for what can be done, and who of them may hold which target."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from models.base import rebuilt
from models.inspector import Inspector
from models.policy import Zoning
from models.problem import Problem
from models.region import Level
from planner.hiring.sorts import Home, homes, profiles, settled, staffed
from planner.holders import holders
from planner.horizon import horizon
from planner.travel import travel_table

Numbers = tuple[int, ...]
"""How many of each sort, in their order."""


@dataclass(frozen=True)
class Sort:
    """Hires of one profile, at homes from which they may do the same."""

    profile: Inspector
    homes: tuple[Home, ...]


@dataclass(frozen=True)
class Ground:
    """A problem and all that hires could be there."""

    problem: Problem
    _allowed: dict[Zoning, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def sorts(self) -> tuple[Sort, ...]:
        """All sorts that matter; where the budget is a cap every home is a matter of its own."""
        own, known = profiles(self.problem), homes(self.problem)
        costs = self.problem.costs
        capped = costs.budget_cap and costs.budget_yuan is not None
        groups = [(home,) for home in known] if capped else self._alike(own[0], known)
        return tuple(Sort(profile, group) for profile in own for group in groups)

    def _alike(self, profile: Inspector, known: Sequence[Home]) -> list[tuple[Home, ...]]:
        """Homes in the same county, from which the same targets are reached."""
        named = [(settled(profile, home, f"hire-{n}"), home) for n, home in enumerate(known)]
        table = travel_table(staffed(self.problem, named))
        exchanges = {p.exchange.level for p in self.problem.programmes if p.exchange is not None}
        levels = sorted({Level.PREFECTURE, Level.COUNTY, *exchanges})
        groups: dict[tuple[object, ...], list[Home]] = defaultdict(list)
        for person, home in named:
            row = table.rows[person.id]
            reached = np.isfinite(table.out_km[row] + table.back_km[row]).tobytes()
            regions = (self.problem.tree.at_level(home.region, level) for level in levels)
            groups[(reached, *regions)].append(home)
        return [tuple(group) for group in groups.values()]

    def crew(self, numbers: Numbers) -> tuple[tuple[Inspector, Home], ...]:
        """So many of each sort, all of a sort at the same home."""
        return tuple(
            (settled(sort.profile, sort.homes[0], hire_id(number, n)), sort.homes[0])
            for number, (sort, size) in enumerate(zip(self.sorts, numbers, strict=True))
            for n in range(size)
        )

    @cached_property
    def allowed(self) -> Mapping[str, tuple[str, ...]]:
        """For each zoned target who may hold it, with the first hire of each sort."""
        return self.allowed_by(self.problem.policy.zoning)

    def allowed_by(self, zoning: Zoning) -> Mapping[str, tuple[str, ...]]:
        """The same by other rules of zones."""
        if zoning not in self._allowed:
            policy = rebuilt(self.problem.policy, zoning=zoning)
            whole = staffed(rebuilt(self.problem, policy=policy), self.crew((1,) * len(self.sorts)))
            self._allowed[zoning] = holders(whole, horizon(whole), travel_table(whole))
        return self._allowed[zoning]

    def sort_of(self, person: str) -> int | None:
        """The number of the sort that the stand-in in `allowed` is of; None for anybody else."""
        return self._stand_ins.get(person)

    @cached_property
    def _stand_ins(self) -> Mapping[str, int]:
        return {hire_id(number, 0): number for number in range(len(self.sorts))}


def hire_id(sort: int, number: int) -> str:
    """The id of a hire while it is only thought of."""
    return f"hire-{sort}-{number}"


def of_sort(problem: Problem, sort: int) -> Iterator[Inspector]:
    """The hires of a sort among a problem's people."""
    return (p for p in problem.inspectors if p.id.startswith(f"hire-{sort}-"))
