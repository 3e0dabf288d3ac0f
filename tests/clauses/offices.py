"""Offices under the real packs, each with a plan that keeps every clause."""

from datetime import date
from functools import cache

from models.base import rebuilt
from models.calendar import Term, WorkCalendar
from models.inspector import Employment, Inspector, Track
from models.plan import AnnualPlan
from models.problem import Problem
from models.programme import Programme
from models.region import Level, Region
from models.target import Government, School, Stage
from planner.options import Options
from planner.pipeline import plan_year
from scenarios.dataset import read_dataset
from scenarios.generate import generate
from scenarios.policies import load_policy
from scenarios.shipped import find_dataset

YEAR = 2027
Office = tuple[Problem, AnnualPlan]


def planned(problem: Problem) -> Office:
    return problem, plan_year(problem, Options(deterministic=True, time_limit_s=20))


def with_emergency(problem: Problem) -> Problem:
    """An emergency at one school, put in like any programme: listed, with a window."""
    (school, *_) = (t.id for t in problem.targets if t.kind == "school")
    programmes = []
    for programme in problem.programmes:
        values = programme.model_dump()
        if programme.id == "emergency":
            values["selection"] = {"mode": "listed", "targets": {"ids": (school,)}}
            values["windows"] = ({"first": "04-12", "last": "04-16"},)
        programmes.append(Programme.model_validate(values))
    return rebuilt(problem, programmes=tuple(programmes))


@cache
def county(policy: str) -> Office:
    made = generate(schools=18, seed=7, policy=policy)
    costs = made.costs.model_copy(update={"budget_yuan": 10**6})
    return planned(rebuilt(with_emergency(made), costs=costs))


@cache
def city() -> Office:
    return planned(generate(schools=40, seed=1, policy="mudanjiang-2021"))


@cache
def league() -> Office:
    problem = read_dataset(find_dataset("shuangjian-2027"))
    return problem, plan_year(problem, Options(time_limit_s=30))


@cache
def region(policy: str) -> Office:
    """The office of a region: three leagues of two counties each, a university, its inspectors."""
    regions = [Region(id="R", name="region", level=Level.PROVINCE)]
    targets: list[Government | School] = [
        School(
            id="U",
            name="university",
            region="a1",
            lon=110,
            lat=40,
            level=Level.PROVINCE,
            stage=Stage.UNIVERSITY,
            enrolment=9000,
        )
    ]
    for league_id in "abc":
        regions.append(Region(id=league_id, name=league_id, level=Level.PREFECTURE, parent="R"))
        regions += [
            Region(
                id=f"{league_id}{n}", name=f"{league_id}{n}", level=Level.COUNTY, parent=league_id
            )
            for n in (1, 2)
        ]
        targets.append(
            Government(
                id=f"G{league_id}",
                name=f"league {league_id}",
                region=league_id,
                lon=110,
                lat=40,
                level=Level.PREFECTURE,
                reports=3,
            )
        )
    people = tuple(
        Inspector(
            id=f"p{n}",
            name=f"person {n}",
            region=f"{'abc'[n % 3]}1",
            lon=110,
            lat=40,
            employment=Employment.FULL_TIME if n < 6 else Employment.PART_TIME,
            level=Level.PROVINCE,
            tracks=(Track.GOVERNMENTS, Track.SCHOOLS),
            stages=(Stage.UNIVERSITY,),
            certificate_from=date(2020, 1, 1),
            certificate_until=date(2035, 1, 1),
        )
        for n in range(15)
    )
    rules = load_policy(policy)
    return planned(
        Problem(
            id="region",
            name="region",
            office="R",
            regions=tuple(regions),
            targets=tuple(targets),
            inspectors=people,
            policy=rules,
            programmes=rules.programmes,
            calendar=WorkCalendar(
                year=YEAR,
                terms=(
                    Term(name="spring", start=date(YEAR, 3, 1), end=date(YEAR, 7, 9)),
                    Term(name="autumn", start=date(YEAR, 9, 1), end=date(YEAR, 12, 31)),
                ),
            ),
        )
    )
