"""Rule `trips`: trips make every visit, can be travelled, and come to what the plan says."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import pairwise

from models.plan import Finding, Half
from planner.audit.case import AuditCase
from planner.audit.journeys import Journey
from planner.audit.report import Words, about_person, finding, listed

ROUNDING_KM = 0.1  # what each way may differ by
ROUNDING_MINUTES = 1
ROUNDING_YUAN = 1
NOISE = 1e-6


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits that nobody travels to, journeys that cannot be made, wrong figures.

    A plan that states no trips is not judged.

    Source: docs/semantics.md, Trips; `nm.19`, `hn.21`, `my.5.2`.
    """
    if case.plan.trips is None:
        return
    yield from _members(case)
    for journey in case.journeys:
        wrong = list(_shape(case, journey))
        yield from wrong
        if not wrong and case.row_by_id.keys() >= set(journey.trip.visits):
            yield from _driving(case, journey)
            yield from _claims(case, journey)


def _members(case: AuditCase) -> Iterator[Finding]:
    """Everybody makes each of his or her visits in exactly one trip, and no others.

    Not told of a visit that is due and was struck out: that is the matter of `coverage`.
    """
    clause = case.problem.policy.travel_clause
    made = Counter(
        (visit, person)
        for trip in case.plan.trips or ()
        for visit in dict.fromkeys(trip.visits)
        for person in dict.fromkeys(trip.people)
    )
    struck_out = any(due.missing and due.programme.mandatory for due in case.dues)
    due = {(row.visit.id, member) for row in case.dated for member in row.visit.team}
    for code, pairs in (
        ("trips.none", [pair for pair in due if not made[pair]]),
        ("trips.twice", [pair for pair in due if made[pair] > 1]),
        (
            "trips.stranger",
            [p for p in made if p not in due and (p[0] in case.row_by_id or not struck_out)],
        ),
    ):
        people: dict[str, list[str]] = {}
        for visit, person in sorted(pairs):
            people.setdefault(visit, []).append(person)
        for visit, those in people.items():
            words = {"visit": visit, "inspectors": listed(those)}
            yield finding(code, clause, words, visits=(visit,), inspectors=those)


def _about(journey: Journey) -> Words:
    return {"trip": journey.trip.id, "start": journey.start.isoformat()}


def _of(case: AuditCase, journey: Journey, code: str, **words: str | float) -> Finding:
    return finding(
        f"trips.{code}",
        case.problem.policy.travel_clause,
        {**_about(journey), **words},
        visits=(row.visit.id for row in journey.rows),
        inspectors=(person.id for person in journey.people),
        dates=(journey.start,),
    )


def _shape(case: AuditCase, journey: Journey) -> Iterator[Finding]:
    """Order, days and nights."""
    trip, rows = journey.trip, journey.rows
    if [row.visit.id for row in rows] != [v for v in trip.visits if v in case.row_by_id]:
        order = listed(row.visit.id for row in rows)
        yield _of(case, journey, "order", found=listed(trip.visits), due=order)
    if (trip.start, trip.end) != (journey.start, journey.end):
        found, due = f"{trip.start} – {trip.end}", f"{journey.start} – {journey.end}"
        yield _of(case, journey, "days", found=found, due=due)
    idle = [d for d in journey.days if not any(d in row.days for row in rows)]
    if idle:
        yield _of(case, journey, "idle", days=listed(d.isoformat() for d in idle))
    for code, table in (("training", case.training_halves), ("engaged", case.engaged_halves)):
        busy = _busy(journey, table)
        if busy:
            yield _of(case, journey, code, days=listed(d.isoformat() for d in busy))
    nights = len(journey.days) - 1
    if trip.nights not in {0, nights}:
        yield _of(case, journey, "nights", found=trip.nights, due=nights)
    home = [b for a, b in pairwise(rows) if b.days[0] > a.days[-1]]
    if trip.nights == 0 and home:
        yield _of(case, journey, "home", visit=home[0].visit.id)


def _busy(journey: Journey, table: Mapping[str, Collection[tuple[date, Half]]]) -> list[date]:
    """Days on which somebody is elsewhere between the first and the last half-day."""
    start, end = journey.start, journey.end
    busy = {
        half
        for person in journey.people
        for half in table.get(person.id, ())
        if start <= half[0] <= end
    }
    if not busy:
        return []
    order = (Half.AM, Half.PM)
    taken = [half for row in journey.rows for half in row.halves()]
    first, last = (key((d, order.index(h)) for d, h in taken) for key in (min, max))
    return sorted(
        {
            day
            for day, half in busy
            if first < (day, order.index(half)) < last and (day, half) not in taken
        }
    )


def _driving(case: AuditCase, journey: Journey) -> Iterator[Finding]:
    """Hours of a trip with several visits; a trip to one visit is bound by its distance alone."""
    if len(journey.rows) == 1:
        return
    limits = case.problem.travel
    for person in journey.people:
        for day, minutes in journey.minutes(person).items():
            if not minutes <= limits.longest_drive_minutes + NOISE:
                yield finding(
                    "trips.drive",
                    case.problem.policy.travel_clause,
                    {
                        **_about(journey),
                        **about_person(person),
                        "day": day.isoformat(),
                        "found": _number(minutes),
                        "limit": limits.longest_drive_minutes,
                    },
                    visits=(row.visit.id for row in journey.rows),
                    inspectors=(person.id,),
                    dates=(day,),
                )
    for row, later, minutes in journey.at_noon():
        if not minutes <= limits.longest_transfer_minutes + NOISE:
            yield _of(
                case,
                journey,
                "noon",
                visit=row.visit.id,
                other=later.visit.id,
                found=_number(minutes),
                limit=limits.longest_transfer_minutes,
            )


def _claims(case: AuditCase, journey: Journey) -> Iterator[Finding]:
    """Kilometres, minutes and cost."""
    trip, number = journey.trip, len(journey.people)
    if not all(math.isfinite(journey.km(person)) for person in journey.people):
        return  # the matter of `travel`
    km = journey.travel_km
    legs = sum(len(day) for person in journey.people for day in journey.drive(person).values())
    if not abs(trip.travel_km - km) <= ROUNDING_KM * legs + NOISE:
        yield _of(case, journey, "km", found=_number(trip.travel_km), due=round(km, 1))
        return
    minutes = sum(sum(journey.minutes(person).values()) for person in journey.people)
    if not abs(trip.drive_minutes - minutes) <= ROUNDING_MINUTES * number:
        yield _of(case, journey, "minutes", found=trip.drive_minutes, due=round(minutes))
    due = journey.yuan(trip.travel_km)
    if abs(trip.cost_yuan - due) > ROUNDING_YUAN:
        yield _of(case, journey, "cost", found=trip.cost_yuan, due=due)


def _number(value: float) -> float | str:
    return round(value, 1) if math.isfinite(value) else str(value)
