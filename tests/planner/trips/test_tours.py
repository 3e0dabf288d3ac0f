"""Trips of one person on ways to add up on paper: home - A 30 km, home - B 40, A - B 10 …"""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.problem import Problem
from models.travel import Costs, Distance, Travel
from planner.travel import travel_table
from planner.trips.tours import Stop, Tour, Traveller, cheapest, drive_of, travelled
from planner.trips.ways import Ways, ways
from tests.planner import hamlet

KM = {("p1", "A"): 30, ("p1", "B"): 40, ("A", "B"): 10, ("p1", "C"): 35, ("A", "C"): 25}
FREE = np.ones(40, dtype=np.bool_)


def known(lodging: float = 20, **travel: object) -> Ways:
    distances = tuple(Distance(start=a, end=b, km=km) for (a, b), km in KM.items())
    of: Problem = hamlet.problem(
        targets=tuple(hamlet.school(t) for t in "ABC"),
        travel=Travel.model_validate({"distances": distances, "speed_kmh": 60} | travel),
        costs=Costs(per_km_yuan=1, lodging_per_night_yuan=lodging),
    )
    return ways(of, travel_table(of), "ABC")


def found(
    *stops: Stop, of: Ways | None = None, nights: int | None = None, free: object = FREE
) -> list[tuple[str, int, int]]:
    """Visits, nights and units of 100 m of each trip."""
    traveller = Traveller("p1", free, nights)  # type: ignore[arg-type]
    tours = cheapest(of or known(), traveller, stops)
    return [(" ".join(t.visits), t.nights, t.hm) for t in tours]


def at(target: str, day: int, half: int = 0, half_days: int = 1) -> Stop:
    return Stop(f"{target}{day}", target, 2 * day + half, half_days)


def test_morning_and_afternoon_are_one_round() -> None:
    assert found(at("A", 3), at("B", 3, 1)) == [("A3 B3", 0, 800)]


def test_two_days_are_one_trip_when_the_night_is_no_dearer_than_the_way() -> None:
    two_days = at("A", 3), at("B", 4)
    joined, apart = [("A3 B4", 1, 800)], [("A3", 0, 600), ("B4", 0, 800)]
    assert found(*two_days, of=known(lodging=20)) == joined
    assert found(*two_days, of=known(lodging=60)) == joined  # equally cheap, but shorter
    assert found(*two_days, of=known(lodging=60.01)) == apart


def test_a_day_between_ends_the_trip() -> None:
    assert len(found(at("A", 3), at("B", 5))) == 2


def test_training_between_ends_the_trip() -> None:
    free = FREE.copy()
    free[2 * 4] = False
    assert len(found(at("A", 3), at("B", 4, 1))) == 1
    assert len(found(at("A", 3), at("B", 4, 1), free=free)) == 2


def test_a_long_visit_is_slept_out_or_driven_each_day() -> None:
    long = at("A", 3, half_days=4)
    assert found(long, of=known(lodging=60)) == [("A3", 1, 600)]
    assert found(long, of=known(lodging=61)) == [("A3", 0, 1200)]
    assert found(long, of=known(lodging=0), nights=0) == [("A3", 0, 1200)]


def test_the_last_afternoon_of_a_long_visit_goes_on_elsewhere() -> None:
    """Out and back on the first day (60), a round on the second (80)."""
    assert found(at("A", 3, half_days=3), at("B", 4, 1), of=known(lodging=1000)) == [
        ("A3 B4", 0, 1400)
    ]


def test_nights_go_where_they_save_most() -> None:
    """One night allowed: A and B together save 60 km, A and C only 40."""
    stops = at("A", 3), at("C", 4), at("A", 10), at("B", 11)
    assert found(*stops, nights=1) == [("A3", 0, 600), ("C4", 0, 700), ("A10 B11", 1, 800)]
    assert [nights for _, nights, _ in found(*stops)] == [1, 1]
    assert [nights for _, nights, _ in found(*stops, nights=0)] == [0] * 4


@pytest.mark.parametrize(("minutes", "trips"), [(80, 1), (79, 2)])
def test_driving_of_a_day(minutes: int, trips: int) -> None:
    of = known(longest_drive_minutes=minutes)
    assert len(found(at("A", 3), at("B", 3, 1), of=of)) == trips


@pytest.mark.parametrize(("minutes", "trips"), [(10, 1), (9, 2)])
def test_the_way_at_noon(minutes: int, trips: int) -> None:
    of = known(longest_transfer_minutes=minutes)
    assert len(found(at("A", 3), at("B", 3, 1), of=of)) == trips
    assert len(found(at("A", 3), at("B", 4), of=of)) == 1


def test_targets_without_a_way_between_them_are_not_joined() -> None:
    assert len(found(at("B", 3), at("C", 3, 1))) == 2


def _every_plan(of: Ways, stops: tuple[Stop, ...]) -> list[tuple[Tour, ...]]:
    """All ways to cut the visits into runs, each with all nights away or none."""
    plans = []
    for cuts in product((False, True), repeat=len(stops) - 1):
        runs: list[list[Stop]] = [[stops[0]]]
        for cut, stop in zip(cuts, stops[1:], strict=True):
            if cut:
                runs.append([stop])
            else:
                runs[-1].append(stop)
        options = [
            [
                travelled(of, run, drive_of(of, "p1", run, nights), nights)
                for nights in {0, run[-1].last_day - run[0].first_day}
                if nights or all(a.last_day == b.first_day for a, b in pairwise(run))
            ]
            for run in runs
            if all(b.first_day - a.last_day <= 1 for a, b in pairwise(run))
        ]
        if len(options) == len(runs):
            plans += list(product(*options))
    return plans


@given(
    gaps=st.lists(st.integers(0, 3), min_size=1, max_size=6),
    places=st.lists(st.sampled_from("AB"), min_size=6, max_size=6),
    nights=st.sampled_from((None, 0, 1, 2)),
    lodging=st.sampled_from((0, 20, 45, 200)),
)
def test_against_every_plan(gaps: list[int], places: str, nights: int | None, lodging: int) -> None:
    of, slot, stops = known(lodging), 0, []
    for number, gap in enumerate(gaps):
        slot += gap
        stops.append(Stop(f"v{number}", places[number], slot, 1))
        slot += 1
    plans = [
        plan
        for plan in _every_plan(of, tuple(stops))
        if nights is None or sum(t.nights for t in plan) <= nights
    ]
    best = min(
        (sum(t.price for t in p), sum(t.hm for t in p), sum(t.nights for t in p), len(p))
        for p in plans
    )
    tours = cheapest(of, Traveller("p1", FREE, nights), stops)
    assert (
        sum(t.price for t in tours),
        sum(t.hm for t in tours),
        sum(t.nights for t in tours),
        len(tours),
    ) == best
    assert sum(t.hm for t in tours) <= sum(2 * 10 * KM["p1", s.target] for s in stops)


def test_a_sealed_visit_shares_its_trip_with_no_other() -> None:
    """`sj.3.3`: morning and afternoon would be one round of 80 km."""
    sealed = Stop("B3", "B", 7, 1, alone=True)
    assert found(at("A", 3), sealed) == [("A3", 0, 600), ("B3", 0, 800)]
    assert found(at("A", 3), at("B", 3, 1)) == [("A3 B3", 0, 800)]
