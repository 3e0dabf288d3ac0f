"""How many visits an interval asks for, and within what bounds they lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.problem import Problem
from models.programme import Per, Programme
from models.target import Target
from planner.audit.openings import Openings


@dataclass(frozen=True, slots=True)
class Stretch:
    """Visits that follow each other at the interval.

    The first starts from `earliest` to `latest`; `reach` lies at most the interval after the last.
    """

    number: int
    earliest: date
    latest: date
    reach: date


def stretches(
    problem: Problem, openings: Openings, programme: Programme, target: Target
) -> Iterator[Stretch]:
    """Put each visit on its last possible day, and see what that comes to.

    Source: docs/semantics.md, How often.
    """
    frequency = problem.frequency(programme, target)
    interval = frequency.interval_days or 0
    length = (programme.half_days(target.size) + 1) // 2
    calendar = problem.calendar
    days = openings.first_days(programme, target, openings.periods(Per.YEAR)[0])
    past = problem.last_visits.get((target.id, programme.kind))
    end = calendar.first if past is None else past.day
    number, bounds = 0, (calendar.first, calendar.first)
    ahead = days
    while ahead and (calendar.last - end).days > interval:
        reachable = [d for d in ahead if (d - end).days <= interval]
        if not reachable:
            if number:
                reach = max(d for d in days if d < ahead[0])
                yield Stretch(number, *bounds, reach)
            reachable, number = in_time(ahead, end, interval), 0
        if not number:
            bounds = (reachable[0], reachable[-1])
        number += 1
        end = reachable[-1] + timedelta(length - 1)
        ahead = [d for d in days if (d - end).days >= (frequency.least_days or 1)]
    if number:
        yield Stretch(
            number, *bounds, calendar.last if (calendar.last - end).days <= interval else days[-1]
        )


def in_time(days: list[date], before: date, greatest: int) -> list[date]:
    """The days at most so many after the one before, else after the first of them."""
    reachable = [d for d in days if (d - before).days <= greatest]
    return reachable or [d for d in days if (d - days[0]).days <= greatest]
