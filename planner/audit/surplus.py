"""Rule `surplus`: no target gets more visits of a programme than are due."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_programme, about_target, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Targets with more visits of a programme than are due.

    Source: `nm.8b`, `hn.7b`, `my.2.4b` (no visit that the plan does not owe).
    """
    for due in case.dues:
        if len(due.within) > due.number:
            visits = [place.row.visit for place in due.within]
            yield finding(
                "surplus.more",
                case.clause_of(due.programme),
                {
                    **about_target(due.target),
                    **about_programme(due.programme),
                    "due": due.number,
                    "found": len(visits),
                },
                visits=(v.id for v in visits),
                targets=(due.target.id,),
                dates=(v.start for v in visits),
            )
