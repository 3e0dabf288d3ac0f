"""A plan as a map: who is responsible where, who travels when, which regions check which.

The plan and its data are not read for it: a map is drawn of what the database keeps apart.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.exports import shown_to
from api.desk.journeys import Travelled, travelled
from api.desk.places import Places, Point, places
from api.desk.sight import Sight, missing, sight, visible
from api.store import offices, sketches, visits
from api.store.sketches import Sketch
from api.store.visits import Filter, Tally
from models.plan import Batch, Half, Trip, Zone
from models.text import Text


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
    seen = sight(who, id_)
    key = ("atlas", id_, *shown_to(who, seen), who.account.inspector or "", office or "")
    return who.world.held.get(key, lambda: _atlas(who, seen, office))


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
    seen = sight(who, id_)
    which = visible(who, seen).model_copy(
        update={"since": day, "until": day, "inspector": inspector}
    )
    known = places(who, seen.plan.dataset)
    made: list[Tour] = []
    for part in travelled(who, seen, _within(which, office, _parts(who, seen))):
        for trip in part.ways:
            if inspector is None or inspector in trip.people:
                made.extend(_tours(known, part, trip))
    return tuple(sorted(made, key=lambda tour: (tour.start, tour.people)))


def _parts(who: Asker, seen: Sight) -> tuple[Sketch, ...]:
    """What the map draws of the parts that one sees."""
    id_ = seen.plan.id

    def read() -> tuple[Sketch, ...]:
        with who.world.store.reading() as session:
            return sketches.grounds(session, id_)

    if not seen.plan.figures:
        raise Denial(409, Text(code="plan.no_result", args={"state": seen.plan.state}))
    return tuple(one for one in who.world.held.get(("ground", id_), read) if seen.sees(one.office))


def _within(which: Filter, office: str | None, parts: Sequence[Sketch]) -> Filter:
    """The same of one part.

    Raises
    ------
    Denial
        404 when there is none.
    """
    if office is None:
        return which
    for part in parts:
        if part.key == office:
            return which.model_copy(update={"among": (part.first, part.last)})
    raise missing("office", office)


def _atlas(who: Asker, seen: Sight, office: str | None) -> Atlas:
    parts = _parts(who, seen)
    which = _within(visible(who, seen), office, parts)
    with who.world.store.reading() as session:
        count = visits.tally(session, seen.plan.id, which)
        named = offices.listed(session, seen.plan.id, seen.offices)
    known = places(who, seen.plan.dataset)
    shown = [part for part in parts if office in {None, part.key}]
    zones = [
        zone
        for part in shown
        for told in part.content["zones"] or ()
        if (zone := Zone.model_validate(told)).targets
    ]
    return Atlas(
        spots=tuple(_spots(known, shown, seen, zones, count, office)),
        areas=tuple(
            Area(z.inspector, p.name, p.at, len(z.targets), z.travel_km, z.excess)
            for z in zones
            if (p := known.people.get(z.inspector)) is not None
        ),
        crossings=tuple(_crossings(known, shown, seen)),
        days=dict(sorted(count.days.items())),
        people={id_: p.name for id_, p in known.people.items() if id_ in count.people},
        offices={one.key: f"{one.name}（{one.key}）" for one in named} if len(named) > 1 else {},
    )


def _spots(
    known: Places,
    parts: Sequence[Sketch],
    seen: Sight,
    zones: Sequence[Zone],
    count: Tally,
    office: str | None,
) -> Iterator[Spot]:
    """Who sees the whole plan sees also the targets that no office has anything to do with."""
    whole = office is None and seen.offices is None
    responsible = {target: zone.inspector for zone in zones for target in zone.targets}
    left_out = Counter(item["target"] for item in _open(known, parts, seen, "left_out"))
    risks: dict[str, float] = {}
    for chosen in _open(known, parts, seen, "selected"):
        risks[chosen["target"]] = max(chosen["score"], risks.get(chosen["target"], 0))
    for id_, target in known.targets.items():
        made, missed = count.targets.get(id_, 0), left_out[id_]
        if whole or id_ in responsible or made or missed:
            yield Spot(
                id_, target.name, target.at, responsible.get(id_), made, missed, risks.get(id_)
            )


def _open(
    known: Places, parts: Sequence[Sketch], seen: Sight, what: str
) -> Iterator[Mapping[str, Any]]:
    """What parts have of something, without that of sealed programmes where these are hidden."""
    for part in parts:
        hidden = frozenset() if seen.unseals(part.office) else known.sealed
        for one in part.content[what] or ():
            if hidden.isdisjoint(one.get("programmes") or (one.get("programme"),)):
                yield one


def _crossings(known: Places, parts: Sequence[Sketch], seen: Sight) -> Iterator[Crossing]:
    told: set[object] = set()
    for rotation in _open(known, parts, seen, "rotations"):
        programme = rotation["programme"]
        for batch in map(Batch.model_validate, rotation["batches"]):
            for check in batch.checks:
                mark = (programme, batch.first, check.checker, check.checked)
                if mark in told:  # the plans of several offices tell of the same rotation
                    continue
                told.add(mark)
                yield Crossing(
                    programme=known.programmes.get(programme, programme),
                    first=batch.first,
                    last=batch.last,
                    checker=known.regions[check.checker],
                    checked=known.regions[check.checked],
                    start=known.seats.get(check.checker),
                    end=known.seats.get(check.checked),
                    travel_km=check.travel_km,
                )


def _tours(known: Places, part: Travelled, trip: Trip) -> Iterator[Tour]:
    """A trip with its stops among some visits; nothing when nobody is known."""
    made = [part.visits[v] for v in trip.visits if v in part.visits]
    stops = tuple(
        Stop(visit.id, place.name, place.at, visit.start, visit.half)
        for visit in sorted(made, key=lambda v: (v.start, v.half.value))
        if (place := known.targets.get(visit.target)) is not None
    )
    people = tuple(
        (person.name, person.at)
        for one in trip.people
        if (person := known.people.get(one)) is not None
    )
    if stops and people:
        yield Tour(people, stops, trip.start, trip.end, trip.nights, trip.travel_km, trip.cost_yuan)
