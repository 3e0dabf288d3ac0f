"""Visits of other offices: what the rows of their sheet must say beyond their cells."""

from collections.abc import Iterable
from dataclasses import replace

from scenarios.checks import check_year
from scenarios.issues import Issues
from scenarios.length import length_of
from scenarios.records import Record


def timed(records: Iterable[Record], year: int | None, issues: Issues) -> list[Record]:
    """The rows with half and number of half-days as the domain has them; faults become issues."""
    return [_timed(record, year, issues) for record in records]


def _timed(record: Record, year: int | None, issues: Issues) -> Record:
    half, half_days = length_of(record, issues)
    if year is not None:
        check_year(record, "start", year, issues)
    sound = bool(half_days) and not record.broken and _engages(record, issues)
    values = {**record.values, "half": half, "half_days": half_days}
    return replace(record, values=values, broken=not sound)


def _engages(record: Record, issues: Issues) -> bool:
    """Whether the row names a target or people, nobody twice."""
    team = record.values.get("team", ())
    assert isinstance(team, tuple)
    where, found = (record.row, record.header("team")), record.found.get("team", "")
    if not team and not record.has("target"):
        issues.add(record.place, "engagement_empty", *where, found=found)
    elif len(set(team)) < len(team):
        issues.add(record.place, "plan_member_twice", *where, found=found)
    else:
        return True
    return False
