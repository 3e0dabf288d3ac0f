"""Every plan of a tiny case, checked by rules written out anew, without solver and without planner.

Only the requests, the distances and the ids come from the program.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import combinations, groupby, pairwise

from models.calendar import WorkCalendar
from models.inspector import Employment, Inspector, InspectorFilter, PairRule
from models.plan import Half
from models.problem import Problem
from models.programme import Per, Programme, ProgrammeKind, ResponsibleMember
from planner.case import Case
from planner.demand import Request

Place = tuple[int, tuple[str, ...]]
"""First slot and team."""
Placed = list[tuple[Request, Place]]

_COUNTED = (ProgrammeKind.COMPREHENSIVE, ProgrammeKind.REGULAR, ProgrammeKind.SPECIAL)
"""The kinds of the village's caps and gaps."""


def best_visits(case: Case) -> tuple[int, ...]:
    """The lexicographically least values (left out, optional, hm, permille, squares)."""
    best: list[tuple[int, ...]] = [(10**9,)]
    rooms = {person.id: _room(case, person.id) for person in case.problem.inspectors}

    def extend(placed: list[tuple[Request, Place]], number: int, out: tuple[int, int]) -> None:
        if out > best[0][:2]:
            return
        if number == len(case.requests):
            best[0] = min(best[0], (*out, *_values(case, placed, rooms)))
            return
        request = case.requests[number]
        for place in ways[number]:
            now = [*placed, (request, place)]
            if _together(case, now):
                extend(now, number + 1, out)
        weight = request.weight
        extend(
            placed,
            number + 1,
            (out[0] + weight * request.mandatory, out[1] + weight * (not request.mandatory)),
        )

    ways = [[o for o in options(case, r) if _as_pinned(case, r, o)] for r in case.requests]
    extend([], 0, (0, 0))
    return best[0]


def _as_pinned(case: Case, request: Request, place: Place) -> bool:
    """Whether the place is that of the visit's pin, where it has one."""
    for pin in (p for p in case.problem.pins if p.visit == request.id):
        late = place[0] % 2 == 1
        if (
            pin.start not in (None, _day(place[0]))
            or (pin.half is not None and late is not (pin.half is Half.PM))
            or (pin.team is not None and {*pin.team} != {*place[1]})
        ):
            return False
    return True


def every_plan(case: Case) -> Iterator[Placed]:
    """All plans that keep every rule, whatever they leave out."""
    ways = [list(options(case, r)) for r in case.requests]

    def extended(
        placed: list[tuple[Request, Place]], number: int
    ) -> Iterator[list[tuple[Request, Place]]]:
        if number == len(ways):
            yield placed
            return
        yield from extended(placed, number + 1)
        for place in ways[number]:
            now = [*placed, (case.requests[number], place)]
            if _together(case, now):
                yield from extended(now, number + 1)

    yield from extended([], 0)


