"""On which days targets may be visited, and for which periods visits are due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from models.calendar import Break, WorkCalendar
from models.closure import Closure
from models.problem import Problem
from models.programme import DayRule, Per, Programme
from models.target import Target


@dataclass(frozen=True, slots=True)
class Period:
    """A year, term, month or week, clipped to the planned year; both ends included."""

    name: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


class Openings:
    """The days of the year seen from targets and programmes, each computed once.

    Targets that the same breaks concern share their days.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._breaks_of: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._school_days: dict[tuple[int, ...], frozenset[date]] = {}
        self._due: dict[tuple[object, ...], tuple[Period, ...]] = {}

    @property
    def calendar(self) -> WorkCalendar:
        """The problem's calendar."""
        return self._problem.calendar

    @cached_property
    def working_days(self) -> frozenset[date]:
        """Working days of the year."""
        return frozenset(d for d in self.calendar.days() if self.calendar.is_working_day(d))

    @cached_property
    def term_days(self) -> frozenset[date]:
        """Working days of the year that lie in a term."""
        return frozenset(d for d in self.working_days if self.calendar.term_of(d) is not None)

    @cached_property
    def days_without_school(self) -> frozenset[date]:
        """Weekends, public holidays, and all days out of term.

        Source: `sj.2.3`.
        """
        return frozenset(self.calendar.days()) - self.term_days

    def visitable(self, target: Target, rule: DayRule) -> frozenset[date]:
        """The days of the year on which the target may be visited.

        Source: `nm.8b`, `hn.7b`.
        """
        days = self._suitable(target, rule)
        shut = self._problem.closures_by_target.get(target.id, ())
        return frozenset(d for d in days if not self.closed_on(target, d)) if shut else days

    def closed_on(self, target: Target, day: date) -> Closure | None:
        """The closure that keeps everybody from the target on that day."""
        shut = self._problem.closures_by_target.get(target.id, ())
        return next((c for c in shut if c.start <= day <= c.end), None)

    def _suitable(self, target: Target, rule: DayRule) -> frozenset[date]:
        if rule is DayRule.WORKING_DAYS:
            return self.working_days
        if rule is DayRule.OUT_OF_SCHOOL:
            return self.days_without_school
        key = self._key(target)
        if key not in self._school_days:
            breaks = [self.calendar.breaks[n] for n in key]
            self._school_days[key] = frozenset(
                d for d in self.term_days if not any(b.start <= d <= b.end for b in breaks)
            )
        return self._school_days[key]

    def break_on(self, target: Target, day: date) -> Break | None:
        """The break that keeps visitors from the target on that day."""
        breaks = (self.calendar.breaks[n] for n in self._key(target))
        return next((b for b in breaks if b.start <= day <= b.end), None)

    def periods(self, per: Per) -> tuple[Period, ...]:
        """All periods of the year."""
        return self._periods[per]

    def due_periods(self, programme: Programme, target: Target) -> tuple[Period, ...]:
        """The periods for which visits of the programme to the target are due."""
        frequency = self._problem.frequency(programme, target)
        if frequency.per is Per.YEAR:
            return self.periods(Per.YEAR)
        around = term_end_span(programme, target)
        asked = self.asked_span(programme, target)
        shut = self._problem.closures_by_target.get(target.id, ())
        key = (programme.id, self._key(target), around, asked, frequency, shut)
        if key not in self._due:
            days = self.visitable(target, programme.days)
            fits = self._window_test(programme, around, asked)
            self._due[key] = tuple(
                period
                for period in self.periods(frequency.per)
                if sum(period.holds(d) and fits(d) for d in days) >= frequency.min_days
            )
        return self._due[key]

    def asked_span(self, programme: Programme, target: Target) -> tuple[date, date]:
        """First and last day that the target asks for; the whole year where it asks nothing."""
        demand = self._problem.demand_by_pair.get((target.id, programme.id))
        first, last = (None, None) if demand is None else (demand.first, demand.last)
        return first or self.calendar.first, last or self.calendar.last

    def first_days(self, programme: Programme, target: Target, period: Period) -> list[date]:
        """Days in the period on which a visit may start, so that all of it lies on allowed days.

        Not too soon after the last past visit of the kind, where the frequency says so.
        """
        length = (programme.half_days(target.size) + 1) // 2
        visitable = self.visitable(target, programme.days)
        around = term_end_span(programme, target)
        asked = self.asked_span(programme, target)
        spans = [w.dates(self._problem.year) for w in programme.windows] or [asked]
        campaigns = [
            (d.first or self.calendar.first, d.last or self.calendar.last)
            for d in self._problem.drawn
            if (d.programme, d.target) == (programme.id, target.id)
        ] or [asked]
        past = self._problem.last_visits.get((target.id, programme.kind))
        least = self._problem.frequency(programme, target).least_days
        earliest = None if past is None or least is None else past.day + timedelta(least)

        def allowed(first: date) -> bool:
            last = first + timedelta(length - 1)
            bounds = [(period.first, period.last), asked, around or asked]
            return (
                all(first + timedelta(n) in visitable for n in range(length))
                and all(a <= first and last <= b for a, b in bounds)
                and any(a <= first and last <= b for a, b in spans)
                and any(a <= first and last <= b for a, b in campaigns)
                and (earliest is None or first >= earliest)
            )

        return sorted(day for day in visitable if allowed(day))

    def _window_test(
        self,
        programme: Programme,
        around: tuple[date, date] | None,
        asked: tuple[date, date],
    ) -> Callable[[date], bool]:
        windows = [w.dates(self._problem.year) for w in programme.windows]

        def fits(day: date) -> bool:
            in_window = not windows or any(a <= day <= b for a, b in windows)
            in_span = around is None or around[0] <= day <= around[1]
            return in_window and in_span and asked[0] <= day <= asked[1]

        return fits

    @cached_property
    def _periods(self) -> dict[Per, tuple[Period, ...]]:
        first, last, year = self.calendar.first, self.calendar.last, self._problem.year
        starts = [date(year, month, 1) for month in range(1, 13)]
        ends = [start - timedelta(1) for start in starts[1:]] + [last]
        terms = tuple(
            Period(term.name, max(term.start, first), min(term.end, last))
            for term in self.calendar.terms
            if term.start <= last and term.end >= first
        )
        mondays = [d for d in self.calendar.days() if d.weekday() == 0 or d == first]
        sundays = [monday - timedelta(1) for monday in mondays[1:]] + [last]
        weeks = tuple(
            Period(f"{a.isoformat()} – {b.isoformat()}", a, b)
            for a, b in zip(mondays, sundays, strict=True)
        )
        months = tuple(Period(f"{a:%Y-%m}", a, b) for a, b in zip(starts, ends, strict=True))
        halves = (
            Period(f"{self._problem.year}-01 – {self._problem.year}-06", first, ends[5]),
            Period(f"{self._problem.year}-07 – {self._problem.year}-12", starts[6], last),
        )
        return {
            Per.YEAR: (Period(str(year), first, last),),
            Per.HALF_YEAR: halves,
            Per.TERM: terms,
            Per.MONTH: months,
            Per.WEEK: weeks,
        }

    def _key(self, target: Target) -> tuple[int, ...]:
        mark = (target.region, target.stage_parts)
        if mark not in self._breaks_of:
            regions = self._problem.tree.lineage(target.region)
            self._breaks_of[mark] = tuple(
                n
                for n, b in enumerate(self.calendar.breaks)
                if (not b.regions or any(r in b.regions for r in regions))
                and (not b.stages or any(s in b.stages for s in target.stage_parts))
            )
        return self._breaks_of[mark]


def term_end_span(programme: Programme, target: Target) -> tuple[date, date] | None:
    """First and last day around the end of the head's term; None where that does not bind.

    Source: `nm.6b`, `hn.5b`.
    """
    end = target.term_end if target.kind == "school" else None
    if programme.around_term_end is None or end is None:
        return None
    before, after = programme.around_term_end
    return end - timedelta(before), end + timedelta(after)
