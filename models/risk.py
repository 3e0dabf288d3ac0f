"""The formula by which targets are ranked for targeted inspection (重点督查), as data of a policy.

A score is a sum of terms, each so many points for each unit of a figure. Numbers are decimals as
they are written, so that a score is exact and everybody who adds it up finds the same one.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from models.base import Frozen
from models.programme import ProgrammeKind

Points = Decimal


class RiskTerm(StrEnum):
    """What the terms of a score are about."""

    REPORTS = "reports"
    OPEN_PROBLEMS = "open_problems"
    DAYS = "days"
    RESULTS = "results"
    STATED = "stated"


class Rate(Frozen):
    """`points` for each unit of the figure, altogether `at_most` (None: any number)."""

    points: Points = Field(ge=0)
    at_most: Points | None = Field(default=None, ge=0)


class DaysRate(Rate):
    """Points for each day since the last visit; without one, it was `never_days` ago."""

    never_days: int = Field(ge=0)


class ResultPoints(Frozen):
    """Points of the result of the last visit of each kind, altogether `at_most`."""

    points: Mapping[str, Points]
    at_most: Points | None = Field(default=None, ge=0)


class Risk(Frozen):
    """The terms of a score; those left out count nothing.

    `reports` are counted per 1,000 pupils, fewer than `least_pupils` as so many. `stated` takes the
    target's own `risk` from the data. `kinds` are the visits of which days and results count; empty
    means all.

    Source: `sj.3.2`; docs/semantics.md, Risk.
    """

    clause: str
    least_pupils: int = Field(ge=1)
    reports: Rate | None = None
    open_problems: Rate | None = None
    days: DaysRate | None = None
    results: ResultPoints | None = None
    stated: Rate | None = None
    kinds: tuple[ProgrammeKind, ...] = ()
