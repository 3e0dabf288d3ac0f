"""The planned year as arrays over its days: which may be visited, and where each day belongs."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from models.problem import Problem
from models.programme import DayRule, Per
from models.target import Stage, Target

DayMask = NDArray[np.bool_]
DayIndex = NDArray[np.int64]


@dataclass(frozen=True)
class Horizon:
    """Days are counted from 1 January; `week`, `month` and `term` number each day's period.

    Weeks start on Monday. A day outside terms has term -1.
    """

    first: date
    week: DayIndex
    month: DayIndex
    term: DayIndex
    working: DayMask
    _visitable: dict[tuple[object, ...], DayMask] = field(default_factory=dict)
    _periods: dict[Per, DayIndex] = field(default_factory=dict)
    _masks: dict[Per, tuple[tuple[int, DayMask], ...]] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """Number of days in the year."""
        return len(self.week)

    def day(self, when: date) -> int:
        """Index of a date; may lie outside `range(length)`."""
        return (when - self.first).days

    def date_of(self, day: int) -> date:
        """Date of a day's index."""
        return self.first + timedelta(days=int(day))

    def span(self, start: date, end: date) -> DayMask:
        """The days from `start` to `end`, both included, as far as they lie in the year."""
        mask = np.zeros(self.length, dtype=np.bool_)
        mask[max(0, self.day(start)) : max(0, self.day(end) + 1)] = True
        return mask

    def period(self, per: Per) -> DayIndex:
        """The period each day lies in."""
        if not self._periods:
            self._periods.update(
                {
                    Per.YEAR: np.zeros(self.length, dtype=np.int64),
                    Per.HALF_YEAR: self.month // 6,
                    Per.TERM: self.term,
                    Per.MONTH: self.month,
                    Per.WEEK: self.week,
                }
            )
        return self._periods[per]

    def masks(self, per: Per) -> tuple[tuple[int, DayMask], ...]:
        """The number and the days of each such period that has days in the year."""
        if per not in self._masks:
            numbers = self.period(per)
            present = sorted({number for number in numbers.tolist() if number >= 0})
            self._masks[per] = tuple((number, numbers == number) for number in present)
        return self._masks[per]

    def periods(self, per: Per) -> int:
        """How many such periods the year has."""
        return int(self.period(per).max()) + 1

    def visitable(self, problem: Problem, target: Target, rule: DayRule) -> DayMask:
        """Days on which a visit to the target may fall.

        Source: `nm.8b`, `hn.7b` (school days only, no exam or holiday), `sj.2.3` (key dates).
        """
        mask = self._open(problem, target, rule)
        closures = problem.closures_by_target.get(target.id, ())
        if closures:
            mask = mask.copy()
            for closure in closures:
                mask &= ~self.span(closure.start, closure.end)
        return mask

    def _open(self, problem: Problem, target: Target, rule: DayRule) -> DayMask:
        """The days that suit the rule, whatever closes the target itself."""
        if rule is DayRule.WORKING_DAYS:
            return self.working
        if rule is DayRule.OUT_OF_SCHOOL:
            return ~self.working | (self.term < 0)
        key: tuple[object, ...] = (target.region, target.stage_parts)
        if key not in self._visitable:
            self._visitable[key] = self._school_days(problem, target.region, target.stage_parts)
        return self._visitable[key]

    def _school_days(self, problem: Problem, region: str, parts: tuple[Stage, ...]) -> DayMask:
        mask = self.working & (self.term >= 0)
        lineage = set(problem.tree.lineage(region))
        for pause in problem.calendar.breaks:
            meets_region = not pause.regions or bool(lineage & set(pause.regions))
            meets_stage = not pause.stages or bool(set(parts) & set(pause.stages))
            if meets_region and meets_stage:
                mask &= ~self.span(pause.start, pause.end)
        return mask


def horizon(problem: Problem) -> Horizon:
    """The year of the problem's calendar."""
    calendar = problem.calendar
    days = calendar.days()
    monday = days[0].weekday()
    holidays, workdays = set(calendar.holidays), set(calendar.workdays)
    term = np.full(len(days), -1, dtype=np.int64)
    for number, one in reversed(list(enumerate(calendar.terms))):
        first = max(0, (one.start - days[0]).days)
        term[first : max(0, (one.end - days[0]).days + 1)] = number
    return Horizon(
        first=days[0],
        week=np.array([(n + monday) // 7 for n in range(len(days))], dtype=np.int64),
        month=np.array([day.month - 1 for day in days], dtype=np.int64),
        term=term,
        working=np.array(
            [d not in holidays and (d.weekday() < 5 or d in workdays) for d in days], dtype=np.bool_
        ),
    )


def stretches(mask: DayMask) -> list[tuple[int, int]]:
    """First and past-the-last index of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
