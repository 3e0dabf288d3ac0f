"""A Chinese school year's calendar: terms hung on the Chinese New Year, exams, public holidays."""

from datetime import date, timedelta

import holidays

from models.calendar import Break, BreakKind, Term, TrainingSession, WorkCalendar
from models.inspector import InspectorFilter
from models.policy import Training
from models.target import Stage
from scenarios.publicholidays import is_announced, public_holidays, shifted_workdays

EXAMINED = (
    Stage.PRIMARY,
    Stage.JUNIOR_SECONDARY,
    Stage.SENIOR_SECONDARY,
    Stage.SECONDARY_VOCATIONAL,
)


def school_calendar(year: int, training: Training | None = None) -> WorkCalendar:
    """The calendar of a county's schools in that year.

    Parameters
    ----------
    training
        When given, its central hours are held as a course in the last week of August.
    """
    terms = (
        Term(name=f"{year - 1}年秋季学期", start=date(year - 1, 9, 1), end=_autumn_end(year)),
        Term(name=f"{year}年春季学期", start=_spring_start(year), end=_spring_end(year)),
        Term(name=f"{year}年秋季学期", start=date(year, 9, 1), end=_autumn_end(year + 1)),
    )
    return WorkCalendar(
        year=year,
        terms=terms,
        breaks=_exams(year, terms),
        holidays=public_holidays(year),
        workdays=shifted_workdays(year),
        training=_course(year, training),
        provisional=not is_announced(year),
    )


def _new_year(year: int) -> date:
    """Chinese New Year; 5 February, its usual date, for years the library does not know."""
    china = holidays.country_holidays("CN", years=year, language="en_US")
    return min(
        (d for d in china.get_named("Spring Festival") if d.month <= 2), default=date(year, 2, 5)
    )


def _weekday_from(day: date, weekday: int) -> date:
    return day + timedelta((weekday - day.weekday()) % 7)


def _weekday_until(day: date, weekday: int) -> date:
    return day - timedelta((day.weekday() - weekday) % 7)


def _spring_start(year: int) -> date:
    return _weekday_from(_new_year(year) + timedelta(17), 0)


def _spring_end(year: int) -> date:
    return _weekday_until(date(year, 7, 10), 4)


def _autumn_end(year: int) -> date:
    return _weekday_until(min(_new_year(year) - timedelta(5), date(year, 1, 24)), 4)


def _exams(year: int, terms: tuple[Term, ...]) -> tuple[Break, ...]:
    end_of_term = [
        Break(
            name=f"{t.name}期末考试",
            kind=BreakKind.EXAM,
            start=t.end - timedelta(4),
            end=t.end,
            stages=EXAMINED,
        )
        for t in terms
        if t.end.year == year
    ]
    middle = _weekday_from(date(year, 6, 13), 0)
    return (
        *end_of_term,
        Break(
            name="高考",
            kind=BreakKind.EXAM,
            start=date(year, 6, 7),
            end=date(year, 6, 9),
            stages=(Stage.SENIOR_SECONDARY,),
        ),
        Break(
            name="中考",
            kind=BreakKind.EXAM,
            start=middle,
            end=middle + timedelta(2),
            stages=(Stage.JUNIOR_SECONDARY,),
        ),
    )


def _course(year: int, training: Training | None) -> tuple[TrainingSession, ...]:
    if training is None or not training.central_hours:
        return ()
    days = -(-training.central_hours // (2 * training.hours_per_half_day))
    start = _weekday_until(date(year, 8, 24), 0)
    end = start
    for _ in range(days - 1):
        end = _weekday_from(end + timedelta(1), 0) if end.weekday() == 4 else end + timedelta(1)
    audience: InspectorFilter = training.required_of
    return (
        TrainingSession(
            name="督学集中培训",
            start=start,
            end=end,
            hours=training.central_hours,
            audience=audience,
        ),
    )
