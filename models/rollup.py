"""What offices report to the level above (汇总表): figures that add up over counties and cities."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from models.base import Frozen
from models.inspector import Employment
from models.programme import ProgrammeKind
from models.region import Region
from models.tiers import OWN

ROLLUP_SCHEMA = "dudao.rollup/1"

Quarters = tuple[int, int, int, int]


class HeadcountFigure(Frozen):
    """People there, demanded and short by one ratio or share of the policy."""

    clause: str
    have: int
    need: int
    short: int


class ProgrammeFigures(Frozen):
    """Visits of one programme: due, planned, missing, and made along with another's.

    A visit that serves several programmes counts for each; all but the first are `saved`.
    `quarters` are the planned ones by the quarter of their first day.
    """

    programme: str
    name: str
    kind: ProgrammeKind
    due: int = Field(ge=0)
    planned: int = Field(ge=0)
    left_out: int = Field(ge=0)
    saved: int = Field(ge=0)
    quarters: Quarters


class ClauseFigures(Frozen):
    """How many offices keep, break or are not touched by a clause, and the findings in all."""

    clause: str
    kept: int = Field(ge=0)
    broken: int = Field(ge=0)
    not_applicable: int = Field(ge=0)
    findings: int = Field(ge=0)


class PersonLoad(Frozen):
    """Half-days of visits of one person; `office` is the region whose office he or she serves."""

    person: str
    office: str
    employment: Employment
    half_days: int = Field(ge=0)


class WorkloadFigures(Frozen):
    """How work is spread over people of one employment (None: of any).

    `gini` is 0 when all work alike, and nearly 1 when one does everything.
    """

    employment: Employment | None
    people: int = Field(ge=0)
    working: int = Field(ge=0)
    half_days: int = Field(ge=0)
    most_half_days: int = Field(ge=0)
    gini: float = Field(ge=0, le=1)


class Figures(Frozen):
    """What adds up. `withheld` are sealed visits of which the other figures tell nothing."""

    visits: int = 0
    person_half_days: int = 0
    travel_km: float = 0
    nights: int = 0
    cost_yuan: int = 0
    withheld: int = 0
    headcounts: tuple[HeadcountFigure, ...] = ()
    programmes: tuple[ProgrammeFigures, ...] = ()
    clauses: tuple[ClauseFigures, ...] = ()


class OfficeFigures(Frozen):
    """The figures of one task of one office; `complete` is False when its run was interrupted."""

    office: str
    task: str = OWN
    dataset: str
    policy: str
    fictional: bool
    provisional: bool
    complete: bool
    figures: Figures
    people: tuple[PersonLoad, ...] = ()


class Scope(StrEnum):
    """Whether figures are those of a region's own office or also of all below it."""

    ALL = "all"
    OWN = "own"


class RegionFigures(Frozen):
    """Sums over `offices` offices: of the region and all below it, or of its own office alone."""

    region: str
    scope: Scope
    offices: int
    figures: Figures
    workload: tuple[WorkloadFigures, ...]


class RollUp(Frozen):
    """Figures of a year by office, and their sums by region.

    `titles` are the clauses' by id, each in Chinese and English. `totals` follow from `offices`.
    `across` are the clauses as they bind several offices together, such as nobody in two places.
    """

    schema_id: str = ROLLUP_SCHEMA
    year: int
    regions: tuple[Region, ...]
    titles: Mapping[str, tuple[str, str]]
    offices: tuple[OfficeFigures, ...]
    across: tuple[ClauseFigures, ...] = ()
    totals: tuple[RegionFigures, ...]
