"""Inspectors (督学) and everybody else who may sit in a team, with what binds them."""

from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from models.base import Frozen
from models.region import Level
from models.target import Stage, Target


class Employment(StrEnum):
    """How somebody serves. Experts (专家) sit in teams but hold no inspector's office."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    EXPERT = "expert"


class Track(StrEnum):
    """Line of work a person is qualified for (nm.15, hn.17, my.4.2)."""

    GOVERNMENTS = "governments"
    SCHOOLS = "schools"
    EVALUATION = "evaluation"


class Pool(StrEnum):
    """Category of the expert pool (my.4.4)."""

    PRESCHOOL = "preschool"
    COMPULSORY = "compulsory"
    SENIOR = "senior"
    PRIVATE = "private"


class Inspector(Frozen):
    """One person.

    `training_due_hours` and `online_due_hours` override the policy's yearly hours; None means the
    policy's number. `days_per_year`, `days_per_month` and `days_per_week` bound inspection days of
    two half-days; None means the policy's cap alone; `nights_per_year` likewise nights away from
    home. `carried_days` are days worked beyond a fair share last year, less than 0 for days short.
    Without certificate dates there is no certificate. A `novice` (新任督学) is one whom team rules
    may send out only with somebody experienced.
    """

    id: str
    name: str
    region: str
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    employment: Employment
    level: Level = Level.COUNTY
    grade: int = Field(default=1, ge=1, le=5)
    tracks: tuple[Track, ...] = (Track.SCHOOLS,)
    stages: tuple[Stage, ...] = ()
    subjects: tuple[str, ...] = ()
    certificate_from: date | None = None
    certificate_until: date | None = None
    preservice_hours: int | None = Field(default=None, ge=0)
    training_due_hours: int | None = Field(default=None, ge=0)
    online_due_hours: int | None = Field(default=None, ge=0)
    days_per_year: int | None = Field(default=None, ge=0, le=366)
    days_per_month: int | None = Field(default=None, ge=0, le=31)
    nights_per_year: int | None = Field(default=None, ge=0, le=366)
    days_per_week: int | None = Field(default=None, ge=0, le=7)
    carried_days: int = Field(default=0, ge=-366, le=366)
    max_travel_km: float | None = Field(default=None, ge=0)
    department: str = ""
    pools: tuple[Pool, ...] = ()
    third_party: str = ""
    novice: bool = False

    def qualified_for(self, target: Target) -> bool:
        """Whether track and stage fit the target (督政 for governments, 督学 for schools).

        For a school of two parts one of them is enough; the team rule asks for the rest.
        """
        if target.kind == "government":
            return Track.GOVERNMENTS in self.tracks
        if Track.SCHOOLS not in self.tracks:
            return False
        return target.kind == "training" or any(s in self.stages for s in target.stage_parts)


class InterestKind(StrEnum):
    """Why somebody must recuse themselves (回避事由)."""

    EMPLOYER = "employer"
    RELATIVE = "relative"
    CHILD = "child"
    DECLARED = "declared"


class Interest(Frozen):
    """An interest of a person in a target. A past employer counts on for the policy's N years."""

    inspector: str
    target: str
    kind: InterestKind
    start: date | None = None
    until: date | None = None

    def last_bound_day(self, employer_years: int) -> date | None:
        """The last day on which it binds; None when no end is in sight.

        Source: `hn.19`, `my.4.5b`: employer now or in the last N years, others while they last.
        """
        if self.until is None or self.kind is not InterestKind.EMPLOYER:
            return self.until
        year = self.until.year + employer_years
        if year > date.max.year:
            return None
        leap_safe = min(self.until.day, 28) if self.until.month == 2 else self.until.day
        return self.until.replace(year=year, day=leap_safe)

    def binds(self, day: date, employer_years: int) -> bool:
        """Whether the person must recuse themselves on that day."""
        last = self.last_bound_day(employer_years)
        return (self.start is None or self.start <= day) and (last is None or day <= last)


class Leave(Frozen):
    """Days, both ends included, on which somebody cannot inspect."""

    inspector: str
    start: date
    end: date
    reason: str = ""


class PairRule(StrEnum):
    """How two people stand to each other in teams."""

    TOGETHER = "together"
    APART = "apart"


class Pair(Frozen):
    """Two people of whom a team has both or neither (`together`), or not both (`apart`)."""

    first: str
    second: str
    rule: PairRule
    clause: str = ""

    @model_validator(mode="after")
    def _two_people(self) -> "Pair":
        if self.first == self.second:
            raise ValueError("a pair needs two people")
        return self


class InspectorFilter(Frozen):
    """Which people a rule is about. An empty field does not restrict; lists mean 'one of'."""

    ids: tuple[str, ...] = ()
    employment: tuple[Employment, ...] = ()
    tracks: tuple[Track, ...] = ()
    stages: tuple[Stage, ...] = ()
    subjects: tuple[str, ...] = ()
    pools: tuple[Pool, ...] = ()
    departments: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    min_grade: int | None = None
    third_party: bool | None = None
    outside_county: bool | None = None
    novice: bool | None = None
    outside_prefecture: bool | None = None

    def matches(
        self,
        inspector: Inspector,
        *,
        outside_county: bool = False,
        outside_prefecture: bool = False,
    ) -> bool:
        """Whether the person meets every restriction.

        `outside_county` and `outside_prefecture` say whether the person lives in another one than
        the target at hand.
        """
        return (
            (not self.ids or inspector.id in self.ids)
            and (not self.employment or inspector.employment in self.employment)
            and (not self.tracks or any(t in inspector.tracks for t in self.tracks))
            and (not self.stages or any(s in inspector.stages for s in self.stages))
            and (not self.subjects or any(s in inspector.subjects for s in self.subjects))
            and (not self.pools or any(p in inspector.pools for p in self.pools))
            and (not self.departments or inspector.department in self.departments)
            and (not self.levels or inspector.level in self.levels)
            and (self.min_grade is None or inspector.grade >= self.min_grade)
            and (self.third_party is None or bool(inspector.third_party) is self.third_party)
            and (self.outside_county is None or outside_county is self.outside_county)
            and (self.novice is None or inspector.novice is self.novice)
            and (self.outside_prefecture is None or outside_prefecture is self.outside_prefecture)
        )

    def anywhere(self) -> "InspectorFilter":
        """The filter without what depends on the target at hand."""
        return self.model_copy(update={"outside_county": None, "outside_prefecture": None})
