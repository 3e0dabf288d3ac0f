"""Rule `frequency`: the visits of a programme to a target lie neither too near nor too far."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from models.plan import Finding
from models.programme import Frequency
from planner.audit.case import AuditCase
from planner.audit.dues import Due
from planner.audit.report import Words, about_programme, about_target, finding
from planner.audit.rows import Place
from planner.audit.stretches import in_time, stretches


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits too soon or too late after the one before, the last past one of the kind included.

    Source: docs/semantics.md, How often; `my.2.2`, `nm.6a`, `nm.8b`, `hn.7b`.
    """
    for due in case.dues:
        frequency = case.problem.frequency(due.programme, due.target)
        places = sorted(due.within, key=lambda p: (p.row.days, p.row.visit.half))
        if not places:
            continue
        if frequency.least_days is not None:
            yield from _too_near(case, due, frequency.least_days, places)
        if frequency.interval_days is not None:
            yield from _interval(case, due, frequency, places)
        elif frequency.greatest_days is not None:
            yield from _too_far(case, due, frequency.greatest_days, places)


def _too_near(case: AuditCase, due: Due, least: int, places: list[Place]) -> Iterator[Finding]:
    past = case.problem.last_visits.get((due.target.id, due.programme.kind))
    first = places[0].row.days[0]
    if past is not None and (first - past.day).days < least:
        words: Words = {
            "end": past.day.isoformat(),
            "found": (first - past.day).days,
            "limit": least,
        }
        yield _finding(case, due, "frequency.short_history", words, places[0])
    for one, later in pairwise(places):
        if _wait(one, later) < least:
            yield _pair(case, due, "frequency.short", least, one, later)


def _too_far(case: AuditCase, due: Due, greatest: int, places: list[Place]) -> Iterator[Finding]:
    """Only visits that follow each other among those due are bound: see docs/semantics.md."""
    openings = [case.openings.first_days(due.programme, due.target, p) for p in due.periods]
    grouped = [[p for p in places if period.holds(p.row.days[0])] for period in due.periods]
    past = case.problem.last_visits.get((due.target.id, due.programme.kind))
    if past is not None and grouped[0] and openings[0]:
        latest = in_time(openings[0], past.day, greatest)[-1]
        yield from _late(case, due, latest, grouped[0][0])
    for group in grouped:
        for one, later in pairwise(group):
            if _wait(one, later) > greatest:
                yield _pair(case, due, "frequency.long", greatest, one, later)
    for number, (before, after) in enumerate(pairwise(grouped)):
        days, next_days = openings[number], openings[number + 1]
        length = (due.programme.half_days(due.target.size) + 1) // 2
        reachable = days and next_days and (next_days[0] - days[-1]).days - length < greatest
        both = reachable and after and len(before) >= due.times
        if both and _wait(before[-1], after[0]) > greatest:
            yield _pair(case, due, "frequency.long", greatest, before[-1], after[0])


def _interval(
    case: AuditCase, due: Due, frequency: Frequency, places: list[Place]
) -> Iterator[Finding]:
    greatest, number = frequency.interval_days or 0, 0
    for stretch in stretches(case.problem, case.openings, due.programme, due.target):
        own = places[number : number + stretch.number]
        number += stretch.number
        if not own:
            return
        first = own[0].row.days[0]
        yield from _late(case, due, stretch.latest, own[0])
        if first < stretch.earliest:
            words = {"limit": stretch.earliest.isoformat()}
            yield _finding(case, due, "frequency.early", words, own[0])
        for one, later in pairwise(own):
            if _wait(one, later) > greatest:
                yield _pair(case, due, "frequency.long", greatest, one, later)
        wait = (stretch.reach - own[-1].row.days[-1]).days
        if len(own) == stretch.number and wait > greatest:
            words = {"end": own[-1].row.days[-1].isoformat(), "until": stretch.reach.isoformat()}
            words |= {"found": str(wait), "limit": str(greatest)}
            yield _finding(case, due, "frequency.unfollowed", words, own[-1])


def _wait(one: Place, later: Place) -> int:
    return (later.row.days[0] - one.row.days[-1]).days


def _late(case: AuditCase, due: Due, latest: date, place: Place) -> Iterator[Finding]:
    if place.row.days[0] > latest:
        yield _finding(case, due, "frequency.late", {"limit": latest.isoformat()}, place)


def _pair(case: AuditCase, due: Due, code: str, limit: int, one: Place, later: Place) -> Finding:
    words: Words = {
        "other": one.row.visit.id,
        "end": one.row.days[-1].isoformat(),
        "found": max(0, _wait(one, later)),
        "limit": limit,
    }
    return _finding(case, due, code, words, later, one)


def _finding(case: AuditCase, due: Due, code: str, words: Words, *places: Place) -> Finding:
    visit = places[0].row.visit
    return finding(
        code,
        case.clause_of(due.programme),
        {
            **about_target(due.target),
            **about_programme(due.programme),
            "visit": visit.id,
            "start": visit.start.isoformat(),
            **words,
        },
        visits=(p.row.visit.id for p in places),
        targets=(due.target.id,),
        dates=(p.row.days[0] for p in places),
    )
