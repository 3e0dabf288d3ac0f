"""Public holidays of China, from the `holidays` library."""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@cache
def _china(year: int) -> "HolidayBase":
    # takes long to load, and data sets with a calendar of their own do not ask
    import holidays

    return holidays.country_holidays("CN", years=[year])


def is_announced(year: int) -> bool:
    """Whether the library knows the State Council's calendar of that year.

    Every calendar since 2001 shifts working days onto weekends; for a year not yet announced the
    library answers with the statutory holidays and no such day.
    """
    return any(day.year == year for day in _china(year).weekend_workdays)


def shifted_workdays(year: int) -> tuple[date, ...]:
    """Weekend days of the year on which people work (调休)."""
    return tuple(sorted(day for day in _china(year).weekend_workdays if day.year == year))


def public_holidays(year: int) -> tuple[date, ...]:
    """All days of the year off for a holiday, the weekends next to them too.

    The library's dictionary lacks weekend days inside a break; a run of days off that holds one of
    its days counts as a whole.
    """
    days = [date(year, 1, 1) + timedelta(n) for n in range(365 + _is_leap(year))]
    calendar = _china(year)
    off: list[date] = []
    run: list[date] = []
    for day in days:
        if not calendar.is_working_day(day):
            run.append(day)
            continue
        off += run if any(d in calendar for d in run) else []
        run = []
    off += run if any(d in calendar for d in run) else []
    return tuple(off)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
