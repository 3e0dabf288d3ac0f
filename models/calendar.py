"""The work calendar (工作历): terms, breaks, exams, public holidays, training sessions.

Time is counted in half-day slots from 1 January of the planned year: slot `2 * day + half`, with
`half` 0 in the morning and 1 in the afternoon.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from pydantic import Field, model_validator

from models.base import Frozen
from models.inspector import InspectorFilter
from models.target import Stage


class Term(Frozen):
    """A school term (学期), both ends included."""

    name: str
    start: date
    end: date

    @model_validator(mode="after")
    def _ordered(self) -> "Term":
        if self.end < self.start:
            raise ValueError(f"term {self.name}: ends {self.end} before it starts {self.start}")
        return self


class BreakKind(StrEnum):
    """Why schools are not to be visited on some days in term."""

    HOLIDAY = "holiday"
    EXAM = "exam"
    VACATION = "vacation"
    OTHER = "other"


class Break(Frozen):
    """Days in which the schools meant are not visited. No regions or stages means all."""

    name: str
    kind: BreakKind
    start: date
    end: date
    regions: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> "Break":
        if self.end < self.start:
            raise ValueError(f"{self.name}: ends {self.end} before it starts {self.start}")
        return self


class TrainingSession(Frozen):
    """A centralised training (集中培训) on fixed days that fills the calendars of those meant."""

    name: str
    start: date
    end: date
    hours: int = Field(gt=0)
    audience: InspectorFilter = InspectorFilter()

    @model_validator(mode="after")
    def _ordered(self) -> "TrainingSession":
        if self.end < self.start:
            raise ValueError(f"{self.name}: ends {self.end} before it starts {self.start}")
        return self


class WorkCalendar(Frozen):
    """The days of one calendar year.

    `holidays` are public holidays on which nobody works, weekends inside them too; `workdays` are
    weekend days made into working days (调休). `provisional` says that the year's holidays were not
    yet announced when the calendar was made.
    """

    year: int = Field(ge=2000, le=2100)
    terms: tuple[Term, ...]
    breaks: tuple[Break, ...] = ()
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    training: tuple[TrainingSession, ...] = ()
    provisional: bool = False

    @property
    def first(self) -> date:
        """1 January."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """31 December."""
        return date(self.year, 12, 31)

    def days(self) -> list[date]:
        """Every day of the year."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day: no holiday, and no weekend unless shifted."""
        if day in self.holidays:
            return False
        return day.weekday() < 5 or day in self.workdays

    def term_of(self, day: date) -> Term | None:
        """The term that day lies in."""
        return next((t for t in self.terms if t.start <= day <= t.end), None)

    def is_school_day(
        self, day: date, regions: Collection[str] = (), stages: Collection[Stage] = ()
    ) -> bool:
        """Whether a school may be visited: in term, a working day, no exam or break that meets it.

        Parameters
        ----------
        regions
            The school's region and its ancestors.
        stages
            The school's elementary stages; a break for one of them stops the visit.

        Source: `nm.8b`, `hn.7b` (do not disturb teaching).
        """
        if not self.is_working_day(day) or self.term_of(day) is None:
            return False
        return not any(
            b.start <= day <= b.end
            and (not b.regions or any(r in b.regions for r in regions))
            and (not b.stages or any(s in b.stages for s in stages))
            for b in self.breaks
        )
