"""Rule `recusal`: nobody inspects where he or she has an interest (回避)."""

from collections.abc import Iterator

from models.inspector import Inspector
from models.plan import Finding
from models.target import Target
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_target, finding, listed
from planner.audit.rows import Place


def check(case: AuditCase) -> Iterator[Finding]:
    """Pairs of person and target with an interest on a day of a visit or, in zones, of the year.

    Source: `hn.19`, `my.4.5b`.
    """
    responsible = case.responsible
    for inspector_id, target_id in case.problem.interests_by_pair:
        inspector = case.problem.inspector_by_id[inspector_id]
        target = case.problem.target_by_id[target_id]
        visits = _visits(case, inspector, target)
        if visits:
            yield _visit(case, inspector, target, visits)
        elif inspector_id in responsible.get(target_id, ()):
            yield from _zone(case, inspector, target)


def _visits(case: AuditCase, inspector: Inspector, target: Target) -> list[Place]:
    return [
        place
        for place in case.targets_of_pairs.get((inspector.id, target.id), ())
        if any(case.interest(inspector.id, target.id, day) for day in place.row.days)
    ]


def _visit(case: AuditCase, inspector: Inspector, target: Target, places: list[Place]) -> Finding:
    visits = [place.row.visit.id for place in places]
    return finding(
        f"recusal.{_kind(case, inspector, target, places[0])}",
        case.problem.policy.recusal.clause,
        {**about_person(inspector), **about_target(target), "visits": listed(visits)},
        visits=visits,
        inspectors=(inspector.id,),
        targets=(target.id,),
        dates=(place.row.visit.start for place in places),
    )


def _zone(case: AuditCase, inspector: Inspector, target: Target) -> Iterator[Finding]:
    days = case.problem.calendar.days()
    bound = next((d for d in days if case.interest(inspector.id, target.id, d)), None)
    if bound is not None:
        yield finding(
            "recusal.zone",
            case.problem.policy.recusal.clause,
            {**about_person(inspector), **about_target(target), "day": bound.isoformat()},
            inspectors=(inspector.id,),
            targets=(target.id,),
        )


def _kind(case: AuditCase, inspector: Inspector, target: Target, place: Place) -> str:
    interests = (case.interest(inspector.id, target.id, day) for day in place.row.days)
    return next(interest.kind.value for interest in interests if interest)
