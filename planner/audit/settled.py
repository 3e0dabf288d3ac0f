"""Which findings stand by themselves, and which only follow from others."""

from collections.abc import Iterable, Iterator

from models.plan import Finding
from planner.audit.case import AuditCase


def settled(
    case: AuditCase, following: Iterable[Finding], others: Iterable[Finding]
) -> Iterator[Finding]:
    """Those of the following findings that do not come from what the others found.

    Dates after a visit and the figures it states go wrong with the visit: they are passed over
    where all visits they are about break another rule; trips where any of their visits does. So
    are the kilometres of zones where a target lies in the wrong one, whether its responsible
    inspector is in its teams, and the visits and look-backs that another inspector makes at a
    target which lies in a zone it cannot be in.

    Source: docs/semantics.md, The audit.
    """
    others = tuple(others)
    broken_visits = {visit for other in others for visit in other.visits}
    misplaced = _misplaced(case, others)
    strangers: set[str] = set()
    for finding in following:
        occasion = finding.text.code.endswith("_occasion")
        if finding.text.code == "audit.figures.zone_km" and (misplaced or strangers):
            continue
        if finding.rule in {"responsible", "attendance"} and misplaced.issuperset(finding.targets):
            continue
        if occasion and (misplaced | strangers).issuperset(finding.targets):
            continue
        if finding.rule == "trips" and not broken_visits.isdisjoint(finding.visits):
            continue
        if finding.visits and broken_visits.issuperset(finding.visits):
            continue
        if finding.rule == "responsible":
            strangers.update(finding.targets)
            broken_visits.update(finding.visits)
        yield finding


def _misplaced(case: AuditCase, others: tuple[Finding, ...]) -> set[str]:
    """Targets that lie in a zone they cannot be in, and all of a zone silently over capacity."""
    silent = {zone.inspector for zone in case.plan.zones or () if zone.excess == 0}
    found: set[str] = set()
    for other in others:
        of_zones = other.rule in {"zones", "eligibility"}
        unknown = other.rule == "known" and not other.visits and bool(other.inspectors)
        crowded = other.rule == "capacity" and not silent.isdisjoint(other.inspectors)
        if of_zones or crowded:
            found.update(other.targets)
        if unknown:
            held = (case.zone_targets or {}).values()
            found.update(target.id for targets in held for target in targets)
    return found
