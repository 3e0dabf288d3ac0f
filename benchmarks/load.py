"""The service under load: `python -m benchmarks.load [--database sqlite|postgresql] …`.

A real `dudao serve` on loopback with a plan of some 7,000 visits, given to it ready-made, and two
plans that it solves meanwhile. Twenty clients read pages of visits, metadata and lists, each
pausing between two requests as people do, then without pausing. Then the plans under way are
cancelled, and two hundred are submitted at once. Prints what each took, and exits 1 when a read
failed, a submission was lost, or a target was missed.
"""

import argparse
import http.client
import json
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from benchmarks.province import province
from benchmarks.served import OVER, Client, Served, loop_seconds, percentile, postgres, until
from planner.options import Options
from planner.tiers import plan_tiers
from scenarios.generate import generate
from tests.api.jobs.cases import alone

SCHOOLS = 700
CLIENTS, READ_SECONDS, FULL_SECONDS, PAUSE_S = 20, 60.0, 15.0, 1.0
SUBMISSIONS = 200
SOLVED_AT_ONCE = 2
P99_MS, CANCEL_S = 100.0, 2.0
MOST_LISTED = 200
HARD = {"time_limit_s": 3600, "gap": 0}
_ERROR = 400


@dataclass
class Taken:
    """How long each request took, by its kind, in milliseconds; and what went wrong."""

    ms: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> list[float]:
        """Those of every kind."""
        return [ms for each in self.ms.values() for ms in each]


class Reader:
    """One client with a connection of its own."""

    def __init__(self, served: Served, token: str, taken: Taken) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
        self._taken = taken

    def __call__(self, kind: str, path: str, **query: object) -> bytes:
        """The body of an answer, which may be empty."""
        address = f"{path}?{urlencode(query)}" if query else path
        began = time.perf_counter()
        try:
            self._connection.request("GET", address, headers=self._headers)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._taken.wrong[type(error).__name__] += 1
            self._connection.close()
            return b""
        self._taken.ms.setdefault(kind, []).append(1000 * (time.perf_counter() - began))
        if answer.status >= _ERROR:
            self._taken.wrong[f"{kind} {answer.status}"] += 1
            return b""
        return body


@dataclass(frozen=True)
class Pages:
    """What there is to be read of a plan."""

    plan: str
    regions: Sequence[str]
    people: Sequence[str]
    targets: Sequence[str]
    marks: Sequence[str]
    """Where pages in the middle begin."""

    def ways(self, draw: Random) -> Sequence[tuple[int, str, str, Mapping[str, object]]]:
        """What a client may ask for next, with its weight."""
        one = f"/v1/plans/{self.plan}"
        visits = f"{one}/visits"
        return (
            (3, "first page", visits, {}),
            (4, "later page", visits, {"after": draw.choice(self.marks)}),
            (3, "page of a region", visits, {"region": draw.choice(self.regions)}),
            (3, "page of a person", visits, {"inspector": draw.choice(self.people)}),
            (2, "page of a school", visits, {"target": draw.choice(self.targets)}),
            (2, "page of a month", visits, {"since": "2027-05-01", "until": "2027-05-31"}),
            (2, "plan", one, {}),
            (2, "status", f"{one}/status", {}),
            (1, "offices", f"{one}/offices", {}),
            (2, "plans", "/v1/plans", {}),
            (1, "data sets", "/v1/datasets", {}),
            (1, "account", "/v1/me", {}),
        )


def ready_made(schools: int, seed: int) -> tuple[str, str]:
    """A province and its plan as JSON; planned once and kept in a temporary folder."""
    name = f"dudao-load-{version('dudao')}-{schools}-{seed}.json"
    file = Path(tempfile.gettempdir()) / name
    if not file.exists():
        problem = province(schools, seed)
        plan = plan_tiers(problem, Options(time_limit_s=5), os.cpu_count() or 1)
        made = [problem.model_dump_json(), plan.model_dump_json()]
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(made))
        fresh.rename(file)
    problem_text, plan_text = json.loads(file.read_text())
    return problem_text, plan_text


