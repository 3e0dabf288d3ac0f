"""Rule `limits`: nobody inspects more days than he or she can give."""

from collections.abc import Iterator

from models.plan import Finding
from models.programme import Per
from planner.audit.case import AuditCase
from planner.audit.load import half_days_by_period
from planner.audit.report import about_person, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Periods in which somebody exceeds `days_per_week`, `days_per_month` or `days_per_year`.

    Source: `people_clause` of the policy; `my.4.5`.
    """
    months = half_days_by_period(case, Per.MONTH)
    years = half_days_by_period(case, Per.YEAR)
    weeks = half_days_by_period(case, Per.WEEK)
    for inspector in case.problem.inspectors:
        own = (
            (weeks, inspector.days_per_week),
            (months, inspector.days_per_month),
            (years, inspector.days_per_year),
        )
        for table, at_most_days in own:
            for period, half_days in table.get(inspector.id, {}).items():
                if at_most_days is not None and half_days > 2 * at_most_days:
                    yield finding(
                        "limits.own",
                        case.problem.policy.people_clause,
                        {
                            **about_person(inspector),
                            "period": period,
                            "found": half_days / 2,
                            "limit": at_most_days,
                        },
                        inspectors=(inspector.id,),
                    )
