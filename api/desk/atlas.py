"""A plan as a map: who is responsible where, who travels when, which regions check which."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.desk.asker import Asker
from api.desk.exports import Opened, opened
from api.desk.sight import sight
from models.plan import AnnualPlan, Half, Trip, Visit
from models.problem import Problem

Point = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True)
class Spot:
    """A target: its responsible inspector (None without one), visits, visits left out, and risk.

    `risk` is the score by which programmes chose it, the greatest; None when none did.
    """

    id: str
    name: str
    at: Point
    responsible: str | None
    visits: int
    left_out: int
    risk: float | None


@dataclass(frozen=True)
class Area:
    """What somebody is responsible for: how many targets, and how many units beyond capacity."""

    inspector: str
    name: str
    home: Point
    targets: int
    travel_km: float
    excess: int


@dataclass(frozen=True)
class Crossing:
    """One region checks another in a batch; places are None where nobody knows them."""

    programme: str
    first: date
    last: date
    checker: str
    checked: str
    start: Point | None
    end: Point | None
    travel_km: float


@dataclass(frozen=True)
class Atlas:
    """What a map shows of a plan: `days` counts the visits that begin on each."""

    spots: tuple[Spot, ...]
    areas: tuple[Area, ...]
    crossings: tuple[Crossing, ...]
    days: Mapping[date, int]
    people: Mapping[str, str]
    offices: Mapping[str, str]


@dataclass(frozen=True)
class Stop:
    """A visit on a tour."""

    visit: str
    target: str
    at: Point
    start: date
    half: Half


@dataclass(frozen=True)
class Tour:
    """A journey of people who travel alike, from their homes through its stops and home again."""

    people: tuple[tuple[str, Point], ...]
    stops: tuple[Stop, ...]
    start: date
    end: date
    nights: int
    travel_km: float
    cost_yuan: int


def atlas(who: Asker, id_: str, office: str | None = None) -> Atlas:
    """A plan's map, as far as one sees the plan.

    Parameters
    ----------
    office
        The key of a part, of which alone zones and visits are shown.

    Raises
    ------
    Denial
        404 without such a plan or part, 409 when it has no result.
    """
    found = _opened(who, id_)
    whole = office is None and sight(who, id_).offices is None
    return _atlas(found, office, whole=whole)


def tours(
    who: Asker,
    id_: str,
    office: str | None = None,
    *,
    day: date | None = None,
    inspector: str | None = None,
) -> tuple[Tour, ...]:
    """The journeys of a day, of somebody, or of somebody on a day, in the order of their days.

    Where a plan states no trips each visit is a journey by itself.

    Raises
    ------
    Denial
        As `atlas` does.
    """
    found = _opened(who, id_)
    made: list[Tour] = []
    for plan in _plans(found, office):
        visits = {visit.id: visit for visit in plan.visits}
        for trip in _trips(plan):
            if inspector is not None and inspector not in trip.people:
                continue
            if day is None or trip.start <= day <= trip.end:
                made.extend(_tours(found.problem, visits, trip, day))
    return tuple(sorted(made, key=lambda tour: (tour.start, tour.people)))


def _opened(who: Asker, id_: str) -> Opened:
    """One's own sealed visits are no secret to oneself."""
    return opened(who, id_, member=who.account.inspector or "")


def _plans(found: Opened, office: str | None) -> Sequence[AnnualPlan]:
    if office is not None or isinstance(found.plan, AnnualPlan):
        return [found.one(office)[1]]
    return [one.plan for one in found.plan.offices]


