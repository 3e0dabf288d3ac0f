"""Rule `leave`: nobody visits on a day of leave."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_visit, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits of people on leave, one finding a person and visit.

    Source: `people_clause` of the policy; what goes without saying.
    """
    for inspector_id, leave in case.leave_days.items():
        inspector = case.problem.inspector_by_id[inspector_id]
        for row in case.rows_by_member.get(inspector_id, ()):
            away = [d for d in row.days if d in leave]
            if away:
                yield finding(
                    "leave.visit",
                    case.problem.policy.people_clause,
                    {
                        **about_person(inspector),
                        **about_visit(row.visit),
                        "days": listed(d.isoformat() for d in away),
                    },
                    visits=(row.visit.id,),
                    inspectors=(inspector_id,),
                    targets=(row.visit.target,),
                    dates=away,
                )
