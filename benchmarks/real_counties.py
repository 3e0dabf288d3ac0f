"""Real schools with made-up people, planned: `python benchmarks/real_counties.py [SCHOOLS.csv.gz]`.

Districts of Wuhan have exact points; counties of Hainan and Inner Mongolia have ten schools each,
spread over real settlements; the Xilingol league is planned as one wide office.
"""

import argparse
import importlib
import importlib.util
import time
from pathlib import Path

from models.problem import Problem
from scenarios.convert import real_problem
from scenarios.policies import load_policy

SCHOOLS = Path(__file__).parents[2] / "shared" / "data" / "china" / "schools.csv.gz"
CASES = (
    ("420113", "miyi-2022", "Wuhan, Hannan district"),
    ("420102", "hainan-2021", "Wuhan, Jiang'an district"),
    ("420111", "miyi-2022", "Wuhan, Hongshan district"),
    ("469005", "hainan-2021", "Hainan, Wenchang city"),
    ("4690", "hainan-2021", "Hainan, counties as one office"),
    ("152502", "neimenggu-2020", "Inner Mongolia, Xilinhot"),
    ("1525", "neimenggu-2020", "Inner Mongolia, Xilingol league as one office"),
)
HEADINGS = ("case", "policy", "schools", "people", "visits", "left out", "broken", "seconds")


def planned(problem: Problem, time_limit_s: float) -> tuple[str, ...]:
    """Visits, visits left out, clauses broken and seconds; dashes before there is a planner."""
    if importlib.util.find_spec("planner.pipeline") is None:
        return ("–",) * 4
    from planner.options import Options

    plan_year = importlib.import_module("planner.pipeline").plan_year
    start = time.perf_counter()
    plan = plan_year(problem, Options(time_limit_s=time_limit_s))
    seconds = time.perf_counter() - start
    broken = sum(line.status == "broken" for line in plan.compliance)
    return str(len(plan.visits)), str(len(plan.left_out)), str(broken), f"{seconds:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("schools", type=Path, nargs="?", default=SCHOOLS)
    parser.add_argument("--only", default="", help="codes to plan, separated by commas")
    parser.add_argument("--time-limit", type=float, default=60)
    arguments = parser.parse_args()
    if not arguments.schools.exists():
        print(f"{arguments.schools} is absent: nothing to do")
        return
    towns = arguments.schools.with_name("towns_geonames.csv.gz")
    only = set(filter(None, arguments.only.split(",")))
    print(" | ".join(HEADINGS))
    for code, policy, label in CASES:
        if only and code not in only:
            continue
        problem = real_problem(
            arguments.schools, code, load_policy(policy), towns=towns if towns.exists() else None
        )
        counts = str(len(problem.targets)), str(len(problem.inspectors))
        row = (f"{label} ({code})", policy, *counts, *planned(problem, arguments.time_limit))
        print(" | ".join(row), flush=True)


if __name__ == "__main__":
    main()
