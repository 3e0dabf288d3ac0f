"""Rule `responsible`: the responsible inspector alone makes the regular visits."""

from collections import defaultdict
from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_target, finding, listed
from planner.audit.rows import Place


def check(case: AuditCase) -> Iterator[Finding]:
    """Targets whose visits of a `responsible` programme are made by somebody else.

    One finding a target and team. Not judged without zones, or for a target without a zone.

    Source: `nm.6a`, `hn.5`, `my.2.2b`, `sj.3.5`.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Place]] = defaultdict(list)
    for place in case.placed:
        programme = place.row.leading_programme
        due = case.responsible.get(place.target.id, ())
        team = place.row.visit.team
        if programme is None or not programme.team.responsible or not place.row.team_known:
            continue
        if due and not (len(team) == 1 and team[0] in due):
            groups[place.target.id, team].append(place)
    for (target_id, team), places in groups.items():
        yield _finding(case, target_id, team, places)


def _finding(
    case: AuditCase, target_id: str, team: tuple[str, ...], places: list[Place]
) -> Finding:
    people = case.problem.inspector_by_id
    visits = [place.row.visit.id for place in places]
    return finding(
        "responsible.other",
        case.problem.policy.team_clause,
        {
            **about_target(case.problem.target_by_id[target_id]),
            "visits": listed(visits),
            "team": listed(people[i].name for i in team),
            "responsible": listed(people[i].name for i in case.responsible[target_id]),
        },
        visits=visits,
        inspectors=team,
        targets=(target_id,),
        dates=(place.row.visit.start for place in places),
    )
