"""Public instances of the zoning core: solved one after the other, a line each."""

import argparse
import csv
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.assignment import Assigned, Assignment, assign
from planner.lexicographic import Search
from planner.options import Options

BENCH = Path(__file__).parents[2].parent / "shared" / "data" / "bench"
HEADINGS = "instance | people | targets | best known | found | bound | gap | proof | seconds"


@dataclass(frozen=True)
class Instance:
    """A file and how to read it; its costs are counted in units of 1 / `fine`."""

    name: str
    path: Path
    read: Callable[[Path], Assignment]
    fine: int = 1


def solve(instance: Instance, seconds: float, seed: int = 0) -> Assigned:
    """The instance by the program's own core."""
    options = Options(time_limit_s=seconds, seed=seed)
    return assign(instance.read(instance.path), Search(options, time.monotonic() + seconds))


def best_known(folder: Path) -> dict[str, float]:
    """The least known cost of each instance; a list of the folder."""
    with (folder / "best_known.csv").open(encoding="utf-8") as lines:
        return {row["instance"]: float(row["best_known"]) for row in csv.DictReader(lines)}


def main(description: str | None, folder: Path, instances: Sequence[Instance]) -> None:
    """Solve and print."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--only", default="", help="parts of names, separated by commas")
    parser.add_argument("--time-limit", type=float, default=60)
    arguments = parser.parse_args()
    if not instances:
        print(f"{folder} is absent: nothing to do")
        return
    known = best_known(folder)
    only = [part for part in arguments.only.split(",") if part] or [""]
    print(HEADINGS)
    for instance in instances:
        if any(part in instance.name for part in only):
            print(_line(instance, known.get(instance.name), arguments.time_limit), flush=True)


def _line(instance: Instance, known: float | None, seconds: float) -> str:
    begin = time.perf_counter()
    problem = instance.read(instance.path)
    found = solve(instance, seconds)
    took = time.perf_counter() - begin
    cost, bound = found.cost / instance.fine, found.bound / instance.fine
    gap = "–" if known is None or found.excess else f"{(cost - known) / known:+.3%}"
    state = f"excess {found.excess}" if found.excess else "optimal" if found.proven else "open"
    return (
        f"{instance.name} | {problem.people} | {problem.targets} | {known or '–'} | {cost:.10g} | "
        f"{bound:.10g} | {gap} | {state} | {took:.1f}"
    )
