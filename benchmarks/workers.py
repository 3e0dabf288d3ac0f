"""One worker or two: `python -m benchmarks.workers [--counties 40] [--schools 80] [--seed 0]`.

A made-up province is planned by a `dudao serve --no-worker` on one PostgreSQL: by one
`dudao worker --slots 1`, then by two, `--rounds` times. Prints the seconds, the processor seconds
of the workers, and before each run the time of a loop, alone and beside a second one: two workers
gain no more than the machine has two processors to give. Exits 1 when two were not faster or a
plan was another.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

from benchmarks.served import OVER, ROOT, Client, Served, loop_seconds, postgres, untimed
from planner.tiers import Offices
from scenarios.generate.province import generate_province

POLICY, TIME_LIMIT_S = "neimenggu-2020", 5.0


@contextmanager
def workers(served: Served, number: int) -> Iterator[None]:
    """So many workers of one slot, in processes of their own."""
    command = [sys.executable, "-m", "api", "worker", "--slots=1"]
    with ExitStack() as ending, (served.folder / "workers").open("ab") as log:
        for _ in range(number):
            process = subprocess.Popen(
                command, cwd=ROOT, env=served.environ, stdout=log, stderr=log
            )
            ending.callback(process.wait)
            ending.callback(process.terminate)
        yield


@dataclass(frozen=True)
class Run:
    """Seconds from a plan's submission to its end, processor seconds of its workers, the plan."""

    seconds: float
    processor: float
    plan: object


def planned(client: Client, served: Served, dataset: str, key: str, number: int) -> Run:
    """A plan made by so many workers."""
    before = _processor_of_children()
    with workers(served, number):
        time.sleep(15)  # until they are there, which is not what is measured
        began = time.perf_counter()
        id_ = client.submit(key, dataset, time_limit_s=TIME_LIMIT_S)
        while (state := client.state(id_)) not in OVER:
            time.sleep(0.2)
        seconds = time.perf_counter() - began
    assert state == "COMPLETED", state
    plan = untimed(client("GET", f"/v1/plans/{id_}/result").raise_for_status().text)
    return Run(seconds, _processor_of_children() - before, plan)


def _processor_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _two_loops() -> float:
    """How long each of two loops takes at the same time."""
    with Pool(2) as pool:
        loops = [pool.apply_async(loop_seconds) for _ in range(2)]
        return max(loop.get() for loop in loops)


def main() -> None:
    """Plan by one, then by two."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=80)
    parser.add_argument("--counties", type=int, default=40)
    parser.add_argument("--prefectures", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    problem = generate_province(
        schools=chosen.schools,
        seed=chosen.seed,
        policy=POLICY,
        counties=chosen.counties,
        prefectures=chosen.prefectures,
    )
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="dudao-workers-")))
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        database = ending.enter_context(postgres(folder)).get_uri()
        served = Served(folder, database, worker=False)
        served.begin()
        ending.callback(served.end)
        client = Client(served, served.administrator())
        dataset = client.upload(problem.model_dump_json())
        print(f"{len(Offices(problem).ids)} offices, {len(problem.targets)} targets")
        print("| workers | s | processor s | loop | two loops |\n|---|---|---|---|---|")
        runs: dict[int, list[Run]] = {1: [], 2: []}
        for round_ in range(chosen.rounds):
            for number, made in runs.items():
                loops = f"{loop_seconds():.2f} | {_two_loops():.2f}"
                run = planned(client, served, dataset, f"round {round_}, by {number}", number)
                made.append(run)
                print(
                    f"| {number} | {run.seconds:.0f} | {run.processor:.0f} | {loops} |", flush=True
                )
    first = runs[1][0].plan
    same = all(run.plan == first for made in runs.values() for run in made)
    one, two = (statistics.median(run.seconds for run in made) for made in runs.values())
    print(f"{one / two:.2f} times as fast, " + ("one plan" if same else "ANOTHER PLAN"))
    sys.exit(0 if same and two < one else 1)


if __name__ == "__main__":
    main()
