"""What headcounts are about, and which offices they concern."""

from models.policy import Ratio
from models.region import Level
from planner.audit.case import AuditCase


def concerns(case: AuditCase, offices: tuple[Level, ...]) -> bool:
    """Whether a headcount for offices of these levels is one of this office."""
    return not offices or case.problem.level in offices


def counted(case: AuditCase, ratio: Ratio) -> int | None:
    """Targets, regions and people that the ratio is about; None when it is no matter of the office.

    Source: `nm.14a`, `nm.14b`.
    """
    if not concerns(case, ratio.offices):
        return None
    problem = case.problem
    parts = (
        sum(ratio.per.matches(t) for t in problem.targets) if ratio.per else 0,
        sum(r.level is ratio.per_regions for r in problem.regions) if ratio.per_regions else 0,
        sum(ratio.per_people.matches(i) for i in problem.inspectors) if ratio.per_people else 0,
    )
    return sum(parts)
