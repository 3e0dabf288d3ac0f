"""Rule `costs`: the year's trips cost no more than the budget."""

import math
from collections.abc import Iterator

from models.inspector import Employment
from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import finding
from planner.audit.rows import Row

NOISE_YUAN = 1e-6  # sums of decimals in binary may lie a hair above a whole yuan


def check(case: AuditCase) -> Iterator[Finding]:
    """A total above the budget.

    Source: `nm.19`, `hn.21`, `my.5.2`.
    """
    clause, budget = case.problem.policy.budget_clause, case.problem.costs.budget_yuan
    if not clause or budget is None:
        return
    total = total_yuan(case)
    if total > budget:
        yield finding(
            "costs.budget",
            clause,
            {"found": total, "limit": budget, "over": total - budget},
        )


def total_yuan(case: AuditCase) -> int:
    """What the year's trips cost by the auditor's own distances.

    A visit that is in no trip counts as one by itself, like those of a plan that states no trips.
    """
    travelled = sum(journey.yuan(journey.travel_km) for journey in case.journeys)
    return travelled + sum(visit_yuan(case, row, visit_km(case, row)) for row in untravelled(case))


def total_km(case: AuditCase) -> float:
    """What the year's trips come to in kilometres of all people."""
    travelled = sum(journey.travel_km for journey in case.journeys)
    return travelled + sum(visit_km(case, row) for row in untravelled(case))


def untravelled(case: AuditCase) -> list[Row]:
    """The visits of which the plan states no trip."""
    made = {row.visit.id for journey in case.journeys for row in journey.rows}
    return [row for row in case.dated if row.visit.id not in made]


def visit_km(case: AuditCase, row: Row) -> float:
    """Kilometres of all members out and back; those who cannot get there count none."""
    target = row.target
    if target is None:
        return 0.0
    trips = (case.distances.return_km(member, target) for member in row.members)
    return sum(km for km in trips if math.isfinite(km))


def visit_yuan(case: AuditCase, row: Row, km: float) -> int:
    """What a visit with so many kilometres costs.

    Source: docs/semantics.md, Distances and money.
    """
    prices, days = case.problem.costs, row.visit.half_days / 2
    part_timers = sum(i.employment is Employment.PART_TIME for i in row.members)
    experts = sum(i.employment is Employment.EXPERT for i in row.members)
    yuan = (
        km * prices.per_km_yuan
        + len(row.members) * days * prices.board_per_day_yuan
        + part_timers * days * prices.part_time_fee_per_day_yuan
        + experts * days * prices.expert_fee_per_day_yuan
    )
    return math.ceil(yuan - NOISE_YUAN)