def given(client: Client, problem: str, plan: str) -> Pages:
    """Give the plan to the service, and look what may be asked of it."""
    dataset = client.upload(problem)
    began = time.perf_counter()
    body = f'{{"dataset":"{dataset}","plan":{plan}}}'.encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": "ready-made"}
    made = client("POST", "/v1/plans?operation=NONE", content=body, headers=headers)
    id_ = made.raise_for_status().json()["id"]
    print(f"a plan of {len(body) / 1e6:.1f} MB judged in {time.perf_counter() - began:.1f} s")
    marks: list[str] = []
    query: dict[str, str] = {"limit": "100"}
    while True:
        page = client("GET", f"/v1/plans/{id_}/visits", params=query).raise_for_status().json()
        if not marks:
            print(f"it has {page['total']} visits")
        if page["next"] is None:
            break
        marks.append(page["next"])
        query["after"] = page["next"]
    whole: dict[str, Any] = json.loads(problem)
    return Pages(
        plan=id_,
        regions=[one["id"] for one in whole["regions"]],
        people=[one["id"] for one in whole["inspectors"]],
        targets=[one["id"] for one in whole["targets"]],
        marks=marks,
    )


def read(
    served: Served, token: str, pages: Pages, clients: int, seconds: float, pause_s: float
) -> Taken:
    """Have clients read for a while."""
    taken = Taken()
    end = time.monotonic() + seconds

    def one(number: int) -> None:
        draw, ask = Random(number), Reader(served, token, taken)
        time.sleep(draw.uniform(0, pause_s))
        while time.monotonic() < end:
            ways = pages.ways(draw)
            _, kind, path, query = draw.choices(ways, [way[0] for way in ways])[0]
            ask(kind, path, **query)
            if pause_s:
                time.sleep(draw.expovariate(1 / pause_s))

    at_once(one, clients)
    return taken


