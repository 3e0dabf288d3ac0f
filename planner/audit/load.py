"""Inspection half-days of people by period."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from models.engagement import Engagement
from models.programme import Per
from planner.audit.case import AuditCase


@dataclass(frozen=True, slots=True)
class Load:
    """One person's work in one period: the plan's visits, and what other offices engage for."""

    visit_half_days: int
    engagements: tuple[Engagement, ...]

    @property
    def half_days(self) -> int:
        """All of it."""
        return self.visit_half_days + sum(e.half_days for e in self.engagements)


def load_by_period(case: AuditCase, per: Per) -> Mapping[str, Mapping[str, Load]]:
    """For each person the work of each period in which he or she has visits, by its name.

    Source: docs/semantics.md, Who may go: a visit counts where its first day lies; Engagements.
    """
    year = case.problem.calendar.days()
    periods = reversed(case.openings.periods(per))
    name_of = {day: period.name for period in periods for day in year if period.holds(day)}
    table: dict[str, Mapping[str, Load]] = {}
    for inspector, rows in case.rows_by_member.items():
        counts: Counter[str] = Counter()
        for row in rows:
            name = name_of.get(row.days[0])
            if name is not None:
                counts[name] += row.visit.half_days
        engaged: dict[str | None, tuple[Engagement, ...]] = {}
        for one in case.problem.engagements_by_inspector.get(inspector, ()):
            name = name_of.get(one.start)
            engaged[name] = (*engaged.get(name, ()), one)
        table[inspector] = {n: Load(own, engaged.get(n, ())) for n, own in counts.items()}
    return table
