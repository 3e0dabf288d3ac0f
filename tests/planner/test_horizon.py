"""The year as arrays: 2027 begins on a Friday."""

from datetime import date

import numpy as np
import pytest

from models.base import rebuilt
from models.calendar import Break, BreakKind, Term
from models.closure import Closure
from models.problem import Problem
from models.programme import DayRule, Per
from models.region import Level, Region
from models.target import Stage
from planner.horizon import horizon
from tests.planner import hamlet
from tests.planner.hamlet import day, index

TWO_TERMS = hamlet.problem(
    calendar=hamlet.calendar(
        terms=(
            Term(name="old", start=date(2026, 9, 1), end=day("01-15")),
            Term(name="spring", start=day("03-01"), end=day("07-09")),
            Term(name="autumn", start=day("09-01"), end=date(2028, 1, 20)),
        ),
        holidays=(day("04-05"), day("05-01")),
        workdays=(day("04-10"), day("04-11"), day("05-01")),
    )
)


def _visitable(problem: Problem, rule: DayRule = DayRule.SCHOOL_DAYS) -> set[str]:
    year = horizon(problem)
    mask = year.visitable(problem, problem.targets[0], rule)
    return {year.date_of(n).strftime("%m-%d") for n in np.flatnonzero(mask)}


def test_days_and_dates() -> None:
    year = horizon(TWO_TERMS)
    assert year.length == 365
    assert year.day(day("03-01")) == 59
    assert year.date_of(59) == day("03-01")
    assert year.day(date(2026, 12, 31)) == -1


def test_leap_year() -> None:
    leap = hamlet.calendar(terms=(), year=2028)
    assert horizon(hamlet.problem(calendar=leap)).length == 366


def test_weeks_start_on_monday() -> None:
    week = horizon(TWO_TERMS).week
    assert week[index("01-01")] == week[index("01-03")] == 0
    assert week[index("01-04")] == 1
    assert week[index("03-07")] + 1 == week[index("03-08")]


def test_months_and_terms() -> None:
    year = horizon(TWO_TERMS)
    assert year.month[[index("01-31"), index("02-01"), index("12-31")]].tolist() == [0, 1, 11]
    days = ("01-01", "01-15", "01-16", "03-01", "07-09", "07-10", "09-01", "12-31")
    assert [int(year.term[index(d)]) for d in days] == [0, 0, -1, 1, 1, -1, 2, 2]


def test_where_terms_overlap_the_first_counts() -> None:
    terms = (
        Term(name="one", start=day("03-01"), end=day("03-10")),
        Term(name="two", start=day("03-08"), end=day("03-20")),
    )
    problem = hamlet.problem(calendar=hamlet.calendar(terms=terms))
    term = horizon(problem).term
    assert [int(term[index(d)]) for d in ("03-07", "03-08", "03-10", "03-11")] == [0, 0, 0, 1]
    first = problem.calendar.term_of(day("03-08"))
    assert first is not None
    assert first.name == "one"


def test_working_days() -> None:
    working = horizon(TWO_TERMS).working
    days = ("04-05", "04-09", "04-10", "04-11", "04-12", "04-17", "05-01")
    # a holiday Monday, a Friday, two shifted weekend days, a Monday, a Saturday, a holiday
    assert [bool(working[index(d)]) for d in days] == [False, True, True, True, True, False, False]


def test_periods() -> None:
    year = horizon(TWO_TERMS)
    assert set(year.period(Per.YEAR).tolist()) == {0}
    assert year.period(Per.MONTH) is year.month
    assert year.period(Per.TERM) is year.term


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (day("01-02"), day("01-04"), 3),
        (date(2026, 12, 1), day("01-04"), 4),
        (day("12-30"), date(2028, 2, 1), 2),
        (date(2026, 1, 1), date(2026, 12, 31), 0),
        (date(2028, 1, 1), date(2028, 12, 31), 0),
    ],
)
def test_span_is_cut_at_the_year(start: date, end: date, length: int) -> None:
    assert np.count_nonzero(horizon(TWO_TERMS).span(start, end)) == length


def test_school_days_lie_in_term_and_working_days_anywhere() -> None:
    problem = hamlet.problem(calendar=hamlet.calendar("03-01", "03-09"))
    march = {f"03-0{n}" for n in (1, 2, 3, 4, 5, 8, 9)}
    assert _visitable(problem) == march
    assert _visitable(problem, DayRule.WORKING_DAYS) > march | {"02-26", "03-10"}


@pytest.mark.parametrize(
    ("stages", "regions", "met"),
    [
        ((), (), True),
        ((Stage.PRIMARY,), (), True),
        ((Stage.SENIOR_SECONDARY,), (), False),
        ((), ("v",), True),
        ((), ("top",), True),
        ((), ("w",), False),
        ((Stage.PRIMARY,), ("w",), False),
        ((Stage.SENIOR_SECONDARY,), ("v",), False),
    ],
)
def test_breaks_meet_stages_and_regions(
    stages: tuple[Stage, ...], regions: tuple[str, ...], met: bool
) -> None:
    pause = Break(
        name="b",
        kind=BreakKind.EXAM,
        start=day("03-02"),
        end=day("03-03"),
        stages=stages,
        regions=regions,
    )
    problem = hamlet.problem(
        regions=(
            Region(id="top", name="top", level=Level.PREFECTURE),
            Region(id="v", name="v", level=Level.COUNTY, parent="top"),
            Region(id="w", name="w", level=Level.COUNTY, parent="top"),
        ),
        targets=(hamlet.school(stage=Stage.NINE_YEAR),),
        calendar=hamlet.calendar("03-01", "03-04", breaks=(pause,)),
    )
    assert _visitable(problem) == ({"03-01", "03-04"} if met else {f"03-0{n}" for n in range(1, 5)})


def test_masks_agree_with_the_calendar_day_by_day() -> None:
    problem, year = TWO_TERMS, horizon(TWO_TERMS)
    mask = year.visitable(problem, problem.targets[0], DayRule.SCHOOL_DAYS)
    for n, when in enumerate(problem.calendar.days()):
        assert bool(year.working[n]) == problem.calendar.is_working_day(when)
        assert bool(mask[n]) == problem.calendar.is_school_day(when, ("v",), (Stage.PRIMARY,))


def test_halves_of_the_year() -> None:
    half = horizon(TWO_TERMS).period(Per.HALF_YEAR)
    assert [int(half[index(d)]) for d in ("01-01", "06-30", "07-01", "12-31")] == [0, 0, 1, 1]


def test_out_of_school_are_weekends_holidays_and_vacations() -> None:
    """Saturday 10 April is worked; 5 April is a holiday; February is vacation."""
    days = _visitable(TWO_TERMS, DayRule.OUT_OF_SCHOOL)
    assert {"02-10", "03-06", "04-05", "08-31"} <= days
    assert not {"03-05", "04-10", "04-06", "09-01"} & days
    assert days.isdisjoint(_visitable(TWO_TERMS))


@pytest.mark.parametrize("rule", DayRule)
def test_closures_take_days_away_whatever_the_rule(rule: DayRule) -> None:
    shut = Closure(target="s1", start=day("04-01"), end=day("04-09"))
    problem = rebuilt(TWO_TERMS, closures=(shut,))
    gone = {f"04-{n:02d}" for n in range(1, 10)}
    assert gone & _visitable(TWO_TERMS, rule)
    assert _visitable(problem, rule) == _visitable(TWO_TERMS, rule) - gone
