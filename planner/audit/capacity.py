"""Rule `capacity`: nobody is responsible for too many targets, or for others beside a large one."""

from collections.abc import Iterator, Sequence

from models.inspector import Inspector
from models.plan import Finding
from models.policy import Zoning
from models.target import Target
from planner.audit.case import AuditCase
from planner.audit.report import about_person, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Zones above capacity or a quota, and large targets that share their inspector.

    Source: `nm.14c`, `nm.14d`, `hn.16`, `my.4.1a`, `my.4.1c`.
    """
    zoning = case.problem.policy.zoning
    for inspector_id, targets in (case.zone_targets or {}).items():
        inspector = case.problem.inspector_by_id[inspector_id]
        yield from _dedicated(zoning, inspector, targets)
        yield from _total(zoning, inspector, targets)
        yield from _quotas(zoning, inspector, targets)


def excess(zoning: Zoning, targets: Sequence[Target]) -> int:
    """By how many places and targets one person's zone is above capacity and quotas.

    Source: docs/semantics.md, Zones.
    """
    units = sum(zoning.at_most if _is_large(zoning, t) else 1 for t in targets)
    over = [sum(q.targets.matches(t) for t in targets) - q.at_most for q in zoning.quotas]
    return sum(max(0, above) for above in (units - zoning.at_most, *over))


def _is_large(zoning: Zoning, target: Target) -> bool:
    return zoning.dedicated_from is not None and target.size >= zoning.dedicated_from


def _dedicated(
    zoning: Zoning, inspector: Inspector, targets: Sequence[Target]
) -> Iterator[Finding]:
    large = [t for t in targets if _is_large(zoning, t)]
    if large and len(targets) > 1:
        others = [t for t in targets if t is not large[0]]
        yield finding(
            "capacity.dedicated",
            zoning.dedicated_clause or zoning.capacity_clause,
            {
                **about_person(inspector),
                "target": large[0].name,
                "target_id": large[0].id,
                "enrolment": large[0].size,
                "others": listed(t.name for t in others),
            },
            inspectors=(inspector.id,),
            targets=(t.id for t in targets),
        )


def _total(zoning: Zoning, inspector: Inspector, targets: Sequence[Target]) -> Iterator[Finding]:
    if len(targets) > zoning.at_most:
        yield _over("capacity.total", zoning.capacity_clause, inspector, targets, zoning.at_most)


def _quotas(zoning: Zoning, inspector: Inspector, targets: Sequence[Target]) -> Iterator[Finding]:
    for quota in zoning.quotas:
        counted = [t for t in targets if quota.targets.matches(t)]
        if len(counted) > quota.at_most:
            yield _over("capacity.quota", quota.clause, inspector, counted, quota.at_most)


def _over(
    code: str, clause: str, inspector: Inspector, targets: Sequence[Target], limit: int
) -> Finding:
    return finding(
        code,
        clause,
        {
            **about_person(inspector),
            "found": len(targets),
            "limit": limit,
            "targets": listed((t.name for t in targets), at_most=12),
        },
        inspectors=(inspector.id,),
        targets=(t.id for t in targets),
    )
