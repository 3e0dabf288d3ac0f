"""Rule `workload`: the policy's limits to the days that people inspect."""

from collections.abc import Iterator
from datetime import timedelta

from models.plan import Finding
from models.policy import Workload
from planner.audit.case import AuditCase
from planner.audit.load import half_days_by_period
from planner.audit.report import about_person, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Periods, or days in a row, in which somebody inspects more days than the policy allows.

    Source: `my.4.5`.
    """
    for rule in case.problem.policy.workload:
        if rule.per is None:
            yield from _rolling(case, rule)
            continue
        table = half_days_by_period(case, rule.per)
        for inspector in case.problem.inspectors:
            if not rule.people.matches(inspector):
                continue
            for period, half_days in table.get(inspector.id, {}).items():
                if half_days > 2 * rule.at_most_days:
                    yield finding(
                        "workload.over",
                        rule.clause,
                        {
                            **about_person(inspector),
                            "period": period,
                            "found": half_days / 2,
                            "limit": rule.at_most_days,
                        },
                        inspectors=(inspector.id,),
                    )


def _rolling(case: AuditCase, rule: Workload) -> Iterator[Finding]:
    """The first of the fullest days in a row of each person, where these are too full."""
    span = timedelta((rule.rolling_days or 1) - 1)
    for inspector in case.problem.inspectors:
        if not rule.people.matches(inspector):
            continue
        rows = case.rows_by_member.get(inspector.id, ())
        by_first = {
            row.days[0]: sum(
                other.visit.half_days
                for other in rows
                if row.days[0] <= other.days[0] <= row.days[0] + span
            )
            for row in rows
        }
        first = max(sorted(by_first), key=by_first.__getitem__, default=None)
        if first is not None and by_first[first] > 2 * rule.at_most_days:
            yield finding(
                "workload.over",
                rule.clause,
                {
                    **about_person(inspector),
                    "period": f"{first.isoformat()} – {(first + span).isoformat()}",
                    "found": by_first[first] / 2,
                    "limit": rule.at_most_days,
                },
                inspectors=(inspector.id,),
            )
