"""Trips of the tiny plan: each visit by itself, but a's two regular ones of a day, 5 km apart."""

import pytest

from models.base import rebuilt
from models.plan import AnnualPlan, TrainingDay, Trip
from models.policy import Nights
from models.problem import Problem
from models.travel import Distance
from planner.audit import figures
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import day

FEES = {"a": 100, "b": 100, "c": 250, "d": 100}
PROBLEM = tiny.problem(
    travel=tiny.PROBLEM.travel.model_copy(
        update={
            "distances": (
                *tiny.PROBLEM.travel.distances,
                Distance(start="s1", end="s3", km=5, minutes=9),
            ),
            "speed_kmh": 60,
        }
    )
)


def trip(*visits: str, nights: int = 0, km: int | None = None) -> Trip:
    """The trip of the visits' team; out and back 20 km a person and day unless slept out."""
    made = [v for name in visits for v in tiny.VISITS if v.id == name]
    people, days = made[0].team, (made[-1].end - made[0].start).days + 1
    travel = len(people) * (20 * (days - nights)) if km is None else km
    fees = sum(FEES[p] for p in people) * sum(v.half_days for v in made) / 2
    return Trip(
        id="-".join(visits),
        people=people,
        visits=visits,
        start=made[0].start,
        end=made[-1].end,
        nights=nights,
        travel_km=travel,
        drive_minutes=29 if km == 25 else travel,
        cost_yuan=int(travel + fees + 200 * nights * len(people)),
    )


TRIPS = (
    *(trip(v.id) for v in tiny.VISITS if v.id not in {"v3", "r1", "r3"}),
    trip("v3", nights=1),
    trip("r1", "r3", km=25),
)


def plan(name: str = "", **values: object) -> AnnualPlan:
    """The tiny plan with its trips, one of them with other values."""
    trips = tuple(t.model_copy(update=values) if t.id == name else t for t in TRIPS)
    return tiny.plan(trips=trips)


def test_the_plan_is_sound() -> None:
    assert judged.findings(PROBLEM, plan()) == ()
    told = figures(PROBLEM, plan())
    assert told.travel_km == 20 * 19 - 15
    assert told.nights_away == 2
    assert told.cost_yuan == 2480 - 15 + 2 * 200


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("v1", {"people": ("a",)}, "none"),
        ("v1", {"visits": ("v1", "v2"), "people": ("a", "b")}, "stranger"),
        ("r1-r3", {"visits": ("r3", "r1")}, "order"),
        ("v1", {"start": day("03-10")}, "days"),
        ("v3", {"nights": 3}, "nights"),
        ("r1-r3", {"travel_km": 26}, "km"),
        ("r1-r3", {"drive_minutes": 20}, "minutes"),
        ("r1-r3", {"cost_yuan": 140}, "cost"),
    ],
)
def test_what_is_wrong_with_a_trip(name: str, values: dict[str, object], code: str) -> None:
    found = judged.findings(PROBLEM, plan(name, **values))
    assert f"audit.trips.{code}" in {f.text.code for f in found}
    assert {f.rule for f in found} == {"trips"}
    assert {f.clause for f in found} == {"travel"}


def test_twice() -> None:
    again = tiny.plan(trips=(*TRIPS, trip("v1")))
    only(PROBLEM, again, "trips.twice", "travel")


def test_days_without_a_visit() -> None:
    trips = (*(t for t in TRIPS if t.id not in {"r1-r3", "r5"}), trip("r1", "r3", "r5", km=45))
    assert "audit.trips.idle" in {
        f.text.code for f in judged.findings(PROBLEM, tiny.plan(trips=trips))
    }


def test_nobody_sleeps_out_between_visits_of_two_days() -> None:
    of = tiny.with_visit("r3", start=day("05-14"), end=day("05-14"), half="am")
    made = trip("r1", "r3", km=25).model_copy(update={"end": day("05-14")})
    trips = (*(t for t in TRIPS if t.id != "r1-r3"), made)
    only(PROBLEM, of.model_copy(update={"trips": trips}), "trips.home", "travel")


def test_training_on_the_way() -> None:
    of = tiny.with_visit("r3", start=day("05-14"), end=day("05-14"))
    made = trip("r1", "r3", km=25).model_copy(
        update={"end": day("05-14"), "nights": 1, "cost_yuan": 325}
    )
    trips = (*(t for t in TRIPS if t.id != "r1-r3"), made)
    sound = of.model_copy(update={"trips": trips})
    assert judged.findings(PROBLEM, sound) == ()
    extra = TrainingDay(inspector="a", day=day("05-14"), half_days=1, kind="central")
    busy = sound.model_copy(update={"training": (*tiny.TRAINING, extra)})
    only(PROBLEM, busy, "trips.training", "travel")


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [("longest_drive_minutes", 23, "drive"), ("longest_transfer_minutes", 8, "noon")],
)
def test_hours_of_driving(limit: str, value: int, code: str) -> None:
    """10 minutes out, 9 to the other school, 10 back: 29 in all."""
    allowed = {"longest_drive_minutes": 29, "longest_transfer_minutes": 9}
    for update, expected in ((allowed, None), (allowed | {limit: value}, code)):
        travel = PROBLEM.travel.model_copy(update=update)
        of, made = tiny.problem(travel=travel), plan("r1-r3", drive_minutes=29)
        if expected is None:
            assert judged.findings(of, made) == ()
        else:
            only(of, made, f"trips.{expected}", "travel")


def with_nights(at_most: int) -> Problem:
    rule = (Nights(clause="cap", at_most=at_most),)
    policy = PROBLEM.policy.model_copy(update={"nights": rule})
    return tiny.problem(policy=policy, travel=PROBLEM.travel)


def test_nights_of_a_year() -> None:
    assert judged.findings(with_nights(1), plan()) == ()
    only(with_nights(0), plan(), "nights.over", "cap", 2)  # a and b, who make v3
    own = rebuilt(tiny.with_person("a", nights_per_year=0), travel=PROBLEM.travel)
    only(own, plan(), "nights.over", "people")


def test_a_trip_of_a_visit_that_is_wrong_itself_is_not_told_too() -> None:
    wrong = tiny.with_visit("v1", half_days=4, end=day("03-12"))
    found = judged.findings(PROBLEM, wrong.model_copy(update={"trips": TRIPS}))
    assert "trips" not in {f.rule for f in found}
