"""Which findings stand by themselves, and which only follow from others."""

from collections.abc import Iterable, Iterator

from models.plan import Finding
from planner.audit.case import AuditCase


def settled(
    case: AuditCase, following: Iterable[Finding], others: Iterable[Finding]
) -> Iterator[Finding]:
    """Those of the following findings that do not come from what the others found.

    Dates after a visit and the figures it states go wrong with the visit: they are passed over
    where all visits they are about break another rule. So are the kilometres of zones where a
    target lies in the wrong one.

    Source: docs/semantics.md, The audit.
    """
    others = tuple(others)
    broken_visits = {visit for other in others for visit in other.visits}
    zones_broken = _zones_broken(case, others)
    for finding in following:
        of_zone = finding.text.code == "audit.figures.zone_km"
        of_broken = bool(finding.visits) and broken_visits.issuperset(finding.visits)
        if not (of_zone and zones_broken) and not of_broken:
            yield finding


def _zones_broken(case: AuditCase, others: tuple[Finding, ...]) -> bool:
    silent = {zone.inspector for zone in case.plan.zones or () if zone.excess == 0}
    return any(
        other.rule in {"zones", "eligibility", "responsible"}
        or (other.rule == "known" and not other.visits and bool(other.inspectors))
        or (other.rule == "capacity" and not silent.isdisjoint(other.inspectors))
        for other in others
    )
