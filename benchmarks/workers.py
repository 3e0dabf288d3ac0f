"""One worker or two: `python -m benchmarks.workers [--counties 40] [--schools 80] [--seed 0]`.

A made-up province is planned twice by a `dudao serve --no-worker` on one PostgreSQL: by one
`dudao worker --slots 1`, then by two. Prints the seconds, and exits 1 when two were not faster or
made another plan.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


def planned(client: Client, served: Served, dataset: str, number: int) -> tuple[float, object]:
    """Seconds that so many workers take for a plan, from its submission on; and the plan."""
    with workers(served, number):
        time.sleep(15)  # until they are there, which is not what is measured
        began = time.perf_counter()
        id_ = client.submit(f"by {number}", dataset, time_limit_s=TIME_LIMIT_S)
        while (state := client.state(id_)) not in OVER:
            time.sleep(0.2)
        seconds = time.perf_counter() - began
    assert state == "COMPLETED", state
    return seconds, untimed(client("GET", f"/v1/plans/{id_}/result").raise_for_status().text)


def main() -> None:
    """Plan by one, then by two."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=80)
    parser.add_argument("--counties", type=int, default=40)
    parser.add_argument("--prefectures", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
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
        print("| workers | s | 10 million turns of a loop before |\n|---|---|---|")
        results: dict[int, tuple[float, object]] = {}
        for number in (1, 2):
            loop = loop_seconds()
            results[number] = planned(client, served, dataset, number)
            print(f"| {number} | {results[number][0]:.0f} | {loop:.2f} |", flush=True)
    same = results[1][1] == results[2][1]
    print(f"{results[1][0] / results[2][0]:.2f} times as fast, " + ("one plan" if same else "TWO"))
    sys.exit(0 if same and results[2][0] < results[1][0] else 1)


if __name__ == "__main__":
    main()
