"""Rule `gaps`: visits to a target lie days apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from models.plan import Finding
from models.policy import Gap
from models.problem import PastVisit
from planner.audit.case import AuditCase
from planner.audit.report import about_target, finding
from planner.audit.rows import Place


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit, planned or past, from its first to its last day."""

    first: date
    last: date
    visit: str


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits that follow the one before too soon; past visits count as earlier ones.

    Source: `nm.8b`, `hn.7b`, `my.2.4b`.
    """
    history: dict[str, list[PastVisit]] = {}
    for past in case.problem.history:
        history.setdefault(past.target, []).append(past)
    for gap in case.problem.policy.gaps:
        for target_id, places in case.places_by_target.items():
            stays = _stays(gap, places, history.get(target_id, []))
            for earlier, later in pairwise(stays):
                days = (later.first - earlier.last).days
                if later.visit and days < gap.least_days:
                    yield _finding(case, gap, target_id, earlier, later)


def _stays(gap: Gap, places: tuple[Place, ...], history: list[PastVisit]) -> list[Stay]:
    stays = [Stay(past.day, past.day, "") for past in history if past.kind in gap.kinds]
    stays += [
        Stay(place.row.days[0], place.row.days[-1], place.row.visit.id)
        for place in places
        if place.row.kind in gap.kinds
    ]
    return sorted(stays, key=lambda s: (s.first, s.last))


def _finding(case: AuditCase, gap: Gap, target_id: str, earlier: Stay, later: Stay) -> Finding:
    return finding(
        "gaps.short" if earlier.visit else "gaps.short_history",
        gap.clause,
        {
            **about_target(case.problem.target_by_id[target_id]),
            "visit": later.visit,
            "start": later.first.isoformat(),
            "other": earlier.visit,
            "end": earlier.last.isoformat(),
            "found": max(0, (later.first - earlier.last).days),
            "limit": gap.least_days,
        },
        visits=(s.visit for s in (earlier, later) if s.visit),
        targets=(target_id,),
        dates=(earlier.last, later.first),
    )
