"""Random years: the same ones again, as many events as asked for, inside the year."""

import numpy as np

from models.robustness import Hazards
from planner.robustness.years import random_year
from tests.planner import hamlet

NOTHING = Hazards(leave_a_year=0, closures_a_year=0, weather_a_year=0)


def test_years_do_not_depend_on_each_other() -> None:
    of = hamlet.problem(inspectors=hamlet.people(5))
    busy = Hazards(leave_a_year=5)
    assert random_year(of, busy, 3, 7) == random_year(of, busy, 3, 7)
    assert random_year(of, busy, 3, 7) != random_year(of, busy, 3, 8)
    assert random_year(of, busy, 3, 7) != random_year(of, busy, 4, 7)


def test_without_hazards_nothing_happens() -> None:
    assert random_year(hamlet.problem(), NOTHING, 0, 0) == ()


def test_events_are_as_many_and_as_long_as_asked_on_the_average() -> None:
    of = hamlet.problem(inspectors=hamlet.people(10))
    hazards = NOTHING.model_copy(update={"leave_a_year": 2.0, "leave_days": 4.0})
    years = [random_year(of, hazards, 0, number) for number in range(400)]
    assert abs(np.mean([len(year) for year in years]) - 20) < 1
    lengths = [event.last - event.first + 1 for year in years for event in year if event.last < 364]
    assert abs(np.mean(lengths) - 4) < 0.2
    assert all(0 <= event.first <= event.last <= 364 for year in years for event in year)
    assert all(list(year) == sorted(year) for year in years)


def test_weather_closes_all_targets_of_a_region() -> None:
    of = hamlet.problem(targets=tuple(hamlet.school(f"s{n}") for n in range(3)))
    stormy = NOTHING.model_copy(update={"weather_a_year": 20.0})
    events = random_year(of, stormy, 0, 0)
    assert events
    assert {event.targets for event in events} == {("s0", "s1", "s2")}
