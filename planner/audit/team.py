"""Rule `team`: teams are put together as their programmes demand."""

from collections.abc import Iterator
from itertools import islice

from models.inspector import Inspector, Track
from models.plan import Finding
from models.programme import Need, Programme
from planner.audit.case import AuditCase
from planner.audit.report import Words, about_person, about_target, about_visit, finding, listed
from planner.audit.rows import Place


def check(case: AuditCase) -> Iterator[Finding]:
    """Teams of a wrong size, with unfit members or lead, a need broken, or a stage uncovered.

    The one team of a joined visit has to suit each of its programmes. A single unknown member
    leaves needs and stages open: they are not judged then.

    Source: `nm.15`, `hn.17`, `my.4.2`, `nm.7`, `sj.3.1`, `sj.3.3`, `my.4.4`, `my.2.4b`.
    """
    for place in case.placed:
        leading = place.row.leading_programme
        if leading is None or leading.team.responsible or not place.row.members:
            continue
        programmes = [p for p in place.row.programmes if not p.team.responsible]
        yield from _size(case, place, programmes)
        yield from _members(case, place, programmes)
        yield from _lead(case, place, programmes)
        if place.row.team_known:
            for programme in programmes:
                yield from _needs(case, place, programme)
            yield from _stages(case, place, programmes)


def _size(case: AuditCase, place: Place, programmes: list[Programme]) -> Iterator[Finding]:
    """The largest of the programmes says how many go; not judged when one of them is unknown."""
    team, largest = place.row.visit.team, max(programmes, key=lambda p: p.team.size)
    twice = sorted({member for member in team if team.count(member) > 1})
    if twice:
        names = listed(i.name for i in place.row.members if i.id in twice)
        yield _finding(case, place, largest, "team.twice", {"inspectors": names}, *twice)
    elif len(team) != largest.team.size and place.row.programmes_known:
        words = {"found": len(team), "due": largest.team.size}
        yield _finding(case, place, largest, "team.size", words)


def _members(case: AuditCase, place: Place, programmes: list[Programme]) -> Iterator[Finding]:
    """Told once a member, for the first programme that does not ask for such a one."""
    for member in place.row.members:
        unfit = (p for p in programmes if not case.meets(p.team.members, member, place.target))
        for programme in islice(unfit, 1):
            words = about_person(member)
            yield _finding(case, place, programme, "team.member", words, member.id)


def _lead(case: AuditCase, place: Place, programmes: list[Programme]) -> Iterator[Finding]:
    for lead in (i for i in place.row.members if i.id == place.row.visit.lead):
        unfit = (p for p in programmes if not case.meets(p.team.lead, lead, place.target))
        for programme in islice(unfit, 1):
            yield _finding(case, place, programme, "team.lead", about_person(lead), lead.id)


def _needs(case: AuditCase, place: Place, programme: Programme) -> Iterator[Finding]:
    for number, need in enumerate(programme.team.needs, start=1):
        reason = _reason(case, place, need)
        if need.when is not None and not reason:
            continue
        counted = [i for i in place.row.members if case.meets(need.who, i, place.target)]
        words: Words = {"need": number, "found": len(counted), "because": _names(reason)}
        suffix = "" if need.when is None else "_when"
        if len(counted) < need.at_least:
            due = {**words, "due": need.at_least}
            yield _finding(case, place, programme, f"team.need{suffix}", due, clause=need.clause)
        elif need.at_most is not None and len(counted) > need.at_most:
            limit = {**words, "limit": need.at_most, "inspectors": _names(counted)}
            people = (i.id for i in counted)
            code = f"team.need_many{suffix}"
            yield _finding(case, place, programme, code, limit, *people, clause=need.clause)


def _reason(case: AuditCase, place: Place, need: Need) -> list[Inspector]:
    """The members for whose sake a need binds."""
    if need.when is None:
        return []
    return [i for i in place.row.members if case.meets(need.when, i, place.target)]


def _stages(case: AuditCase, place: Place, programmes: list[Programme]) -> Iterator[Finding]:
    """A team of which nobody is qualified is the matter of `qualification` alone."""
    members = place.row.members
    asking = next((p for p in programmes if p.team.cover_stages), None)
    if asking is not None and any(i.qualified_for(place.target) for i in members):
        for stage in place.target.stage_parts:
            if not any(Track.SCHOOLS in i.tracks and stage in i.stages for i in members):
                yield _finding(case, place, asking, f"team.stage_{stage.value}", {})


def _finding(
    case: AuditCase,
    place: Place,
    programme: Programme,
    code: str,
    words: Words,
    *people: str,
    clause: str = "",
) -> Finding:
    return finding(
        code,
        clause or case.problem.policy.team_clause,
        {
            **about_visit(place.row.visit),
            **about_target(place.target),
            "programme": programme.name,
            "team": _names(place.row.members),
            **words,
        },
        visits=(place.row.visit.id,),
        inspectors=people,
        targets=(place.target.id,),
    )


def _names(members: tuple[Inspector, ...] | list[Inspector]) -> str:
    return listed(member.name for member in members)
