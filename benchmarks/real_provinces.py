"""Real schools of whole provinces, all offices: `python -m benchmarks.real_provinces [FOLDER]`.

Hainan and Mudanjiang with made-up people. The columns are those of `benchmarks.province`.
"""

import argparse
from pathlib import Path

from benchmarks.province import COLUMNS, measure
from planner.options import Options
from scenarios.policies import load_policy, with_programmes
from scenarios.realoffices import real_offices

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "china"
CASES = (
    ("46", "hainan-2021", (), "Hainan"),
    ("2310", "mudanjiang-2021", ("neimenggu-2020:term-end",), "Mudanjiang"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--only", default="", help="codes to plan, separated by commas")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--time-limit", type=float, default=15, help="for each office")
    arguments = parser.parse_args()
    schools, towns = (arguments.folder / f"{n}.csv.gz" for n in ("schools", "towns_geonames"))
    divisions = arguments.folder / "admin" / "divisions_2022.csv"
    if not schools.exists():
        print(f"{schools} is absent: nothing to do")
        return
    only = set(filter(None, arguments.only.split(",")))
    print("| " + " | ".join(("province", *COLUMNS)) + " |")
    print("|" + "---|" * (len(COLUMNS) + 1), flush=True)
    for code, policy, also, label in CASES:
        if only and code not in only:
            continue
        rules = with_programmes(load_policy(policy), also)
        problem = real_offices(schools, divisions, code, rules, towns=towns)
        row = measure(problem, Options(time_limit_s=arguments.time_limit), arguments.jobs)
        print("| " + " | ".join((label, *map(str, row))) + " |", flush=True)


if __name__ == "__main__":
    main()
