"""Targets of inspection (督导对象): schools, governments and departments, training institutions."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.base import Frozen
from models.region import Level


class Stage(StrEnum):
    """Stage of a school (学段). Nine-year and complete secondary schools hold two parts each."""

    KINDERGARTEN = "kindergarten"
    PRIMARY = "primary"
    JUNIOR_SECONDARY = "junior_secondary"
    NINE_YEAR = "nine_year"
    SENIOR_SECONDARY = "senior_secondary"
    COMPLETE_SECONDARY = "complete_secondary"
    SECONDARY_VOCATIONAL = "secondary_vocational"
    SPECIAL = "special"
    UNIVERSITY = "university"

    @property
    def parts(self) -> tuple["Stage", ...]:
        """The elementary stages this one consists of; inspectors are qualified for these."""
        return _PARTS.get(self, (self,))


_PARTS = {
    Stage.NINE_YEAR: (Stage.PRIMARY, Stage.JUNIOR_SECONDARY),
    Stage.COMPLETE_SECONDARY: (Stage.JUNIOR_SECONDARY, Stage.SENIOR_SECONDARY),
}


class Sector(StrEnum):
    """Who runs the school (办学性质)."""

    PUBLIC = "public"
    PRIVATE = "private"


class Locality(StrEnum):
    """Where the school lies (城乡类型)."""

    URBAN = "urban"
    TOWNSHIP = "township"
    RURAL = "rural"


class Organ(StrEnum):
    """Kind of government or department that is inspected (督政对象)."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"


class _Target(Frozen):
    id: str
    name: str
    region: str
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    level: Level = Level.COUNTY
    risk: float = Field(default=0, ge=0, le=100)
    reports: int = Field(default=0, ge=0)

    @property
    def stage_parts(self) -> tuple[Stage, ...]:
        """Elementary stages to be covered by a team; none for anything but schools."""
        return ()

    @property
    def size(self) -> int:
        """Number of students; 0 where the notion does not apply."""
        return 0


class School(_Target):
    """A school or kindergarten. `level` is the level of government it belongs to (隶属)."""

    kind: Literal["school"] = "school"
    stage: Stage
    sector: Sector = Sector.PUBLIC
    locality: Locality = Locality.TOWNSHIP
    enrolment: int = Field(ge=0)
    term_end: date | None = None

    @property
    def stage_parts(self) -> tuple[Stage, ...]:
        """Elementary stages of the school."""
        return self.stage.parts

    @property
    def size(self) -> int:
        """Number of students."""
        return self.enrolment


class Government(_Target):
    """A lower government or a department of the same level."""

    kind: Literal["government"] = "government"
    organ: Organ = Organ.GOVERNMENT


class TrainingInstitution(_Target):
    """An off-campus training institution (校外培训机构)."""

    kind: Literal["training"] = "training"
    enrolment: int = Field(default=0, ge=0)

    @property
    def size(self) -> int:
        """Number of students."""
        return self.enrolment


Target = Annotated[School | Government | TrainingInstitution, Field(discriminator="kind")]


class TargetKind(StrEnum):
    """What sort of target: the discriminator of `Target`."""

    SCHOOL = "school"
    GOVERNMENT = "government"
    TRAINING = "training"


class TargetFilter(Frozen):
    """Which targets a rule or a programme is about. An empty field does not restrict."""

    kinds: tuple[TargetKind, ...] = ()
    stages: tuple[Stage, ...] = ()
    sectors: tuple[Sector, ...] = ()
    localities: tuple[Locality, ...] = ()
    organs: tuple[Organ, ...] = ()
    levels: tuple[Level, ...] = ()
    min_enrolment: int | None = None
    min_risk: float | None = None
    min_reports: int | None = None
    ids: tuple[str, ...] = ()

    def matches(self, target: Target) -> bool:
        """Whether the target meets every restriction. A stage matches itself, not its parts."""
        return (
            (not self.kinds or target.kind in self.kinds)
            and (not self.stages or getattr(target, "stage", None) in self.stages)
            and (not self.sectors or getattr(target, "sector", None) in self.sectors)
            and (not self.localities or getattr(target, "locality", None) in self.localities)
            and (not self.organs or getattr(target, "organ", None) in self.organs)
            and (not self.levels or target.level in self.levels)
            and (self.min_enrolment is None or target.size >= self.min_enrolment)
            and (self.min_risk is None or target.risk >= self.min_risk)
            and (self.min_reports is None or target.reports >= self.min_reports)
            and (not self.ids or target.id in self.ids)
        )
