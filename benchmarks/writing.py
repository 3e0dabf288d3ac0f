"""What it takes to write out a plan: `python -m benchmarks.writing [visits ...]`.

The plan is made up: ten visits to each school by two people out of a quarter as many inspectors as
schools, each visit a trip with a feedback. Nothing is planned, so nothing of it is possible; it is
as large as a province's. Each row is a process of its own, as peak memory cannot be taken back.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

from models.calendar import Term, WorkCalendar
from models.inspector import Employment, Inspector
from models.plan import (
    AnnualPlan,
    Half,
    Milestone,
    MilestoneKind,
    PlanStatus,
    TrainingDay,
    Trip,
    Visit,
    Zone,
)
from models.problem import Problem
from models.programme import ProgrammeKind
from models.region import Level, Region
from models.target import School, Stage
from scenarios.export.json_file import write_plan_json
from scenarios.export.summary import write_summary
from scenarios.export.wording import Words
from scenarios.export.workbook import write_workbook
from scenarios.policies import load_policy

SIZES = (500, 7_000, 70_000)
VISITS_OF_A_SCHOOL = 10
SCHOOLS_OF_AN_INSPECTOR = 4
YEAR = 2027


def office(visits: int, rng: Random) -> Problem:
    """Schools and people for so many visits, anywhere in a square of two degrees."""
    schools = visits // VISITS_OF_A_SCHOOL
    policy = load_policy("miyi-2022")

    def somewhere() -> dict[str, float]:
        return {"lon": 101 + 2 * rng.random(), "lat": 26 + 2 * rng.random()}

    return Problem(
        id="written",
        name="虚构大县",
        office="510421",
        fictional=True,
        regions=(Region(id="510421", name="虚构县", level=Level.COUNTY),),
        targets=tuple(
            School(
                id=f"S{n:05}",
                name=f"虚构第{n}小学",
                region="510421",
                stage=Stage.PRIMARY,
                enrolment=rng.randrange(40, 900),
                **somewhere(),
            )
            for n in range(schools)
        ),
        inspectors=tuple(
            Inspector(
                id=f"I{n:04}",
                name=f"督学{n}",
                region="510421",
                employment=rng.choice(list(Employment)),
                stages=(Stage.PRIMARY,),
                certificate_from=date(2020, 1, 1),
                certificate_until=date(2030, 1, 1),
                **somewhere(),
            )
            for n in range(max(2, schools // SCHOOLS_OF_AN_INSPECTOR))
        ),
        policy=policy,
        programmes=policy.programmes,
        calendar=WorkCalendar(
            year=YEAR,
            terms=(
                Term(name="春", start=date(YEAR, 3, 1), end=date(YEAR, 7, 9)),
                Term(name="秋", start=date(YEAR, 9, 1), end=date(YEAR + 1, 1, 20)),
            ),
        ),
    )


def plan(problem: Problem, rng: Random) -> AnnualPlan:
    """Visits of each school on any days, each a trip with a feedback; zones and training."""
    people = [p.id for p in problem.inspectors]
    visits = tuple(
        _visit(f"V{target.id}-{n}", target.id, rng, people)
        for target in problem.targets
        for n in range(VISITS_OF_A_SCHOOL)
    )
    held: dict[str, list[str]] = {}
    for n, target in enumerate(problem.targets):
        held.setdefault(people[n % len(people)], []).append(target.id)
    return AnnualPlan(
        origin=None,
        status=PlanStatus.COMPLETE,
        zones=tuple(Zone(inspector=i, targets=tuple(t), travel_km=9.5) for i, t in held.items()),
        visits=visits,
        trips=tuple(
            Trip(
                id=f"T{v.id}",
                people=v.team,
                visits=(v.id,),
                start=v.start,
                end=v.end,
                nights=0,
                travel_km=v.travel_km,
                drive_minutes=60,
                cost_yuan=v.cost_yuan,
            )
            for v in visits
        ),
        training=tuple(
            TrainingDay(inspector=i, day=date(YEAR, 1, day), half_days=2, kind="central")
            for i in people
            for day in (5, 6)
        ),
        milestones=tuple(
            Milestone(
                id=f"{v.id}-f",
                kind=MilestoneKind.FEEDBACK,
                due=v.end + timedelta(14),
                visit=v.id,
                target=v.target,
                inspector=v.lead,
            )
            for v in visits
        ),
    )


def _visit(name: str, target: str, rng: Random, people: list[str]) -> Visit:
    start = date(YEAR, 3, 1) + timedelta(rng.randrange(280))
    team = tuple(rng.sample(people, 2))
    return Visit(
        id=name,
        target=target,
        programmes=("comprehensive",),
        kind=ProgrammeKind.COMPREHENSIVE,
        start=start,
        half=Half.AM,
        half_days=2,
        end=start,
        team=team,
        lead=team[0],
        travel_km=50.5,
        cost_yuan=120,
    )


def measure(visits: int) -> None:
    """Print the row of one size."""
    rng = Random(1)
    problem = office(visits, rng)
    made = plan(problem, rng)
    words = Words()
    cells = [f"{visits:,}", _peak()]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for write in (
            lambda: write_plan_json(made, out / "plan.json"),
            lambda: write_workbook(problem, made, out / "plan.xlsx", words),
            lambda: write_summary(problem, made, out / "summary.md", words),
        ):
            start = time.process_time()
            write()
            cells += [f"{time.process_time() - start:.1f}", _peak()]
        cells.append(f"{(out / 'plan.xlsx').stat().st_size / 1e6:.1f}")
    print("| " + " | ".join(cells) + " |", flush=True)


def _peak() -> str:
    """Most memory so far, in MB."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}"


def main() -> None:
    """Print a row for each size."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(
        "| visits | plan itself MB | plan.json s | MB | plan.xlsx s | MB | summary.md s | MB "
        "| plan.xlsx size MB |"
    )
    print("|---" * 9 + "|")
    sys.stdout.flush()
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.writing", "one", str(size)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        measure(int(sys.argv[2]))
    else:
        main()
