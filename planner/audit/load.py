"""Inspection half-days of people by period."""

from collections import Counter
from collections.abc import Mapping

from models.programme import Per
from planner.audit.case import AuditCase


def half_days_by_period(case: AuditCase, per: Per) -> Mapping[str, Mapping[str, int]]:
    """For each person the inspection half-days of each period with any, by the period's name.

    Source: docs/semantics.md, Who may go: a visit counts where its first day lies.
    """
    periods = case.openings.periods(per)
    table: dict[str, Mapping[str, int]] = {}
    for inspector, rows in case.rows_by_member.items():
        counts: Counter[str] = Counter()
        for row in rows:
            name = next((p.name for p in periods if p.holds(row.days[0])), None)
            if name is not None:
                counts[name] += row.visit.half_days
        table[inspector] = counts
    return table
