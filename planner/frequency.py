"""How the visits of one programme to one target follow each other through the year.

Source: docs/semantics.md, "How often".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.programme import Frequency
from planner.horizon import DayIndex


@dataclass(frozen=True)
class DueVisit:
    """The possible first days of one visit, and the greatest gap to the due visit before it."""

    days: DayIndex
    greatest_days: int | None


@dataclass(frozen=True)
class Succession:
    """What decides how visits follow each other.

    `past` is the day of the last past visit, less than 0, or None. `length` is the number of days
    that a visit touches, `end_of_year` 31 December. Days are indices from 1 January.
    """

    frequency: Frequency
    past: int | None
    length: int
    end_of_year: int

    def due(self, openings: Sequence[DayIndex]) -> list[list[DueVisit]]:
        """The visits due in each period.

        Parameters
        ----------
        openings
            For each period in which visits are due, the first days that the programme allows.
        """
        if self.past is not None and self.frequency.least_days is not None:
            earliest = self.past + self.frequency.least_days
            openings = [days[days >= earliest] for days in openings]
        if self.frequency.interval_days is not None:
            return [list(self._by_interval(days)) for days in openings]
        due: list[list[DueVisit]] = []
        for number, days in enumerate(openings):
            if number == 0:
                first = DueVisit(self._in_time(days), None)
            else:
                near = self._near(openings[number - 1], days)
                first = DueVisit(days, self.frequency.greatest_days if near else None)
            due.append(list(self._in_period(first, days)))
        return due

    def _in_period(self, visit: DueVisit, days: DayIndex) -> Iterator[DueVisit]:
        for _ in range(self.frequency.times):
            yield visit
            visit = DueVisit(self._after(visit.days, days), self.frequency.greatest_days)

    def _in_time(self, days: DayIndex) -> DayIndex:
        """Days of the first visit that are not too long after the last past one, if any is."""
        greatest = self.frequency.greatest_days
        if self.past is None or greatest is None or not len(days):
            return days
        return days[days <= _deadline(days, self.past, greatest)]

    def _after(self, before: DayIndex, days: DayIndex) -> DayIndex:
        """Days on which a visit may follow one that starts on a day of `before`."""
        if not len(before) or not len(days):
            return days[:0]
        least, greatest = self.frequency.least_days, self.frequency.longest_days
        earliest = before[0] + (0 if least is None else self.length - 1 + least)
        latest = days[-1] if greatest is None else before[-1] + self.length - 1 + greatest
        inside: DayIndex = days[(days >= earliest) & (days <= latest)]
        return inside

    def _near(self, before: DayIndex, days: DayIndex) -> bool:
        """Whether some of these days are near enough to each other."""
        greatest = self.frequency.greatest_days
        if greatest is None or not len(before) or not len(days):
            return True
        return bool(days[0] - (before[-1] + self.length - 1) <= greatest)

    def _by_interval(self, days: DayIndex) -> Iterator[DueVisit]:
        """A chain of visits for each stretch of days that the interval can bridge."""
        interval = self.frequency.interval_days or 0
        before = days[:0]
        for number, last_day, stretch in self._stretches(days):
            for k in range(number):
                first_days = self._after(before, days) if k else stretch
                if k == number - 1:
                    first_days = first_days[first_days + self.length - 1 + interval >= last_day]
                yield DueVisit(first_days, interval if k else None)
                before = first_days

    def _stretches(self, days: DayIndex) -> Iterator[tuple[int, int, DayIndex]]:
        """Number of visits of each stretch, the day its last visit must reach, days of the first.

        Each visit is put on the last day in time, so that there are as few as can be. Where no day
        is in time a stretch begins, and the interval counts anew from its first day.
        """
        interval = self.frequency.interval_days or 0
        least = self.frequency.least_days or 1
        end = 0 if self.past is None else self.past
        later = days
        stretch, number = days[:0], 0
        while len(later) and self.end_of_year - end > interval:
            in_time = later[later <= end + interval]
            if not len(in_time):
                if number:
                    yield number, int(days[days < later[0]][-1]), stretch
                in_time, number = later[later <= later[0] + interval], 0
            if not number:
                stretch = in_time
            number += 1
            end = int(in_time[-1]) + self.length - 1
            later = days[days >= end + least]
        if number:
            reached = self.end_of_year - end <= interval
            yield number, self.end_of_year if reached else int(days[-1]), stretch


def _deadline(days: DayIndex, before: int, greatest: int) -> int:
    """The last day in time; when that has passed by, so many days from the first possible one."""
    return greatest + (before if days[0] <= before + greatest else int(days[0]))