def at_once(call: Callable[[int], object], times: int) -> None:
    """Make a call so many times in threads of their own, each with its number."""
    threads = [threading.Thread(target=call, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def burst(served: Served, token: str, dataset: str, number: int) -> tuple[list[str], Taken]:
    """Submit so many plans at once; the ids of those accepted, and how long each answer took."""
    accepted: list[str] = []
    taken = Taken()

    def one(index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"burst-{index}",
        }
        body = json.dumps({"dataset": dataset, "options": {"seed": index}})
        began = time.perf_counter()
        try:
            connection.request("POST", "/v1/plans", body, headers)
            answer = connection.getresponse()
            told = answer.read()
        except OSError as error:
            taken.wrong[type(error).__name__] += 1
            return
        kind = str(answer.status)
        taken.ms.setdefault(kind, []).append(1000 * (time.perf_counter() - began))
        if answer.status == 202:
            accepted.append(json.loads(told)["id"])
        elif answer.status != 429 or not answer.headers.get("Retry-After"):
            taken.wrong[kind] += 1

    at_once(one, number)
    return accepted, taken


def deep(client: Client, plan: str) -> bool:
    """Whether a plan's solver minimises."""
    parts = client("GET", f"/v1/plans/{plan}/status").raise_for_status().json()["parts"]
    return any(part["objective"] is not None for part in parts)


def cancelled(served: Served, client: Client, plan: str) -> tuple[float, float, float]:
    """Seconds from the request to its answer, to the end of a child, and to that of the plan."""
    before = set(served.processes()["solve"])
    began = time.perf_counter()
    client("POST", f"/v1/plans/{plan}/cancel").raise_for_status()
    answered = time.perf_counter() - began
    child = ended = 0.0
    while not (child and ended):
        now = time.perf_counter() - began
        if not child and before - set(served.processes()["solve"]):
            child = now
        if not ended and client.state(plan) in OVER:
            ended = now
        time.sleep(0.02)
    return answered, child, ended


def table(title: str, taken: Taken, seconds: float) -> None:
    """Print how long requests took."""
    each = taken.all
    print(f"\n{title}: {len(each)} requests, {len(each) / seconds:.0f} a second")
    print("| | requests | p50 ms | p99 ms | longest ms |\n|---|---|---|---|---|")
    for kind, ms in (*sorted(taken.ms.items()), ("all", each)):
        told = f"{percentile(ms, 0.5):.0f} | {percentile(ms, 0.99):.0f} | {max(ms):.0f}"
        print(f"| {kind} | {len(ms)} | {told} |")
    print(f"errors: {dict(taken.wrong) or 0}", flush=True)


def solve_and_read(
    served: Served, client: Client, pages: Pages, seconds: float, pause_s: float
) -> Iterator[str]:
    """Read while plans are solved, then cancel these; what is not as it should be."""
    hard = client.upload(generate(schools=300, seed=1, policy="miyi-2022").model_dump_json())
    solving = [client.submit(f"hard-{n}", hard, seed=n, **HARD) for n in range(SOLVED_AT_ONCE)]
    until(lambda: all(deep(client, one) for one in solving), 300)
    print(
        f"10 million turns of a loop while {len(solving)} plans are solved: {loop_seconds():.2f} s"
    )
    paused = read(served, client.token, pages, CLIENTS, seconds, pause_s)
    table(f"{CLIENTS} clients, {pause_s} s between two requests of each", paused, seconds)
    full = read(served, client.token, pages, CLIENTS, FULL_SECONDS, 0)
    table(f"{CLIENTS} clients without pause", full, FULL_SECONDS)
    if any(client.state(one) in OVER for one in solving):
        yield "the plans that were to be solved meanwhile have ended"
    if percentile(paused.all, 0.99) > P99_MS:
        yield f"p99 of reads over {P99_MS:.0f} ms"
    if paused.wrong or full.wrong:
        yield "reads that failed"
    for one in solving:
        if client.state(one) in OVER:
            continue
        answered, child, ended = cancelled(served, client, one)
        print(
            f"cancel: answered after {answered:.2f} s, child gone after {child:.2f} s, "
            f"plan {client.state(one)} after {ended:.2f} s"
        )
        if child > CANCEL_S:
            yield f"cancelling took {child:.2f} s"


def submit_many(served: Served, client: Client, number: int, wait_s: float) -> Iterator[str]:
    """Submit many plans at once and wait a while for their ends; what is not as it should be."""
    small = client.upload(alone(6).model_dump_json())
    began = time.perf_counter()
    accepted, taken = burst(served, client.token, small, number)
    table(f"{number} submissions at once", taken, time.perf_counter() - began)
    if taken.wrong:
        yield "submissions neither accepted nor refused"
    while True:
        listed = client("GET", "/v1/plans", params={"limit": MOST_LISTED}).raise_for_status().json()
        states = Counter(one["state"] for one in listed if one["id"] in accepted)
        over = sum(states[state] for state in OVER)
        if over == len(accepted) or time.perf_counter() - began > wait_s:
            break
        time.sleep(2)
    took = time.perf_counter() - began
    print(f"of {len(accepted)} accepted after {took:.0f} s: {dict(states)}")
    if states.total() != len(set(accepted)) or states["FAILED"] or states["INCOMPLETE"]:
        yield "submissions that were lost"


def main() -> None:
    """Serve, load, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--schools", type=int, default=SCHOOLS)
    parser.add_argument("--seconds", type=float, default=READ_SECONDS)
    parser.add_argument("--pause", type=float, default=PAUSE_S)
    parser.add_argument("--submissions", type=int, default=SUBMISSIONS)
    parser.add_argument("--wait", type=float, default=900.0, help="seconds for these to end")
    chosen = parser.parse_args()
    problem, plan = ready_made(chosen.schools, 0)
    print(f"{chosen.database}; 10 million turns of a loop before: {loop_seconds():.2f} s")
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="dudao-load-")))
        database = ""
        if chosen.database == "postgresql":
            folder.chmod(0o755)
            database = ending.enter_context(postgres(folder)).get_uri()
        served = Served(folder, database, slots=SOLVED_AT_ONCE)
        served.begin()
        ending.callback(served.end)
        client = Client(served, served.administrator())
        pages = given(client, problem, plan)
        wrong = [
            *solve_and_read(served, client, pages, chosen.seconds, chosen.pause),
            *submit_many(served, client, chosen.submissions, chosen.wait),
        ]
    print("\n" + ("; ".join(wrong) or "all as it should be"))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
