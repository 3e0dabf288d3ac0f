"""Rule `qualification`: track and stage of everybody fit what they inspect."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_target, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Members of teams and holders of zones who are not qualified for the target.

    Source: `nm.15`, `hn.17`, `my.4.2`.
    """
    clause = case.problem.policy.qualification.clause
    visited: set[tuple[str, str]] = set()
    for (inspector_id, target_id), places in case.targets_of_pairs.items():
        inspector = case.problem.inspector_by_id[inspector_id]
        if not inspector.qualified_for(places[0].target):
            visited.add((inspector_id, target_id))
            visits = [place.row.visit.id for place in places]
            yield finding(
                "qualification.visit",
                clause,
                {
                    **about_person(inspector),
                    **about_target(places[0].target),
                    "visits": listed(visits),
                },
                visits=visits,
                inspectors=(inspector_id,),
                targets=(target_id,),
            )
    for inspector, target in case.zone_pairs:
        if (inspector.id, target.id) not in visited and not inspector.qualified_for(target):
            yield finding(
                "qualification.zone",
                clause,
                {**about_person(inspector), **about_target(target)},
                inspectors=(inspector.id,),
                targets=(target.id,),
            )
