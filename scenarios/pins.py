"""Pins: what the rows of their sheet must say beyond their cells, and which visits they name."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from models.problem import Problem
from planner.demand import visits_that_may_be_due
from planner.horizon import horizon
from scenarios.checks import check_year
from scenarios.issues import Issues
from scenarios.records import Record


def sound_pins(records: Iterable[Record], year: object, issues: Issues) -> list[Record]:
    """The rows, those that cannot be pins marked as broken; faults become issues."""
    first: dict[str, Record] = {}
    return [_sound(record, first, year, issues) for record in records]


def _sound(record: Record, first: dict[str, Record], year: object, issues: Issues) -> Record:
    if record.broken:
        return record
    before, place, row = len(issues.found), record.place, record.row
    visit, team = str(record.values["visit"]), record.values.get("team", ())
    assert isinstance(team, tuple)
    one = first.setdefault(visit, record)
    if one is not record:
        args = {"first": one.row or 0}
        issues.add(place, "duplicate_id", row, record.header("visit"), found=visit, args=args)
    if not team and not record.has("start"):
        issues.add(place, "pin_empty", row, record.header("start"))
    if record.has("half") and not record.has("start"):
        found = record.found.get("half", "")
        issues.add(place, "pin_half", row, record.header("half"), found=found)
    if len(set(team)) < len(team):
        found = record.found.get("team", "")
        issues.add(place, "plan_member_twice", row, record.header("team"), found=found)
    if isinstance(year, int):
        check_year(record, "start", year, issues)
    return replace(record, broken=len(issues.found) > before)


def check_pinned(problem: Problem, records: Collection[Record], issues: Issues) -> None:
    """Every pin names a visit that is due, whatever the lots of programmes that draw."""
    if not records:
        return
    known = visits_that_may_be_due(problem, horizon(problem))
    for record in records:
        visit = str(record.values["visit"])
        if visit not in known:
            alike = issues.nearest(visit, near_visits(problem, visit, known))
            issues.add(
                record.place,
                "pin_unknown",
                record.row,
                record.header("visit"),
                found=visit,
                suggestion=alike,
            )


def near_visits(problem: Problem, visit: str, known: Iterable[str]) -> list[str]:
    """The visits among which the one that was meant may be: to its target, of its programme."""
    known = list(known)
    pieces = [f"-{t.id}" for t in problem.targets if f"-{t.id}" in visit]
    pieces += [f"{p.id}-" for p in problem.programmes if visit.startswith(f"{p.id}-")]
    return [name for name in known if any(piece in name for piece in pieces)] or known
