"""Rule `attendance`: the responsible inspector is in the team, or is not, as demanded."""

from collections.abc import Iterator

from models.plan import Finding
from models.programme import Programme, ResponsibleMember
from planner.audit.case import AuditCase
from planner.audit.report import about_target, about_visit, finding, listed
from planner.audit.rows import Place


def check(case: AuditCase) -> Iterator[Finding]:
    """Teams without the responsible inspector where one belongs in, or with one kept out.

    The responsible inspector is the one of the plan's zones; nothing is judged where the target has
    none there, and `in` not for a team with an unknown member.

    Source: docs/semantics.md, Who may go; `nm.6a`, `hn.19`.
    """
    for place in case.team_visits:
        responsible = case.responsible.get(place.target.id, ())
        inside = {member.id for member in place.row.members}.intersection(responsible)
        for programme in place.row.programmes:
            asked = programme.team.responsible_member
            if programme.team.responsible or not responsible:
                continue
            if asked is ResponsibleMember.IN and not inside and place.row.team_known:
                yield _finding(case, place, "attendance.missing", programme, responsible)
            elif asked is ResponsibleMember.OUT and inside:
                yield _finding(case, place, "attendance.present", programme, responsible)


def _finding(
    case: AuditCase, place: Place, code: str, programme: Programme, responsible: tuple[str, ...]
) -> Finding:
    people = case.problem.inspector_by_id
    return finding(
        code,
        programme.team.responsible_member_clause or case.problem.policy.team_clause,
        {
            **about_visit(place.row.visit),
            **about_target(place.target),
            "programme": programme.name,
            "responsible": listed(people[i].name for i in responsible),
            "team": listed(member.name for member in place.row.members),
        },
        visits=(place.row.visit.id,),
        inspectors=responsible,
        targets=(place.target.id,),
    )
