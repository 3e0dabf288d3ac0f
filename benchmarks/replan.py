"""Replanning a county: `python -m benchmarks.replan [--schools N] [--seeds A B …]`.

For each seed a county is generated and planned. Three full-time
inspectors leave on 1 March; the plan is changed, and the year is planned anew for comparison. Then
an emergency visit is inserted for the next day. Printed are seconds of the planner (files are not
written), the visits changed with the proven bound, and the visits that differ when planned anew.
"""

import argparse
import time
from datetime import date

import numpy as np

from models.changes import ChangeKind, differences
from models.inspector import Employment, Leave
from models.plan import AnnualPlan
from models.problem import Problem
from models.programme import (
    DurationStep,
    Programme,
    ProgrammeKind,
    Selection,
    SelectionMode,
    TeamRule,
    Window,
)
from models.target import TargetFilter
from planner.options import Options
from planner.pipeline import plan_year
from planner.replan import Replanned, replan
from scenarios.generate import generate

OPTIONS = Options(time_limit_s=60)
SINCE, TOMORROW, LAST = date(2027, 3, 1), "03-02", date(2027, 12, 31)
NOTICE_DAYS = 7


def without(problem: Problem, seed: int, number: int) -> Problem:
    """The county in which so many full-time inspectors are away from the day on."""
    people = [p.id for p in problem.inspectors if p.employment is Employment.FULL_TIME]
    gone = np.random.default_rng(seed).choice(people, number, replace=False).tolist()
    leave = tuple(Leave(inspector=p, start=SINCE, end=LAST) for p in gone)
    return problem.model_copy(update={"leave": (*problem.leave, *leave)})


def with_emergency(problem: Problem) -> Problem:
    """The county with an emergency visit of its first school on the next day (`nm.5b`)."""
    emergency = Programme(
        id="emergency",
        name="emergency",
        kind=ProgrammeKind.EMERGENCY,
        level=problem.level,
        clauses=(problem.policy.days.clause,),
        selection=Selection(
            mode=SelectionMode.LISTED, targets=TargetFilter(ids=(problem.targets[0].id,))
        ),
        windows=(Window(first=TOMORROW, last=TOMORROW),),
        durations=(DurationStep(half_days=1),),
        team=TeamRule(size=2, cover_stages=False),
    )
    return problem.model_copy(update={"programmes": (*problem.programmes, emergency)})


def changed(old: AnnualPlan, new: AnnualPlan) -> int:
    """Planned visits that are not done by the day and differ or are gone."""
    found = (c for c in differences(old, new) if c.kind is not ChangeKind.ADDED)
    return sum(c.old_start is not None and c.old_start >= SINCE for c in found)


def told(found: Replanned, level: str) -> str:
    """Value and bound of a level."""
    figure = next(f for f in found.plan.stages if (f.stage, f.level) == ("replanning", level))
    return f"{figure.objective:.0f} (≥ {figure.bound:.0f})"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--inspectors", type=int, default=None)
    parser.add_argument("--gone", type=int, default=3)
    given = parser.parse_args()
    print("| seed | seconds | left out | changed | anew | emergency: seconds | changed |")
    print("|---|---|---|---|---|---|---|")
    for seed in given.seeds:
        county = generate(
            schools=given.schools, seed=seed, inspectors=given.inspectors, policy="miyi-2022"
        )
        old = plan_year(county, OPTIONS)
        fewer = without(county, seed, given.gone)
        start = time.perf_counter()
        found = replan(fewer, old, SINCE, OPTIONS, notice_days=NOTICE_DAYS)
        seconds = time.perf_counter() - start
        anew = changed(old, plan_year(fewer, OPTIONS))
        start = time.perf_counter()
        urgent = replan(with_emergency(county), old, SINCE, OPTIONS, notice_days=NOTICE_DAYS)
        soon = time.perf_counter() - start
        print(
            f"| {seed} | {seconds:.1f} | {told(found, 'left_out')} | {told(found, 'changed')} "
            f"| {anew} | {soon:.1f} | {told(urgent, 'changed')} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
