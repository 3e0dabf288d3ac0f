"""Random problems so small that every plan can be tried: three schools, four people, seven days."""

from datetime import date, timedelta
from random import Random

from models.calendar import Term, WorkCalendar
from models.inspector import Employment, Inspector, InspectorFilter, Interest, InterestKind, Leave
from models.policy import (
    Cap,
    Certificate,
    Clause,
    ClauseKind,
    Days,
    Gap,
    Policy,
    Qualification,
    Quota,
    Recusal,
    Training,
    Workload,
    Zoning,
)
from models.problem import Problem
from models.programme import (
    DurationStep,
    Frequency,
    Per,
    Programme,
    ProgrammeKind,
    Selection,
    TeamRule,
)
from models.region import Level, Region
from models.target import School, Stage, TargetFilter, TargetKind

MONDAY = date(2027, 3, 1)
CLAUSE = Clause(id="c", kind=ClauseKind.HARD, title="条款", title_en="clause")
SCHOOLS = TargetFilter(kinds=(TargetKind.SCHOOL,))
FULL = InspectorFilter(employment=(Employment.FULL_TIME,))
COMPREHENSIVE = Programme(
    id="comprehensive",
    name="综合",
    kind=ProgrammeKind.COMPREHENSIVE,
    clauses=("c",),
    selection=Selection(targets=SCHOOLS),
    durations=(DurationStep(max_enrolment=500, half_days=2), DurationStep(half_days=3)),
    team=TeamRule(size=2, lead=FULL),
)
REGULAR = Programme(
    id="regular",
    name="经常",
    kind=ProgrammeKind.REGULAR,
    clauses=("c",),
    selection=Selection(targets=SCHOOLS),
    frequency=Frequency(per=Per.MONTH),
    durations=(DurationStep(half_days=1),),
    team=TeamRule(responsible=True),
)
SPECIAL = Programme(
    id="special",
    name="专项",
    kind=ProgrammeKind.SPECIAL,
    clauses=("c",),
    selection=Selection(targets=SCHOOLS.model_copy(update={"ids": ("s1",)})),
    durations=(DurationStep(half_days=1),),
    team=TeamRule(size=1, cover_stages=False),
    mandatory=False,
)


def policy(**changes: object) -> Policy:
    """A policy with every rule switched on, all under one clause."""
    table: dict[str, object] = {
        "id": "village",
        "title": "村",
        "title_en": "village",
        "source": "none",
        "clauses": (CLAUSE,),
        "people_clause": "c",
        "team_clause": "c",
        "travel_clause": "c",
        "zoning": Zoning(
            clause="c",
            targets=SCHOOLS,
            at_most=2,
            capacity_clause="c",
            quotas=(
                Quota(clause="c", targets=TargetFilter(stages=(Stage.KINDERGARTEN,)), at_most=1),
            ),
        ),
        "certificate": Certificate(clause="c", required_of=FULL),
        "training": Training(clause="c", required_of=InspectorFilter(employment=())),
        "recusal": Recusal(clause="c", employer_years=1),
        "qualification": Qualification(clause="c"),
        "days": Days(clause="c"),
        "gaps": (
            Gap(
                clause="c",
                least_days=2,
                kinds=(ProgrammeKind.COMPREHENSIVE, ProgrammeKind.REGULAR, ProgrammeKind.SPECIAL),
            ),
        ),
        "caps": (
            Cap(
                clause="c",
                per=Per.MONTH,
                at_most=2,
                kinds=(ProgrammeKind.COMPREHENSIVE, ProgrammeKind.REGULAR, ProgrammeKind.SPECIAL),
            ),
        ),
        "workload": (
            Workload(
                clause="c",
                people=InspectorFilter(employment=(Employment.PART_TIME,)),
                per=Per.MONTH,
                at_most_days=2,
            ),
        ),
    }
    return Policy.model_validate(table | changes)


def village(
    seed: int, *, schools: int = 3, people: int = 4, days: int = 7, regular: bool = False
) -> Problem:
    """A random village; the term lasts `days` days from a Thursday."""
    draw = Random(seed)
    start = MONDAY + timedelta(days=3)
    stages = (Stage.PRIMARY, Stage.KINDERGARTEN)
    targets = tuple(
        School(
            id=f"s{n}",
            name=f"学校{n}",
            region="v",
            lon=102 + draw.random() / 5,
            lat=27 + draw.random() / 5,
            stage=draw.choice(stages),
            enrolment=draw.choice((100, 600)),
            risk=draw.choice((0, 20)),
        )
        for n in range(1, schools + 1)
    )
    inspectors = tuple(
        Inspector(
            id=f"p{n}",
            name=f"督学{n}",
            region="v",
            lon=102 + draw.random() / 5,
            lat=27 + draw.random() / 5,
            employment=Employment.FULL_TIME if n <= 2 else Employment.PART_TIME,
            stages=stages if draw.random() < 0.7 else (draw.choice(stages),),
            certificate_from=date(2026, 1, 1),
            certificate_until=start + timedelta(days=draw.choice((4, 400))),
            days_per_year=draw.choice((None, 3)),
        )
        for n in range(1, people + 1)
    )
    interests = tuple(
        Interest(
            inspector=f"p{draw.randint(1, people)}",
            target=f"s{draw.randint(1, schools)}",
            kind=InterestKind.DECLARED,
            until=draw.choice((None, start + timedelta(days=2))),
        )
        for _ in range(draw.randint(0, 2))
    )
    away = start + timedelta(days=draw.randint(0, days - 1))
    leave = (Leave(inspector=f"p{draw.randint(1, people)}", start=away, end=away),)
    return Problem(
        id=f"village-{seed}",
        name="村",
        office="v",
        regions=(Region(id="v", name="村", level=Level.COUNTY),),
        targets=targets,
        inspectors=inspectors,
        interests=interests,
        leave=leave,
        policy=policy(),
        programmes=(COMPREHENSIVE, REGULAR if regular else SPECIAL),
        calendar=WorkCalendar(
            year=2027,
            terms=(Term(name="春", start=start, end=start + timedelta(days=days - 1)),),
        ),
    )
