"""Rule `travel`: nobody travels farther than his or her limit."""

import math
from collections.abc import Iterator

from models.inspector import Inspector
from models.plan import Finding
from models.target import Target
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_target, finding, listed

ROUNDING_KM = 0.05  # plans may compute with distances rounded to 0.1 km


def check(case: AuditCase) -> Iterator[Finding]:
    """Members of teams and holders of zones who live too far from the target.

    Source: `travel_clause` of the policy; `nm.14f`.
    """
    visited: set[tuple[str, str]] = set()
    for (inspector_id, target_id), places in case.targets_of_pairs.items():
        inspector, target = case.problem.inspector_by_id[inspector_id], places[0].target
        visits = [place.row.visit.id for place in places]
        visited.add((inspector_id, target_id))
        yield from _too_far(case, inspector, target, visits)
    for inspector, target in case.zone_pairs:
        if (inspector.id, target.id) not in visited:
            yield from _too_far(case, inspector, target, [])


def _too_far(
    case: AuditCase, inspector: Inspector, target: Target, visits: list[str]
) -> Iterator[Finding]:
    km, limit = case.distances.out_km(inspector, target), inspector.max_travel_km
    words = {**about_person(inspector), **about_target(target)}
    if math.isinf(km):
        code = "travel.unreachable"
    elif limit is not None and km > limit + ROUNDING_KM:
        code = "travel.far" if visits else "travel.far_zone"
        words |= {"found": round(km, 1), "limit": limit, "visits": listed(visits)}
    else:
        return
    yield finding(
        code,
        case.problem.policy.travel_clause,
        words,
        visits=visits,
        inspectors=(inspector.id,),
        targets=(target.id,),
    )
