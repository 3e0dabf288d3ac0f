"""A made-up county with programmes of every kind: `python benchmarks/every_kind.py [--schools N]`.

The programmes of `miyi-2022` (comprehensive, by risk, drawn, regular, evaluation of townships,
look-backs) and those it has not: a cross-check by people of other counties, a sealed joint visit
with other departments, monitoring with a third party, an emergency, and rules on teams. Prints what
`benchmarks/county.py` prints.
"""

import argparse

from county import report, run

from models.base import rebuilt
from models.inspector import Employment, Inspector, InspectorFilter
from models.problem import Problem
from models.programme import (
    DayRule,
    DurationStep,
    Need,
    Programme,
    ProgrammeKind,
    ResponsibleMember,
    Selection,
    SelectionMode,
    TeamRule,
    Window,
)
from models.region import Level
from models.target import TargetFilter, TargetKind
from planner.options import Options
from scenarios.generate import generate

SCHOOLS = TargetFilter(kinds=(TargetKind.SCHOOL,))
FULL_TIME = InspectorFilter(employment=(Employment.FULL_TIME,))
HALF_DAY = (DurationStep(half_days=1),)
NEIGHBOURS = 12
DEPARTMENTS = ("市场监督管理局", "公安局", "卫生健康局", "财政局")


def drawn(number: int) -> Selection:
    """So many schools drawn."""
    return Selection(mode=SelectionMode.DRAWN, targets=SCHOOLS, number=number)


def riskiest(number: int) -> Selection:
    """So many schools of the highest risk."""
    return Selection(mode=SelectionMode.RISK, targets=SCHOOLS, number=number)


MORE = (
    Programme(
        id="cross",
        name="县际交叉检查",
        kind=ProgrammeKind.CROSS,
        selection=drawn(4),
        windows=(Window(first="04-12", last="06-25"), Window(first="09-06", last="11-26")),
        team=TeamRule(
            size=2,
            members=InspectorFilter(outside_county=True),
            cover_stages=False,
            responsible_member=ResponsibleMember.OUT,
        ),
    ),
    Programme(
        id="joint",
        name="联合督查（四不两直）",
        kind=ProgrammeKind.JOINT,
        selection=riskiest(4),
        windows=(Window(first="03-15", last="06-25"),),
        durations=HALF_DAY,
        team=TeamRule(
            size=4,
            lead=FULL_TIME,
            needs=(Need(who=InspectorFilter(departments=DEPARTMENTS), at_least=2),),
            cover_stages=False,
        ),
        sealed=True,
    ),
    Programme(
        id="monitoring",
        name="质量监测",
        kind=ProgrammeKind.MONITORING,
        selection=drawn(10),
        windows=(Window(first="05-06", last="06-25"),),
        durations=HALF_DAY,
        team=TeamRule(
            size=2,
            needs=(Need(who=InspectorFilter(third_party=True), at_least=1),),
            cover_stages=False,
            repeat_at_most=1,
        ),
    ),
    Programme(
        id="emergency",
        name="突发事件督导",
        kind=ProgrammeKind.EMERGENCY,
        selection=riskiest(1),
        windows=(Window(first="03-08", last="03-10"),),
        days=DayRule.WORKING_DAYS,
        team=TeamRule(size=3, lead=FULL_TIME),
        priority=50,
    ),
)


def every_kind(schools: int, seed: int) -> Problem:
    """The county with the additional programmes."""
    made = generate(schools=schools, seed=seed, policy="miyi-2022")
    return rebuilt(
        made,
        inspectors=(*made.inspectors, *_neighbours(made)),
        programmes=(*made.programmes, *MORE),
    )


def _neighbours(made: Problem) -> tuple[Inspector, ...]:
    """Full-time inspectors like the county's own, who live in another one."""
    full_time = [i for i in made.inspectors if FULL_TIME.matches(i)]
    (abroad, *_) = [
        i for i in made.inspectors if made.tree.at_level(i.region, Level.COUNTY) != made.office
    ]
    home = {"region": abroad.region, "lon": abroad.lon, "lat": abroad.lat}
    return tuple(
        person.model_copy(update={"id": f"N{number:02d}", **home})
        for number, person in enumerate(full_time[:NEIGHBOURS], 1)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=1, help="runs, each of the next seed")
    parser.add_argument("--time-limit", type=float, default=60)
    arguments = parser.parse_args()
    for seed in range(arguments.seed, arguments.seed + arguments.repeat):
        problem = every_kind(arguments.schools, seed)
        report(problem, *run(problem, Options(time_limit_s=arguments.time_limit)))


if __name__ == "__main__":
    main()
