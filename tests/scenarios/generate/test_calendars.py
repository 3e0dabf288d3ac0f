from datetime import date

import pytest

from models.target import Stage
from scenarios.generate import school_calendar


def test_terms_of_2027() -> None:
    calendar = school_calendar(2027)
    assert [(t.start, t.end) for t in calendar.terms] == [
        (date(2026, 9, 1), date(2027, 1, 22)),
        (date(2027, 3, 1), date(2027, 7, 9)),
        (date(2027, 9, 1), date(2028, 1, 21)),
    ]
    assert calendar.provisional


def test_announced_years_have_shifted_days() -> None:
    calendar = school_calendar(2025)
    assert not calendar.provisional
    assert date(2025, 1, 26) in calendar.workdays
    assert date(2025, 10, 4) in calendar.holidays


@pytest.mark.parametrize(
    ("day", "stage", "open_"),
    [
        (date(2027, 6, 8), Stage.SENIOR_SECONDARY, False),
        (date(2027, 6, 8), Stage.PRIMARY, True),
        (date(2027, 6, 15), Stage.JUNIOR_SECONDARY, False),
        (date(2027, 6, 15), Stage.SENIOR_SECONDARY, True),
        (date(2027, 1, 19), Stage.PRIMARY, False),
        (date(2027, 1, 19), Stage.KINDERGARTEN, True),
        (date(2027, 2, 24), Stage.KINDERGARTEN, False),
        (date(2027, 10, 1), Stage.KINDERGARTEN, False),
    ],
)
def test_exams_stop_visits_of_their_stage(day: date, stage: Stage, open_: bool) -> None:
    assert school_calendar(2027).is_school_day(day, stages=(stage,)) is open_


@pytest.mark.parametrize("year", range(2020, 2036))
def test_every_year_has_two_ordered_terms(year: int) -> None:
    before, spring, autumn = school_calendar(year).terms
    assert before.end < spring.start < spring.end < autumn.start
    assert 100 <= (spring.end - spring.start).days <= 150
