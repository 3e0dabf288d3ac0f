"""Rule `workload`: the policy's limits to the days that people inspect."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.load import half_days_by_period
from planner.audit.report import about_person, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Periods in which somebody inspects more days than the policy allows.

    Source: `my.4.5`.
    """
    for rule in case.problem.policy.workload:
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
