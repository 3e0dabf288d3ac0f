"""Rule `reserved`: nobody visits while in training."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_visit, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits of people in training, one finding a person and visit.

    Counts the plan's training days, a half one being the morning, and the calendar's sessions.

    Source: `nm.16b`, `my.4.3` (the days are taken from the inspector's calendar); `people_clause`.
    """
    for inspector_id, halves in case.training_halves.items():
        inspector = case.problem.inspector_by_id[inspector_id]
        for row in case.rows_by_member.get(inspector_id, ()):
            clash = sorted({day for day, half in row.halves() if (day, half) in halves})
            if clash:
                yield finding(
                    "reserved.visit",
                    case.problem.policy.people_clause,
                    {
                        **about_person(inspector),
                        **about_visit(row.visit),
                        "days": listed(d.isoformat() for d in clash),
                    },
                    visits=(row.visit.id,),
                    inspectors=(inspector_id,),
                    targets=(row.visit.target,),
                    dates=clash,
                )
