"""Made-up hierarchies: a province of prefectures of counties with a few schools each.

Every level inspects schools by teams: the province and the prefectures draw some, the county sees
all of them, and its responsible inspectors go each month. One cap and one gap hold for all kinds.
"""

from datetime import date
from random import Random

from models.calendar import Term, WorkCalendar
from models.inspector import Employment, Inspector, InspectorFilter, Leave, Pool
from models.policy import Cap, Gap, Policy
from models.problem import Problem
from models.programme import (
    DurationStep,
    Frequency,
    Per,
    Programme,
    ProgrammeKind,
    Selection,
    SelectionMode,
    TeamRule,
    Window,
)
from models.region import Level, Region
from models.target import School, Stage
from models.tiers import PoolMember
from planner.tiers.offices import Offices, Task
from tests.planner import village

KINDS = (ProgrammeKind.COMPREHENSIVE, ProgrammeKind.REGULAR, ProgrammeKind.SPECIAL)
FULL = InspectorFilter(employment=(Employment.FULL_TIME,))
CAP, GAP_DAYS = 3, 3
EXPERTS = 1


def drawn(level: Level, **changes: object) -> Programme:
    """A programme by which an office draws schools to be seen by two people."""
    table: dict[str, object] = {
        "id": f"{level}-drawn",
        "name": f"{level} drawn",
        "kind": ProgrammeKind.SPECIAL,
        "level": level,
        "clauses": ("c",),
        "selection": Selection(mode=SelectionMode.DRAWN, share=0.4, targets=village.SCHOOLS),
        "durations": (DurationStep(half_days=2),),
        "team": TeamRule(size=2, lead=FULL),
    }
    return Programme.model_validate(table | changes)


REGULAR = village.REGULAR.model_copy(update={"frequency": Frequency(per=Per.MONTH)})
SPECIAL = Programme(
    id="county-special",
    name="county special",
    kind=ProgrammeKind.COMPREHENSIVE,
    clauses=("c",),
    selection=Selection(targets=village.SCHOOLS),
    windows=(Window(first="03-08", last="03-26"),),
    durations=(DurationStep(half_days=1),),
    team=TeamRule(size=2, lead=FULL),
)
PROGRAMMES = (drawn(Level.PROVINCE), drawn(Level.PREFECTURE), SPECIAL, REGULAR)


def policy(**changes: object) -> Policy:
    """The village's policy with one cap and one gap for visits of all kinds."""
    table: dict[str, object] = {
        "caps": (Cap(clause="c", per=Per.MONTH, at_most=CAP, kinds=KINDS),),
        "gaps": (Gap(clause="c", least_days=GAP_DAYS, kinds=KINDS),),
        "zoning": village.policy().zoning.model_copy(update={"at_most": 5, "quotas": ()}),
    }
    return village.policy(**(table | changes))


def realm(
    seed: int = 0,
    *,
    prefectures: int = 2,
    counties: int = 2,
    schools: int = 5,
    **changes: object,
) -> Problem:
    """A random hierarchy; `counties` in each prefecture, `schools` in each county."""
    draw = Random(seed)
    regions = [Region(id="x", name="省", level=Level.PROVINCE)]
    targets: list[School] = []
    people = [_person(draw, f"x-{n}", "x", Level.PROVINCE) for n in range(3)]
    for p in range(prefectures):
        city = f"x{p}"
        regions.append(Region(id=city, name=f"市{p}", level=Level.PREFECTURE, parent="x"))
        people += [_person(draw, f"{city}-{n}", city, Level.PREFECTURE) for n in range(3)]
        for c in range(counties):
            county = f"{city}{c}"
            regions.append(Region(id=county, name=f"县{county}", level=Level.COUNTY, parent=city))
            people += [_person(draw, f"{county}-{n}", county, Level.COUNTY) for n in range(3)]
            people += [
                _person(draw, f"{county}-e{n}", county, Level.COUNTY, Employment.EXPERT)
                for n in range(EXPERTS)
            ]
            targets += [_school(draw, f"{county}-s{n}", county) for n in range(schools)]
    away = date(2027, 3, draw.randint(1, 26))
    table: dict[str, object] = {
        "id": f"realm-{seed}",
        "name": "省",
        "office": "x",
        "regions": tuple(regions),
        "targets": tuple(targets),
        "inspectors": tuple(people),
        "leave": (Leave(inspector=draw.choice(people).id, start=away, end=away),),
        "policy": policy(),
        "programmes": PROGRAMMES,
        "calendar": WorkCalendar(
            year=2027, terms=(Term(name="春", start=date(2027, 3, 1), end=date(2027, 3, 26)),)
        ),
    }
    return Problem.model_validate(table | changes)


def task(problem: Problem, key: str) -> tuple[Offices, Task]:
    """The offices of a problem and one of their tasks."""
    offices = Offices(problem)
    return offices, next(t for t in offices.tasks if t.key == key)


def pool(*regions: str, name: str = "joint") -> tuple[PoolMember, ...]:
    """A joint pool of counties."""
    return tuple(PoolMember(pool=name, region=region) for region in regions)


def _person(
    draw: Random,
    id_: str,
    region: str,
    level: Level,
    employment: Employment = Employment.FULL_TIME,
) -> Inspector:
    return Inspector(
        id=id_,
        name=id_,
        region=region,
        lon=102 + draw.random() / 5,
        lat=27 + draw.random() / 5,
        employment=employment,
        level=level,
        stages=(Stage.PRIMARY,),
        certificate_from=date(2026, 1, 1),
        certificate_until=date(2028, 1, 1),
        days_per_month=draw.choice((None, 8)),
        pools=(Pool.COMPULSORY,) if employment is Employment.EXPERT else (),
    )


def _school(draw: Random, id_: str, region: str) -> School:
    return School(
        id=id_,
        name=id_,
        region=region,
        lon=102 + draw.random() / 5,
        lat=27 + draw.random() / 5,
        stage=Stage.PRIMARY,
        enrolment=draw.choice((100, 600)),
    )
