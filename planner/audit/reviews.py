"""Rule `reviews`: progress is reviewed in each part of the year (季度调度)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from models.plan import Finding, MilestoneKind
from planner.audit.case import AuditCase
from planner.audit.report import finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Parts of the year without a review on a working day.

    Source: `sj.2.1`.
    """
    rule = case.problem.policy.reviews
    if rule is None or case.plan.milestones is None:
        return
    reviews = {m.due for m in case.plan.milestones if m.kind is MilestoneKind.REVIEW}
    held = reviews & case.openings.working_days
    for first, last in _parts(case.problem.year, rule.per_year):
        if not any(first <= day <= last for day in held):
            yield finding(
                "reviews.missing",
                rule.clause,
                {"from": first.isoformat(), "until": last.isoformat()},
                dates=(last,),
            )


def _parts(year: int, number: int) -> Iterator[tuple[date, date]]:
    months = [12 * part // number for part in range(number + 1)]
    starts = [date(year + month // 12, month % 12 + 1, 1) for month in months]
    for start, after in pairwise(starts):
        yield start, after - timedelta(1)
