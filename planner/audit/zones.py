"""Rule `zones`: every target has exactly one responsible inspector, who is no expert."""

from collections.abc import Iterator

from models.inspector import Employment
from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_target, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Targets without a responsible inspector or with several, and experts who hold zones.

    A plan whose zones hold none of the targets gives one finding.

    Source: `nm.6a`, `hn.5`, `my.2.2b`.
    """
    if case.zone_targets is None:
        return
    yield from _without(case)
    yield from _several(case)
    for inspector_id, targets in case.zone_targets.items():
        inspector = case.problem.inspector_by_id[inspector_id]
        if targets and inspector.employment is Employment.EXPERT:
            yield finding(
                "zones.expert",
                case.problem.policy.zoning.clause,
                {**about_person(inspector), "targets": listed(t.name for t in targets)},
                inspectors=(inspector_id,),
                targets=(t.id for t in targets),
            )


def _without(case: AuditCase) -> Iterator[Finding]:
    clause = case.problem.policy.zoning.clause
    lacking = [t for t in case.zoned if t.id not in case.responsible]
    if len(lacking) > 1 and len(lacking) == len(case.zoned):
        yield finding(
            "zones.all_without",
            clause,
            {"count": len(lacking), "targets": listed(t.name for t in lacking)},
            targets=(t.id for t in lacking),
        )
        return
    for target in lacking:
        yield finding("zones.without", clause, about_target(target), targets=(target.id,))


def _several(case: AuditCase) -> Iterator[Finding]:
    people = case.problem.inspector_by_id
    for target in case.zoned:
        holders = case.responsible.get(target.id, ())
        if len(holders) > 1:
            names = listed(f"{people[i].name} ({i})" for i in holders)
            yield finding(
                "zones.several",
                case.problem.policy.zoning.clause,
                {**about_target(target), "inspectors": names},
                inspectors=holders,
                targets=(target.id,),
            )