def _atlas(found: Opened, office: str | None, *, whole: bool) -> Atlas:
    """`whole`: with the targets that no office has anything to do with."""
    problem, plans = found.problem, _plans(found, office)
    visits = [visit for plan in plans for visit in plan.visits]
    zones = [zone for plan in plans for zone in plan.zones or () if zone.targets]
    responsible = {target: zone.inspector for zone in zones for target in zone.targets}
    made = Counter(visit.target for visit in visits)
    missing = Counter(item.target for plan in plans for item in plan.left_out)
    risks: dict[str, float] = {}
    for chosen in (one for plan in plans for one in plan.selected or ()):
        risks[chosen.target] = max(chosen.score, risks.get(chosen.target, 0))
    people = problem.inspector_by_id
    working = {person for visit in visits for person in visit.team}
    return Atlas(
        spots=tuple(
            Spot(
                t.id,
                t.name,
                (t.lat, t.lon),
                responsible.get(t.id),
                made[t.id],
                missing[t.id],
                risks.get(t.id),
            )
            for t in problem.targets
            if whole or t.id in responsible or made[t.id] or missing[t.id]
        ),
        areas=tuple(
            Area(z.inspector, p.name, (p.lat, p.lon), len(z.targets), z.travel_km, z.excess)
            for z in zones
            if (p := people.get(z.inspector)) is not None
        ),
        crossings=tuple(_crossings(problem, plans)),
        days=dict(sorted(Counter(visit.start for visit in visits).items())),
        people={p.id: p.name for p in problem.inspectors if p.id in working},
        offices={
            one.key: f"{problem.tree[one.office].name}（{one.key}）"
            for one in getattr(found.plan, "offices", ())
        },
    )


def _crossings(problem: Problem, plans: Sequence[AnnualPlan]) -> Iterator[Crossing]:
    seats = _seats(problem)
    names = {programme.id: programme.name for programme in problem.programmes}
    told: set[object] = set()
    for rotation in (r for plan in plans for r in plan.rotations or ()):
        for batch in rotation.batches:
            for check in batch.checks:
                mark = (rotation.programme, batch.first, check.checker, check.checked)
                if mark in told:  # the plans of several offices tell of the same rotation
                    continue
                told.add(mark)
                yield Crossing(
                    programme=names.get(rotation.programme, rotation.programme),
                    first=batch.first,
                    last=batch.last,
                    checker=problem.tree[check.checker].name,
                    checked=problem.tree[check.checked].name,
                    start=seats.get(check.checker),
                    end=seats.get(check.checked),
                    travel_km=check.travel_km,
                )


def _seats(problem: Problem) -> Mapping[str, Point]:
    """Where each region's seat is; without one, the middle of the targets in it."""
    inside: dict[str, list[Point]] = {}
    for target in problem.targets:
        for region in problem.tree.lineage(target.region):
            inside.setdefault(region, []).append((target.lat, target.lon))
    seats = {region: _middle(points) for region, points in inside.items()}
    for one in problem.regions:
        if one.lat is not None and one.lon is not None:
            seats[one.id] = (one.lat, one.lon)
    return seats


def _middle(points: Sequence[Point]) -> Point:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _trips(plan: AnnualPlan) -> Iterator[Trip]:
    told = plan.trips or ()
    yield from told
    travelled = {visit for trip in told for visit in trip.visits}
    for visit in plan.visits:
        if visit.id not in travelled:
            yield Trip(
                id=visit.id,
                people=visit.team,
                visits=(visit.id,),
                start=visit.start,
                end=visit.end,
                nights=0,
                travel_km=visit.travel_km,
                drive_minutes=0,
                cost_yuan=visit.cost_yuan,
            )


def _tours(
    problem: Problem, known: Mapping[str, Visit], trip: Trip, day: date | None
) -> Iterator[Tour]:
    """A trip with its stops of that day; nothing when it has none, or nobody is known."""
    visits = sorted(
        (known[v] for v in trip.visits if v in known), key=lambda v: (v.start, v.half.value)
    )
    stops = tuple(
        Stop(visit.id, place.name, (place.lat, place.lon), visit.start, visit.half)
        for visit in visits
        if day is None or visit.start <= day <= visit.end
        if (place := problem.target_by_id.get(visit.target)) is not None
    )
    people = tuple(
        (person.name, (person.lat, person.lon))
        for one in trip.people
        if (person := problem.inspector_by_id.get(one)) is not None
    )
    if stops and people:
        yield Tour(people, stops, trip.start, trip.end, trip.nights, trip.travel_km, trip.cost_yuan)
