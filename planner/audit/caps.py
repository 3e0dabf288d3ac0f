"""Rule `caps`: no target is visited too often in a year, term or month."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_engagements, about_target, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Targets with more visits of a cap's kinds in a period than it allows, whoever makes them.

    Source: `nm.8b`, `hn.7b`, `my.2.4b`.
    """
    for cap in case.problem.policy.caps:
        periods = case.openings.periods(cap.per)
        for target_id, places in case.places_by_target.items():
            rows = [place.row for place in places if place.row.kind in cap.kinds]
            engaged = case.problem.engagements_by_target.get(target_id, ())
            others = [e for e in engaged if e.kind in cap.kinds]
            if len(rows) + len(others) <= cap.at_most:
                continue
            for period in periods:
                visits = [row.visit for row in rows if period.holds(row.days[0])]
                foreign = [e for e in others if period.holds(e.start)]
                if visits and len(visits) + len(foreign) > cap.at_most:
                    yield finding(
                        "caps.over_engaged" if foreign else "caps.over",
                        cap.clause,
                        {
                            **about_target(case.problem.target_by_id[target_id]),
                            "period": period.name,
                            **about_engagements(case.problem, foreign),
                            "found": len(visits) + len(foreign),
                            "limit": cap.at_most,
                            "visits": listed(v.id for v in visits),
                        },
                        visits=(v.id for v in visits),
                        targets=(target_id,),
                        dates=(v.start for v in visits),
                    )
