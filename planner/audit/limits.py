"""Rule `limits`: nobody inspects more days than he or she can give."""

from collections.abc import Iterator

from models.plan import Finding
from models.programme import Per
from planner.audit.case import AuditCase
from planner.audit.load import load_by_period
from planner.audit.report import about_engagements, about_person, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Periods in which somebody exceeds `days_per_week`, `days_per_month` or `days_per_year`.

    Source: `people_clause` of the policy; `my.4.5`.
    """
    months = load_by_period(case, Per.MONTH)
    years = load_by_period(case, Per.YEAR)
    weeks = load_by_period(case, Per.WEEK)
    for inspector in case.problem.inspectors:
        own = (
            (weeks, inspector.days_per_week),
            (months, inspector.days_per_month),
            (years, inspector.days_per_year),
        )
        for table, at_most_days in own:
            for period, load in table.get(inspector.id, {}).items():
                if at_most_days is not None and load.half_days > 2 * at_most_days:
                    yield finding(
                        "limits.own_engaged" if load.engagements else "limits.own",
                        case.problem.policy.people_clause,
                        {
                            **about_person(inspector),
                            **about_engagements(case.problem, load.engagements),
                            "period": period,
                            "found": load.half_days / 2,
                            "limit": at_most_days,
                        },
                        inspectors=(inspector.id,),
                    )
