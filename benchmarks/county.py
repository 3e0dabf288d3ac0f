"""A made-up county, planned: `python benchmarks/county.py [--schools N] [--inspectors N]`.

Each school gets one comprehensive visit by a team of three and, every month of term, a regular
visit by its responsible inspector; the policy is that of Miyi county. Prints the time to the first
plan and to the first complete one, objective, bound and gap of each level, seconds by stage, and
the peak of memory.
"""

import argparse
import math
import os
import platform
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version

import planner.visits
from models.base import rebuilt
from models.inspector import Employment
from models.plan import AnnualPlan
from models.problem import Problem
from planner.case import Case
from planner.model import Arrangement
from planner.objectives import measure
from planner.options import Options, Progress
from planner.pipeline import plan_year
from scenarios.generate import generate

POLICY = "miyi-2022"
PROGRAMMES = ("comprehensive", "regular")
TEAM_SIZE = 3
DATED = ("timetable", "joint")
LIBRARIES = ("dudao", "ortools", "numpy", "networkx", "pydantic")


def county(schools: int, inspectors: int, seed: int) -> Problem:
    """Schools only, so many inspectors without experts, and the two programmes."""
    made = generate(schools=schools, seed=seed, policy=POLICY, inspectors=inspectors)
    people = tuple(p for p in made.inspectors if p.employment is not Employment.EXPERT)
    targets = tuple(t for t in made.targets if t.kind == "school")
    there, visited = {p.id for p in people}, {t.id for t in targets}
    programmes = tuple(p for p in made.programmes if p.id in PROGRAMMES)
    assert {p.team.size for p in programmes if not p.team.responsible} == {TEAM_SIZE}
    return rebuilt(
        made,
        id=f"county-{schools}-{inspectors}-{seed}",
        inspectors=people,
        targets=targets,
        interests=tuple(i for i in made.interests if i.inspector in there and i.target in visited),
        leave=tuple(a for a in made.leave if a.inspector in there),
        history=tuple(v for v in made.history if v.target in visited),
        programmes=programmes,
    )


class Stopwatch:
    """When a plan with dates was first known, and how much it left out.

    The stages tell of what the solver finds; what `planner.visits.place` finds without it is seen
    by standing in for that function.
    """

    def __init__(self) -> None:
        self._since = time.perf_counter()
        self._plans: list[tuple[float, float]] = []
        self._place = planner.visits.place

    def seconds(self) -> float:
        return time.perf_counter() - self._since

    def hear(self, progress: Progress) -> None:
        if progress.stage in DATED and progress.level == "left_out":
            self._plans.append((self.seconds(), float(progress.objective or 0)))

    def place(
        self, case: Case, teams: Arrangement, days: Mapping[str, Sequence[int]]
    ) -> Arrangement:
        found = self._place(case, teams, days)
        self._plans.append((self.seconds(), float(measure(case, found)[0])))
        return found

    def first(self, left_out: float) -> float:
        """Seconds to the first plan that leaves out no more than this."""
        return min((at for at, out in self._plans if out <= left_out), default=self.seconds())


def run(problem: Problem, options: Options) -> tuple[AnnualPlan, tuple[float, float, float]]:
    """The plan; seconds to the first plan, to the first that leaves out no more, and in all."""
    watch = Stopwatch()
    place, planner.visits.place = planner.visits.place, watch.place
    try:
        plan = plan_year(problem, options, watch.hear)
    finally:
        planner.visits.place = place
    total = watch.seconds()
    left_out = next(level.objective for level in plan.stages if level.level == "left_out")
    return plan, (watch.first(math.inf), watch.first(left_out), total)


def report(problem: Problem, plan: AnnualPlan, seconds: tuple[float, float, float]) -> None:
    first, complete, total = seconds
    broken = [line.clause for line in plan.compliance if line.status == "broken"]
    print(
        f"\n{problem.id}: {len(problem.targets)} schools, {len(problem.inspectors)} inspectors, "
        f"{len(plan.visits)} visits, {len(plan.left_out)} left out, "
        f"clauses broken: {', '.join(broken) or 'none'}"
    )
    print(
        f"first plan after {first:.2f} s, first complete one after {complete:.2f} s, "
        f"all after {total:.2f} s"
    )
    print(f"{'stage':<10}{'level':<20}{'objective':>12}{'bound':>12}{'gap':>9}  {'unit':<10}status")
    for level in plan.stages:
        print(
            f"{level.stage:<10}{level.level:<20}{level.objective:>12.0f}{level.bound:>12.0f}"
            f"{level.gap:>9.2%}  {level.unit:<10}{level.status}"
        )
    print("seconds: " + ", ".join(f"{stage} {s:.2f}" for stage, s in plan.seconds.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--inspectors", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=1, help="runs, each of the next seed")
    parser.add_argument("--time-limit", type=float, default=60)
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    print(", ".join(f"{name} {version(name)}" for name in LIBRARIES))
    for seed in range(arguments.seed, arguments.seed + arguments.repeat):
        problem = county(arguments.schools, arguments.inspectors, seed)
        report(problem, *run(problem, Options(time_limit_s=arguments.time_limit)))
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(f"\npeak memory {peak / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
