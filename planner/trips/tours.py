"""The cheapest trips of one person whose visits have their days (`docs/semantics.md`, "Trips").

Trips are runs of visits in the order of their days, so the cheapest are found exactly by dynamic
programming over the last visit of each trip, and over the nights used where these are limited.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.presence import Mask
from planner.trips.ways import Leg, Ways


@dataclass(frozen=True)
class Stop:
    """A visit as a member sees it; `slot` is its first half-day, `2 * day` or one more.

    One that is `alone` shares its trip with no other visit.
    """

    visit: str
    target: str
    slot: int
    half_days: int
    alone: bool = False

    @property
    def first_day(self) -> int:
        """The day on which it begins."""
        return self.slot // 2

    @property
    def last_day(self) -> int:
        """The day on which it ends."""
        return (self.slot + self.half_days - 1) // 2


@dataclass(frozen=True)
class Tour:
    """One person's trip. `hm` are units of 100 m; `price` is that of travel and lodging."""

    visits: tuple[str, ...]
    first_day: int
    last_day: int
    nights: int
    hm: int
    minutes: int
    price: int


@dataclass(frozen=True)
class Traveller:
    """A person with the half-days on which he or she may be away, and the nights of a year."""

    id: str
    free: Mask
    nights: int | None


def cheapest(ways: Ways, traveller: Traveller, stops: Sequence[Stop]) -> tuple[Tour, ...]:
    """The cheapest trips that make all the visits.

    Of equally cheap ones the shorter, then those with fewer nights, then the fewer trips.

    Parameters
    ----------
    stops
        All visits of the person, in the order of their days.
    """
    ending: list[list[Tour]] = [[] for _ in stops]
    for last in range(len(stops)):
        for first in range(last, -1, -1):
            run = stops[first : last + 1]
            if first < last and not _follows(traveller, run[0], run[1]):
                break
            ending[last] += tours_of(ways, traveller.id, run)
    best = _chain(ending, None)
    if traveller.nights is not None and sum(t.nights for t in best) > traveller.nights:
        best = _chain(ending, traveller.nights)
    return best


def _follows(traveller: Traveller, stop: Stop, later: Stop) -> bool:
    """Whether somebody may go on to the next visit: no free day and no training between them."""
    if stop.alone or later.alone:
        return False
    end = stop.slot + stop.half_days
    return later.first_day - stop.last_day <= 1 and bool(traveller.free[end : later.slot].all())


def tours_of(ways: Ways, person: str, run: Sequence[Stop]) -> Iterator[Tour]:
    """The trips that make a run of visits: with all nights away, or with none."""
    nights = run[-1].last_day - run[0].first_day
    through = all(a.last_day == b.first_day for a, b in pairwise(run))
    for slept in (nights, 0) if nights and through else (nights,):
        drive = drive_of(ways, person, run, slept)
        if len(run) == 1 or _fits(ways, run, drive):
            yield travelled(ways, run, drive, slept)


def travelled(
    ways: Ways, run: Sequence[Stop], drive: Mapping[int, Sequence[Leg]], nights: int
) -> Tour:
    """The trip with these legs."""
    legs = [leg for day in drive.values() for leg in day]
    hm = sum(leg.hm or 0 for leg in legs)
    return Tour(
        visits=tuple(stop.visit for stop in run),
        first_day=run[0].first_day,
        last_day=run[-1].last_day,
        nights=nights,
        hm=hm,
        minutes=round(sum(leg.minutes for leg in legs)),
        price=ways.price(hm, nights),
    )


def drive_of(
    ways: Ways, person: str, run: Sequence[Stop], nights: int
) -> Mapping[int, Sequence[Leg]]:
    """The legs of each day, out and home again on each when no night is spent away."""
    sleeps_out = nights > 0
    first, last = run[0].first_day, run[-1].last_day
    drive: dict[int, list[Leg]] = {day: [] for day in range(first, last + 1)}
    for day, legs in drive.items():
        there = [s for s in run if s.first_day <= day <= s.last_day]
        before = [s for s in run if s.first_day < day]
        if day == first or not sleeps_out:
            legs.append(ways.out(person, there[0].target))
        elif before[-1] is not there[0]:
            legs.append(ways.between(before[-1].target, there[0].target))
        legs += [ways.between(a.target, b.target) for a, b in pairwise(there)]
        if day == last or not sleeps_out:
            legs.append(ways.back(person, there[-1].target))
    return drive


def _fits(ways: Ways, run: Sequence[Stop], drive: Mapping[int, Sequence[Leg]]) -> bool:
    """Whether the driving fits into every day, and into the break at noon."""
    travel = ways.problem.travel
    if any(leg.hm is None for legs in drive.values() for leg in legs):
        return False
    longest = max(sum(leg.minutes for leg in legs) for legs in drive.values())
    noon = (
        ways.between(a.target, b.target).minutes
        for a, b in pairwise(run)
        if a.last_day == b.first_day
    )
    return longest <= travel.longest_drive_minutes and all(
        minutes <= travel.longest_transfer_minutes for minutes in noon
    )


_Total = tuple[int, int, int, int]
_NOTHING: _Total = (0, 0, 0, 0)


def _chain(ending: Sequence[Sequence[Tour]], most_nights: int | None) -> tuple[Tour, ...]:
    """The cheapest of the trips that make every visit once, with at most so many nights."""
    best: list[dict[int, tuple[_Total, Tour | None, int]]] = [{0: (_NOTHING, None, 0)}]
    for last, tours in enumerate(ending):
        found: dict[int, tuple[_Total, Tour | None, int]] = {}
        for tour in tours:
            for used, (total, _, _) in best[last + 1 - len(tour.visits)].items():
                nights = used + tour.nights
                if most_nights is not None and nights > most_nights:
                    continue
                state = 0 if most_nights is None else nights
                price, hm, slept, trips = total
                sums = (price + tour.price, hm + tour.hm, slept + tour.nights, trips + 1)
                if state not in found or sums < found[state][0]:
                    found[state] = (sums, tour, used)
        best.append(found)
    chain: list[Tour] = []
    at = len(ending)
    state = min(best[at], key=lambda s: best[at][s][0])
    while at > 0:
        _, latest, state = best[at][state]
        assert latest is not None
        chain.append(latest)
        at -= len(latest.visits)
    return tuple(reversed(chain))
