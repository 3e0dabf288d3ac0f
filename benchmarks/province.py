"""Whole provinces, planned, audited and written: `python -m benchmarks.province [SCHOOLS ...]`.

Made-up provinces of Inner Mongolia's kind, about 68 schools a county and nine counties a
prefecture. Each size runs in a process of its own, so that its peak of memory is its own. The gap
is the greatest, over the levels of the objective, of all offices' distances to their bounds
together, as a share of their objectives together.
"""

import argparse
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from models.problem import Problem
from planner.options import Options
from planner.tiers import Offices, plan_tiers, summed_gap
from scenarios.export.tiers import write_tiers
from scenarios.generate.province import generate_province

SIZES = (500, 1000, 2000, 4000, 7000)
SCHOOLS_A_COUNTY, COUNTIES_A_PREFECTURE = 68, 8.6
POLICY, ALSO = "neimenggu-2020", ("shuangjian-2022:cross-leagues", "shuangjian-2022:cross")
COLUMNS = (
    *("schools", "offices", "people", "visits", "left out", "gap"),
    *("plan s", "write s", "CPU s", "MiB", "MiB a worker", "broken"),
)


def province(schools: int, seed: int) -> Problem:
    """A province of so many schools."""
    counties = max(2, round(schools / SCHOOLS_A_COUNTY))
    return generate_province(
        schools=schools,
        seed=seed,
        policy=POLICY,
        also=ALSO,
        counties=counties,
        prefectures=max(2, round(counties / COUNTIES_A_PREFECTURE)),
    )


def measure(problem: Problem, options: Options, jobs: int) -> tuple[object, ...]:
    """One row of the table."""
    began = time.perf_counter()
    plan = plan_tiers(problem, options, jobs)
    planned = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_tiers(problem, plan, Path(folder), processes=jobs)
    written = time.perf_counter()
    own, workers = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    plans = [one.plan for one in plan.offices]
    broken = {line.clause for one in (plan, *plans) for line in one.compliance if line.findings}
    return (
        sum(target.kind == "school" for target in problem.targets),
        len(Offices(problem).ids),
        len(problem.inspectors),
        sum(len(p.visits) for p in plans),
        sum(len(p.left_out) for p in plans),
        f"{summed_gap(plan):.2%}",
        f"{planned - began:.0f}",
        f"{written - planned:.0f}",
        f"{sum((own.ru_utime, own.ru_stime, workers.ru_utime, workers.ru_stime)):.0f}",
        f"{own.ru_maxrss * unit / 2**20:.0f}",
        f"{workers.ru_maxrss * unit / 2**20:.0f}",
        " ".join(sorted(broken)) or "–",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("schools", type=int, nargs="*", default=SIZES)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--time-limit", type=float, default=15, help="for each office")
    parser.add_argument("--row", action="store_true", help="this one size, without a head")
    arguments = parser.parse_args()
    if arguments.row:
        (schools,) = arguments.schools
        options = Options(time_limit_s=arguments.time_limit, seed=arguments.seed)
        row = measure(province(schools, arguments.seed), options, arguments.jobs)
        print("| " + " | ".join(map(str, row)) + " |", flush=True)
        return
    print(
        f"Python {platform.python_version()}, OR-Tools {version('ortools')}, {arguments.jobs} jobs"
    )
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---|" * len(COLUMNS), flush=True)
    for schools in arguments.schools:
        more = (f"--seed={arguments.seed}", f"--jobs={arguments.jobs}", "--row")
        limit = f"--time-limit={arguments.time_limit}"
        command = [sys.executable, "-m", "benchmarks.province", str(schools), *more, limit]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
