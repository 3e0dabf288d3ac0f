"""Rule `gaps`: visits to a target lie days apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.engagement import Engagement
from models.plan import Finding
from models.policy import Gap
from models.problem import PastVisit
from planner.audit.case import AuditCase
from planner.audit.report import about_engagements, about_target, finding
from planner.audit.rows import Place


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit, planned, past or of another office, from its first to its last day."""

    first: date
    last: date
    visit: str = ""
    engagement: Engagement | None = None


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits too soon after another, or too soon before one of another office.

    Past visits count as earlier ones.

    Source: `nm.8b`, `hn.7b`, `my.2.4b`.
    """
    history: dict[str, list[PastVisit]] = {}
    for past in case.problem.history:
        history.setdefault(past.target, []).append(past)
    for gap in case.problem.policy.gaps:
        for target_id, places in case.places_by_target.items():
            engaged = case.problem.engagements_by_target.get(target_id, ())
            stays = _stays(gap, places, history.get(target_id, []), engaged)
            for number, later in enumerate(stays[1:], start=1):
                # engagements may overlap, so the one before need not be the last to end
                earlier = max(stays[:number], key=lambda s: s.last)
                short = (later.first - earlier.last).days < gap.least_days
                if short and (later.visit or (earlier.visit and later.engagement)):
                    yield _finding(case, gap, target_id, earlier, later)


def _stays(
    gap: Gap,
    places: tuple[Place, ...],
    history: list[PastVisit],
    engaged: tuple[Engagement, ...],
) -> list[Stay]:
    stays = [Stay(past.day, past.day) for past in history if past.kind in gap.kinds]
    stays += [Stay(e.start, e.end, engagement=e) for e in engaged if e.kind in gap.kinds]
    stays += [
        Stay(place.row.days[0], place.row.days[-1], place.row.visit.id)
        for place in places
        if place.row.kind in gap.kinds
    ]
    return sorted(stays, key=lambda s: (s.first, s.last))


def _finding(case: AuditCase, gap: Gap, target_id: str, earlier: Stay, later: Stay) -> Finding:
    own = later if later.visit else earlier
    other = earlier if own is later else later
    engaged = [other.engagement] if other.engagement else []
    return finding(
        _code(other),
        gap.clause,
        {
            **about_target(case.problem.target_by_id[target_id]),
            **about_engagements(case.problem, engaged),
            "visit": own.visit,
            "start": own.first.isoformat(),
            "other": other.visit,
            "end": earlier.last.isoformat(),
            "first": other.first.isoformat(),
            "last": other.last.isoformat(),
            "found": max(0, (later.first - earlier.last).days),
            "limit": gap.least_days,
        },
        visits=(s.visit for s in (earlier, later) if s.visit),
        targets=(target_id,),
        dates=(earlier.last, later.first),
    )


def _code(other: Stay) -> str:
    if other.engagement:
        return "gaps.short_engaged"
    return "gaps.short" if other.visit else "gaps.short_history"
