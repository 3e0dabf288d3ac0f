"""What all peers are given, and how every answer is judged.

Zones, training and requests are the program's own, so that each peer decides the same: which visits
are made, by whom, on which day. The score adds the levels up with weights, because peers know no
order of objectives: a unit of weight left out counts as `LEFT_OUT`.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from models.plan import AnnualPlan, PlanStatus, Zone
from models.problem import Problem
from planner.audit import audit
from planner.case import Case, make_case
from planner.demand import requests
from planner.followup import followup
from planner.holders import holders
from planner.horizon import horizon
from planner.lead import choose_lead
from planner.lexicographic import Search
from planner.model import Arrangement
from planner.objectives import measure
from planner.options import Options
from planner.origin import origin
from planner.planned import planned
from planner.presence import Presence
from planner.rules.training import training_days
from planner.travel import travel_table
from planner.zoning import zoning

LEFT_OUT = 10_000
WEIGHTS = (LEFT_OUT, LEFT_OUT, 1, 1, 1)
"""Of the levels left_out, optional_left_out, travel (hm), balance (permille), spread (visits²)."""


@dataclass(frozen=True)
class Office:
    """The requests with their candidates, and the zones they follow from."""

    case: Case
    zones: tuple[Zone, ...]
    responsible: Mapping[str, str]

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.case.problem

    def score(self, arrangement: Arrangement) -> int:
        """The weighted sum of the levels."""
        return weighted(measure(self.case, arrangement))

    def broken(self, arrangement: Arrangement) -> list[str]:
        """Clauses that the auditor finds broken, but for what is left out and counted already."""
        case = self.case
        visits = planned(case, arrangement, choose_lead(case, arrangement))
        plan = AnnualPlan(
            origin=origin(case.problem, Options()),
            status=PlanStatus.COMPLETE,
            zones=self.zones,
            visits=visits,
            training=case.presence.training,
            milestones=followup(case.problem, visits, self.responsible, 0),
        )
        return [
            line.clause
            for line in audit(case.problem, plan)
            if any(f.rule != "coverage" for f in line.findings)
        ]


@dataclass(frozen=True)
class Answer:
    """What a peer found; `found` are seconds and scores by its own count, `bound` is of that."""

    arrangement: Arrangement
    seconds: float
    found: tuple[tuple[float, float], ...] = ()
    bound: float | None = None


def weighted(levels: tuple[int, ...]) -> int:
    """The score of level values."""
    return sum(weight * value for weight, value in zip(WEIGHTS, levels, strict=True))


def office(problem: Problem, seconds: float) -> Office:
    """Zones and requests of a problem."""
    days, table = horizon(problem), travel_table(problem)
    search = Search(Options(time_limit_s=seconds), time.monotonic() + seconds)
    zones = zoning(problem, days, table, holders(problem, days, table), search)
    responsible = zones.responsible()
    presence = Presence(problem, days, table, training_days(problem, days))
    case = make_case(presence, requests(problem, days, responsible, 0))
    return Office(case, zones.zones, responsible)
