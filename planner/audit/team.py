"""Rule `team`: teams are put together as their programme demands."""

from collections.abc import Iterator

from models.inspector import Inspector, Track
from models.plan import Finding
from models.programme import TeamRule
from planner.audit.case import AuditCase
from planner.audit.report import Words, about_person, about_target, about_visit, finding, listed
from planner.audit.rows import Place


def check(case: AuditCase) -> Iterator[Finding]:
    """Teams of a wrong size, with unfit members or lead, a need unmet, or a stage uncovered.

    A single unknown member leaves needs and stages open: they are not judged then.

    Source: `nm.15`, `hn.17`, `my.4.2`, `nm.7`, `sj.3.1`, `sj.3.3`, `my.4.4`.
    """
    for place in case.placed:
        programme = place.row.leading_programme
        if programme is None or programme.team.responsible or not place.row.members:
            continue
        rule = programme.team
        yield from _size(case, place, rule)
        yield from _members(case, place, rule)
        yield from _lead(case, place, rule)
        if place.row.team_known:
            yield from _needs(case, place, rule)
            yield from _stages(case, place, rule)


def _size(case: AuditCase, place: Place, rule: TeamRule) -> Iterator[Finding]:
    team = place.row.visit.team
    twice = sorted({member for member in team if team.count(member) > 1})
    if twice:
        names = listed(i.name for i in place.row.members if i.id in twice)
        yield _finding(case, place, "team.twice", {"inspectors": names}, *twice)
    elif len(team) != rule.size:
        yield _finding(case, place, "team.size", {"found": len(team), "due": rule.size})


def _members(case: AuditCase, place: Place, rule: TeamRule) -> Iterator[Finding]:
    for member in place.row.members:
        if not case.meets(rule.members, member, place.target):
            yield _finding(case, place, "team.member", about_person(member), member.id)


def _lead(case: AuditCase, place: Place, rule: TeamRule) -> Iterator[Finding]:
    lead = next((i for i in place.row.members if i.id == place.row.visit.lead), None)
    if lead is not None and not case.meets(rule.lead, lead, place.target):
        yield _finding(case, place, "team.lead", about_person(lead), lead.id)


def _needs(case: AuditCase, place: Place, rule: TeamRule) -> Iterator[Finding]:
    for number, need in enumerate(rule.needs, start=1):
        found = sum(case.meets(need.who, i, place.target) for i in place.row.members)
        if found < need.at_least:
            words = {"need": number, "found": found, "due": need.at_least}
            yield _finding(case, place, "team.need", words, clause=need.clause)


def _stages(case: AuditCase, place: Place, rule: TeamRule) -> Iterator[Finding]:
    """A team of which nobody is qualified is the matter of `qualification` alone."""
    members = place.row.members
    if rule.cover_stages and any(i.qualified_for(place.target) for i in members):
        for stage in place.target.stage_parts:
            if not any(Track.SCHOOLS in i.tracks and stage in i.stages for i in members):
                yield _finding(case, place, f"team.stage_{stage.value}", {})


def _finding(
    case: AuditCase, place: Place, code: str, words: Words, *people: str, clause: str = ""
) -> Finding:
    return finding(
        code,
        clause or case.problem.policy.team_clause,
        {
            **about_visit(place.row.visit),
            **about_target(place.target),
            "programme": place.row.programmes[0].name,
            "team": _names(place.row.members),
            **words,
        },
        visits=(place.row.visit.id,),
        inspectors=people,
        targets=(place.target.id,),
    )


def _names(members: tuple[Inspector, ...]) -> str:
    return listed(member.name for member in members)
