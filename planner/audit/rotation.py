"""Rule `rotation`: not the same people at the same target time after time."""

from collections.abc import Iterator

from models.plan import Finding
from models.problem import PastVisit
from models.programme import Programme
from planner.audit.case import AuditCase
from planner.audit.report import about_target, about_visit, finding, listed
from planner.audit.rows import Place


def check(case: AuditCase) -> Iterator[Finding]:
    """Teams with more than `repeat_at_most` of those who made the last past visit of the kind.

    Source: docs/semantics.md, Who may go.
    """
    for place in case.team_visits:
        for programme in place.row.programmes:
            if not programme.team.responsible:
                yield from _repeated(case, place, programme)


def _repeated(case: AuditCase, place: Place, programme: Programme) -> Iterator[Finding]:
    limit, last = programme.team.repeat_at_most, _last(case, place, programme)
    if limit is None or not last:
        return
    before = {inspector for visit in last for inspector in visit.inspectors}
    again = [member for member in place.row.members if member.id in before]
    if len(again) > limit:
        yield finding(
            "rotation.repeated",
            programme.team.repeat_clause or case.problem.policy.team_clause,
            {
                **about_visit(place.row.visit),
                **about_target(place.target),
                "programme": programme.name,
                "inspectors": listed(member.name for member in again),
                "found": len(again),
                "limit": limit,
                "last": last[0].day.isoformat(),
            },
            visits=(place.row.visit.id,),
            inspectors=(member.id for member in again),
            targets=(place.target.id,),
            dates=(last[0].day,),
        )


def _last(case: AuditCase, place: Place, programme: Programme) -> list[PastVisit]:
    """The past visits of the kind to the target on the last day that had one."""
    past = [
        visit
        for visit in case.problem.history
        if visit.target == place.target.id and visit.kind is programme.kind
    ]
    return [visit for visit in past if visit.day == max(v.day for v in past)]