def _day(slot: int) -> date:
    return date(2027, 1, 1) + timedelta(days=slot // 2)


def _slots(request: Request, place: Place) -> range:
    return range(place[0], place[0] + request.half_days)


def options(case: Case, request: Request) -> Iterator[Place]:
    """Places that keep the rules about one visit alone."""
    problem = case.problem
    target = problem.target_by_id[request.target]
    size = request.team.size
    for first in range(730):
        if request.half_days > 1 and first % 2:
            continue
        days = sorted({_day(s) for s in range(first, first + request.half_days)})
        if not all(problem.calendar.is_school_day(d) for d in days):
            continue
        shut = [c for c in problem.closures if c.target == target.id]
        if any(c.start <= d <= c.end for c in shut for d in days):
            continue
        able = [
            i
            for i in problem.inspectors
            if all(_may(problem, i, target.id, d) for d in days)
            and not _engaged(problem, i.id) & {*range(first, first + request.half_days)}
        ]
        if request.team.responsible:
            teams: Iterator[tuple[Inspector, ...]] = iter(
                [(i,) for i in able if i.id == request.responsible]
            )
        else:
            teams = combinations(able, size)
        for team in teams:
            if request.team.responsible or _is_team(problem, request, team):
                yield first, tuple(i.id for i in team)


def _may(problem: Problem, person: Inspector, target: str, day: date) -> bool:
    school = problem.target_by_id[target]
    if not any(s in person.stages for s in school.stage_parts):
        return False
    if person.employment is Employment.FULL_TIME and not (
        person.certificate_from <= day <= person.certificate_until
    ):
        return False
    if any(le.inspector == person.id and le.start <= day <= le.end for le in problem.leave):
        return False
    return not any(
        i.inspector == person.id and i.target == target and (i.until is None or day <= i.until)
        for i in problem.interests
    )


def _engaged(problem: Problem, person: str) -> set[int]:
    """Slots for which another office has the person."""
    return {
        2 * (e.start - date(2027, 1, 1)).days + (e.half is Half.PM) + n
        for e in problem.engagements
        if person in e.team
        for n in range(e.half_days)
    }


def _is_team(problem: Problem, request: Request, team: tuple[Inspector, ...]) -> bool:
    """Whether the team suits every programme of the visit, and holds whom it may."""
    programmes = [problem.programme_by_id[p] for p in request.programmes]
    ids = {i.id for i in team}
    parts = problem.target_by_id[request.target].stage_parts
    if len(ids) != max(p.team.size for p in programmes):
        return False
    if any(p.team.cover_stages for p in programmes) and not all(
        any(s in i.stages for i in team) for s in parts
    ):
        return False
    if not any(all(_is(p.team.lead, i) for p in programmes) for i in team):
        return False
    for pair in problem.pairs if len(team) > 1 else ():
        both = len(ids & {pair.first, pair.second})
        if both == (1 if pair.rule is PairRule.TOGETHER else 2):
            return False
    return all(_suits(problem, request, p, team) for p in programmes)


def _suits(
    problem: Problem, request: Request, programme: Programme, team: tuple[Inspector, ...]
) -> bool:
    """Needs, the responsible inspector, and who came last time, for one programme."""
    rule, holder = programme.team, request.responsible
    for need in rule.needs:
        found = sum(_is(need.who, i) for i in team)
        bound = need.when is None or any(_is(need.when, i) for i in team)
        most = len(team) if need.at_most is None else need.at_most
        if bound and not need.at_least <= found <= most:
            return False
    if holder and rule.responsible_member is not ResponsibleMember.ANY:
        wanted = rule.responsible_member is ResponsibleMember.IN
        if wanted is not any(i.id == holder for i in team):
            return False
    past = [v for v in problem.history if v.target == request.target and v.kind is programme.kind]
    last = {i for v in past if v.day == max(w.day for w in past) for i in v.inspectors}
    return rule.repeat_at_most is None or (sum(i.id in last for i in team) <= rule.repeat_at_most)


def _is(who: InspectorFilter, person: Inspector) -> bool:
    return (
        (not who.employment or person.employment in who.employment)
        and (not who.ids or person.id in who.ids)
        and (who.novice is None or person.novice == who.novice)
        and (who.min_grade is None or person.grade >= who.min_grade)
    )


def _together(case: Case, placed: list[tuple[Request, Place]]) -> bool:
    """Rules about several visits: double booking, gaps, caps and workload."""
    seen: set[tuple[str, int]] = set()
    month, year = _engaged_load(case, placed)
    for request, place in placed:
        for person in place[1]:
            year[person] += request.half_days
            month[person, _day(place[0]).month] += request.half_days
            for slot in _slots(request, place):
                if (person, slot) in seen:
                    return False
                seen.add((person, slot))
    for person in case.problem.inspectors:
        if person.days_per_year is not None and year[person.id] > 2 * person.days_per_year:
            return False
        part_time = person.employment is Employment.PART_TIME
        if part_time and any(n > 4 for (p, _), n in month.items() if p == person.id):
            return False
        own = [p for p in placed if person.id in p[1][1]]
        if own and not _paced(case.problem, person, own):
            return False
    return _undisturbed(case, placed) and _spaced(case, placed)


def _engaged_load(
    case: Case, placed: list[tuple[Request, Place]]
) -> tuple[Counter[tuple[str, int]], Counter[str]]:
    """Half-days of other offices in each month and year in which a person has visits."""
    month, year = Counter[tuple[str, int]](), Counter[str]()
    for engaged in case.problem.engagements:
        for person in engaged.team:
            months = {_day(p[0]).month for _, p in placed if person in p[1]}
            year[person] += engaged.half_days * bool(months)
            if engaged.start.month in months:
                month[person, engaged.start.month] += engaged.half_days
    return month, year


def _undisturbed(case: Case, placed: list[tuple[Request, Place]]) -> bool:
    """Caps and gaps, visits of other offices among them."""
    for pair in combinations(placed, 2):
        (one, at), (other, later) = sorted(pair, key=lambda rp: rp[1][0])
        if one.target == other.target and (_day(later[0]) - _day(_slots(one, at)[-1])).days < 2:
            return False
    visits = Counter((r.target, _day(p[0]).month) for r, p in placed)
    for engaged in (e for e in case.problem.engagements if e.kind in _COUNTED):
        if visits[engaged.target, engaged.start.month]:
            visits[engaged.target, engaged.start.month] += 1
        for request, place in placed:
            first, last = _day(place[0]), _day(_slots(request, place)[-1])
            near = (first - engaged.end).days < 2 and (engaged.start - last).days < 2
            if request.target == engaged.target and near:
                return False
    return all(n <= 2 for n in visits.values())


def _spaced(case: Case, placed: list[tuple[Request, Place]]) -> bool:
    """How far apart visits of one programme to a target lie, all due in the one year.

    A programme with an interval is meant for a term so near its end that the year's cannot be met.
    """
    problem = case.problem
    school_days = _school_days(problem.calendar)
    for programme, target in {(r.programmes[0], r.target) for r in case.requests}:
        asked = problem.programme_by_id[programme].frequency
        due = [r.id for r in case.requests if (r.programmes[0], r.target) == (programme, target)]
        own = [rp for rp in placed if rp[0].id in due]
        if asked.per is not Per.YEAR or len(own) == 0:
            continue
        spans = [(_day(_slots(*rp)[0]), _day(_slots(*rp)[-1])) for rp in own]
        if [r.id for r, _ in own] != due[: len(own)] or sorted(spans) != spans:
            return False
        history = [v.day for v in problem.history if v.target == target]
        least, greatest = asked.least_days or 0, asked.greatest_days or asked.interval_days
        before = [(d, d) for d in sorted(history)[-1:]]
        if any((b[0] - a[1]).days < least for a, b in combinations([*before, *spans], 2)):
            return False
        if greatest is None:
            continue
        if asked.interval_days is not None and not before:
            before = [(date(2027, 1, 1), date(2027, 1, 1))]
        for _, end in before:
            anchor = end if (school_days[0] - end).days <= greatest else school_days[0]
            if (spans[0][0] - anchor).days > greatest:
                return False
        if any((b[0] - a[1]).days > greatest for a, b in pairwise(spans)):
            return False
        whole = asked.interval_days is not None and len(own) == len(due)
        if whole and (school_days[-1] - spans[-1][1]).days > greatest:
            return False
    return True


@cache
def _school_days(calendar: WorkCalendar) -> list[date]:
    return [d for d in calendar.days() if calendar.is_school_day(d)]


def _paced(problem: Problem, person: Inspector, own: list[tuple[Request, Place]]) -> bool:
    """Limits of a week, of days in a row, and rest; in half-days from 1 January, day by day."""
    started, worked = Counter[int](), set[int]()
    for engaged in (e for e in problem.engagements if person.id in e.team):
        started[(engaged.start - date(2027, 1, 1)).days] += engaged.half_days
    worked |= {slot // 2 for slot in _engaged(problem, person.id)}
    for request, place in own:
        started[place[0] // 2] += request.half_days
    starts = {place[0] // 2 for _, place in own}
    own_work = {slot // 2 for rp in own for slot in _slots(*rp)}

    def half_days(first: int, days: int) -> int:
        return sum(started[d] for d in range(first, first + days))

    friday = date(2027, 1, 1).weekday()
    mondays = {day - (day + friday) % 7 for day in starts}
    weekly = person.days_per_week
    if weekly is not None and any(half_days(day, 7) > 2 * weekly for day in mondays):
        return False
    for rule in problem.policy.workload:
        if rule.rolling_days and rule.people.matches(person):
            span = rule.rolling_days
            firsts = {day - back for day in starts for back in range(span)}
            if any(half_days(first, span) > 2 * rule.at_most_days for first in firsts):
                return False
    at_work = sorted(worked | own_work)
    runs = [
        {day for _, day in run}
        for _, run in groupby(enumerate(at_work), key=lambda nd: nd[1] - nd[0])
    ]
    return not any(
        len(run) > rule.at_most_days and run & own_work
        for rule in problem.policy.consecutive
        if rule.people.matches(person)
        for run in runs
    )


def _values(
    case: Case, placed: list[tuple[Request, Place]], rooms: Mapping[str, int]
) -> tuple[int, ...]:
    load, weeks = Counter[str](), Counter[int]()
    travel = 0
    for request, place in placed:
        for person in place[1]:
            travel += case.table.round_trip_hm(person, request.target)
            load[person] += request.half_days
        if not request.team.responsible:
            weeks[_day(place[0]).isocalendar().week] += 1
    for person in {p for r in case.requests if r.days for p in case.candidates[r.id]}:
        load[person] += 2 * case.problem.inspector_by_id[person].carried_days
        load[person] += sum(e.half_days for e in case.problem.engagements if person in e.team)
    shares = [math.ceil(1000 * n / rooms[person]) for person, n in load.items()]
    return travel, max(0, *shares, 0), sum(n * n for n in weeks.values())


def _room(case: Case, person_id: str) -> int:
    """Half-days of the year a person can inspect on."""
    person = case.problem.inspector_by_id[person_id]
    free = 2 * sum(
        d.weekday() < 5
        and not any(
            le.inspector == person_id and le.start <= d <= le.end for le in case.problem.leave
        )
        and (
            person.employment is not Employment.FULL_TIME
            or person.certificate_from <= d <= person.certificate_until
        )
        for d in case.problem.calendar.days()
    )
    if person.days_per_year is not None:
        free = min(free, 2 * person.days_per_year)
    if person.days_per_week is not None:
        free = min(free, 53 * 2 * person.days_per_week)
    for rule in case.problem.policy.workload:
        if rule.rolling_days and rule.people.matches(person):
            free = min(free, math.ceil(365 / rule.rolling_days) * 2 * rule.at_most_days)
    return min(free, 48) if person.employment is Employment.PART_TIME else free
