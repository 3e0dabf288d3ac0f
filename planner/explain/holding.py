"""Whether anybody may be responsible for a target: the question behind a zone without inspector."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

from models.inspector import Employment
from models.problem import Problem
from models.text import Text
from planner.explain.binding import Binding, item_binding, listed, people, qualification
from planner.explain.edit import Edit, edited
from planner.explain.question import Answer, in_time, of_targets
from planner.holders import holders
from planner.horizon import horizon
from planner.lexicographic import Search
from planner.travel import TravelTable, travel_table


@dataclass(frozen=True)
class Holding:
    """Can somebody be responsible for this target?"""

    problem: Problem
    table: TravelTable
    target: str
    search: Search | None = None

    def with_edits(self, edits: Iterable[Edit]) -> Self:
        """The same of a changed problem."""
        return replace(self, problem=edited(self.problem, edits))

    def answer(self, effort: float) -> Answer:
        """Look; there is nothing to solve."""
        in_time(self.search)
        found = holders(self.problem, horizon(self.problem), _table(self))
        return Answer.POSSIBLE if found.get(self.target) else Answer.IMPOSSIBLE

    def bindings(self) -> tuple[Binding, ...]:
        """The rules on responsible inspectors."""
        parts = (listed, people, _experts, qualification, _eligibility)
        return tuple(found for part in parts for found in part(self.problem))


def _table(asked: Holding) -> TravelTable:
    known = all(person.id in asked.table.rows for person in asked.problem.inspectors)
    return asked.table if known else travel_table(asked.problem)


def holding(problem: Problem, target: str) -> Holding:
    """The question about one target of a problem."""
    return Holding(of_targets(problem, {target}), travel_table(problem), target)


def holding_rules(problem: Problem) -> Iterator[Binding]:
    """The rules that are about responsible inspectors alone."""
    yield from _experts(problem)
    yield from _eligibility(problem)


def _experts(problem: Problem) -> Iterator[Binding]:
    experts = [i for i in problem.inspectors if i.employment is Employment.EXPERT]
    if experts:
        part_time = Employment.PART_TIME
        edits = tuple(Edit(("inspectors", i.id, "employment"), part_time) for i in experts)
        text = Text(code="conflict.experts", args={"number": len(experts)})
        yield Binding(problem.policy.zoning.clause, text, edits)


def _eligibility(problem: Problem) -> Iterator[Binding]:
    for rule in problem.policy.zoning.eligibility:
        yield item_binding(problem, ("policy", "zoning", "eligibility"), rule, rule.clause)
