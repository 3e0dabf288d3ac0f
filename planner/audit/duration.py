"""Rule `duration`: visits are as long as demanded, and longer ones start in the morning."""

from collections.abc import Iterator

from models.plan import Finding, Half
from planner.audit.case import AuditCase
from planner.audit.report import about_target, about_visit, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits of a wrong length, or longer than a half-day and started in the afternoon.

    Source: `my.2.2`, `nm.2`, `hn.2` (programmes with their durations); docs/semantics.md, Time.
    """
    for place in case.placed:
        visit, programmes = place.row.visit, place.row.programmes
        if not programmes:
            continue
        words = {**about_visit(visit), **about_target(place.target), "found": visit.half_days}
        demanded = max(p.half_days(place.target.size) for p in programmes)
        code = ""
        if place.row.programmes_known and visit.half_days != demanded:
            code = "duration.length"
        elif visit.half_days > 1 and visit.half is not Half.AM:
            code = "duration.afternoon"
        if code:
            yield finding(
                code,
                case.clause_of(programmes[0]),
                {**words, "due": demanded},
                visits=(visit.id,),
                targets=(place.target.id,),
                dates=(visit.start,),
            )
