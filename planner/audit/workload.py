"""Rule `workload`: the policy's limits to the days that people inspect."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.inspector import Inspector
from models.plan import Finding
from models.policy import Workload
from planner.audit.case import AuditCase
from planner.audit.load import Load, load_by_period
from planner.audit.report import about_engagements, about_person, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Periods, or days in a row, in which somebody inspects more days than the policy allows.

    Source: `my.4.5`.
    """
    for rule in case.problem.policy.workload:
        if rule.per is None:
            yield from _rolling(case, rule)
            continue
        table = load_by_period(case, rule.per)
        for inspector in case.problem.inspectors:
            if not rule.people.matches(inspector):
                continue
            for period, load in table.get(inspector.id, {}).items():
                if load.half_days > 2 * rule.at_most_days:
                    yield _finding(case, rule, inspector, period, load)


def _rolling(case: AuditCase, rule: Workload) -> Iterator[Finding]:
    """The first of the fullest days in a row of each person with visits, where too full."""
    span = timedelta((rule.rolling_days or 1) - 1)
    for inspector in case.problem.inspectors:
        if not rule.people.matches(inspector):
            continue
        rows = case.rows_by_member.get(inspector.id, ())
        engaged = case.problem.engagements_by_inspector.get(inspector.id, ())
        loads: dict[date, Load] = {}
        for first in {*(row.days[0] for row in rows), *(e.start for e in engaged)}:
            own = [r for r in rows if first <= r.days[0] <= first + span]
            others = tuple(e for e in engaged if first <= e.start <= first + span)
            if own:
                loads[first] = Load(sum(r.visit.half_days for r in own), others)
        fullest = max(sorted(loads), key=lambda d: loads[d].half_days, default=None)
        if fullest is not None and loads[fullest].half_days > 2 * rule.at_most_days:
            days = f"{fullest.isoformat()} – {(fullest + span).isoformat()}"
            yield _finding(case, rule, inspector, days, loads[fullest])


def _finding(
    case: AuditCase, rule: Workload, inspector: Inspector, period: str, load: Load
) -> Finding:
    return finding(
        "workload.over_engaged" if load.engagements else "workload.over",
        rule.clause,
        {
            **about_person(inspector),
            **about_engagements(case.problem, load.engagements),
            "period": period,
            "found": load.half_days / 2,
            "limit": rule.at_most_days,
        },
        inspectors=(inspector.id,),
    )
