"""Rule `pins`: visits that the office has settled are in the plan as they were settled."""

import re
from collections.abc import Iterator
from functools import partial

from models.pin import Pin
from models.plan import Finding, Visit
from models.programme import Per
from planner.audit.case import AuditCase
from planner.audit.dues import Due
from planner.audit.openings import Period
from planner.audit.report import about_visit, finding, listed

_LABEL = re.compile(r"(?:-(\d+)?(?:\.(\d+))?)?")
"""What follows programme and target in an id: the number of the period, and that within it."""


def check(case: AuditCase) -> Iterator[Finding]:
    """Pinned visits that the plan lacks, or has on another day, in another half, by other people.

    Source: docs/semantics.md, Pins; `people_clause` of the policy.
    """
    for pin in case.problem.pins:
        visit = _visit(case, pin)
        if visit is not None:
            yield from _changed(case, pin, visit)
        elif not _told_otherwise(case, pin):
            targets = {due.target.id for due in _dues(case, pin)}
            clause = case.problem.policy.people_clause
            yield finding("pins.missing", clause, {"visit": pin.visit}, targets=sorted(targets))


def _visit(case: AuditCase, pin: Pin) -> Visit | None:
    """The visit of that id; else the one that serves what the id says, whatever its own id."""
    row = case.row_by_id.get(pin.visit)
    if row is not None:
        return row.visit
    for due in _dues(case, pin):
        label = _LABEL.fullmatch(pin.visit.removeprefix(f"{due.programme.id}-{due.target.id}"))
        assert label is not None
        period, number = label.groups()
        inside = [
            place.row.visit
            for place in due.within
            if period is None
            or any(
                p.holds(place.row.days[0]) and _number(case, due, p) == int(period)
                for p in due.periods
            )
        ]
        inside.sort(key=lambda visit: (visit.start, visit.half))
        if len(inside) >= int(number or 1):
            return inside[int(number or 1) - 1]
    return None


def _dues(case: AuditCase, pin: Pin) -> list[Due]:
    """What is due to the target and of the programme that the id names."""
    named = (due for due in case.dues if pin.may_name(due.programme.id, due.target.id))
    return [
        due
        for due in named
        if _LABEL.fullmatch(pin.visit.removeprefix(f"{due.programme.id}-{due.target.id}"))
    ]


def _number(case: AuditCase, due: Due, period: Period) -> int:
    """The number of a month, half-year or week of the year, or of a term of the calendar."""
    per = case.problem.frequency(due.programme, due.target).per
    if per is Per.TERM:
        calendar = case.problem.calendar
        starts = [max(term.start, calendar.first) for term in calendar.terms]
        return 1 + starts.index(period.first)
    return case.openings.periods(per).index(period) + 1


def _told_otherwise(case: AuditCase, pin: Pin) -> bool:
    """Whether coverage tells that the visit is missing, or the plan does not show it."""
    lacking = any(due.missing and due.programme.mandatory for due in _dues(case, pin))
    withheld = case.plan.withheld and any(
        programme.sealed and pin.visit.startswith(f"{programme.id}-")
        for programme in case.problem.programmes
    )
    return bool(lacking or withheld)


def _changed(case: AuditCase, pin: Pin, visit: Visit) -> Iterator[Finding]:
    clause, words = case.problem.policy.people_clause, about_visit(visit)
    about = partial(finding, visits=(visit.id,), targets=(visit.target,))
    if pin.start is not None and visit.start != pin.start:
        wanted = {**words, "wanted": pin.start.isoformat()}
        yield about("pins.start", clause, wanted, dates=(visit.start, pin.start))
    elif pin.half is not None and visit.half_days == 1 and visit.half is not pin.half:
        yield about(f"pins.half_{pin.half}", clause, words, dates=(visit.start,))
    if pin.team is not None and set(visit.team) != set(pin.team):
        people = {i.id: i.name for i in case.problem.inspectors}
        wanted = {**words, "wanted": listed(f"{people.get(p, p)}（{p}）" for p in pin.team)}
        strange = sorted(set(visit.team) ^ set(pin.team))
        yield about("pins.team", clause, wanted, inspectors=strange)
