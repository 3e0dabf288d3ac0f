"""Rule `reserved`: nobody visits while in training."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from models.plan import Finding, Half
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_visit, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits of people in training, one finding a person and visit.

    Counts the plan's training days, a half one being the morning, and the calendar's sessions.

    Source: `nm.16b`, `my.4.3` (the days are taken from the inspector's calendar); `people_clause`.
    """
    for inspector_id, halves in training_halves(case).items():
        inspector = case.problem.inspector_by_id[inspector_id]
        for row in case.rows_by_member.get(inspector_id, ()):
            clash = sorted({day for day, half in row.halves() if (day, half) in halves})
            if clash:
                yield finding(
                    "reserved.visit",
                    case.problem.policy.people_clause,
                    {
                        **about_person(inspector),
                        **about_visit(row.visit),
                        "days": listed(d.isoformat() for d in clash),
                    },
                    visits=(row.visit.id,),
                    inspectors=(inspector_id,),
                    targets=(row.visit.target,),
                    dates=clash,
                )


def training_halves(case: AuditCase) -> Mapping[str, set[tuple[date, Half]]]:
    """The half-days that training takes, by inspector."""
    table: dict[str, set[tuple[date, Half]]] = defaultdict(set)
    for training in case.training_days:
        halves = list(Half)[: training.half_days]
        table[training.inspector].update((training.day, half) for half in halves)
    for inspector, days in case.session_days.items():
        table[inspector].update((day, half) for day in days for half in Half)
    return table
