"""What tests of jobs share: small data sets, plans without their seconds, and killing."""

import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from models.plan import AnnualPlan
from models.problem import Problem
from models.tiers import TieredPlan
from planner.options import Options
from planner.tiers import plan_tiers
from tests.planner.tiers.realm import realm

OPTIONS = Options(time_limit_s=20)
LONG = Options(time_limit_s=3000, gap=0)


def small(seed: int = 1) -> Problem:
    """A province, a prefecture and two counties: four parts, each solved in a moment."""
    return realm(seed, prefectures=1, counties=2, schools=2)


@cache
def small_plan() -> TieredPlan:
    """The plan of `small`, made without any job; the expert x00-e0 goes for three offices."""
    return plan_tiers(small(), OPTIONS, 1)


def alone(schools: int = 3) -> Problem:
    """The data set of one county."""
    whole = realm(2, prefectures=1, counties=1, schools=schools)
    county = [p for p in whole.inspectors if p.region == "x00"]
    people = {p.id for p in county}
    return whole.model_copy(
        update={
            "id": "alone",
            "office": "x00",
            "inspectors": tuple(county),
            "leave": tuple(x for x in whole.leave if x.inspector in people),
        }
    )


def untimed(body: bytes | str | AnnualPlan | TieredPlan | None) -> object:
    """A plan as JSON without seconds, the only part that may differ."""
    assert body is not None
    text = body.model_dump_json() if isinstance(body, AnnualPlan | TieredPlan) else body
    return _without(json.loads(text))


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without(v) for key, v in value.items() if key != "seconds"}
    return [_without(v) for v in value] if isinstance(value, list) else value


def children(pid: int) -> list[int]:
    """The processes that a process has made and that still live."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def solving(pid: int) -> bool:
    """Whether a process is a child that solves."""
    try:
        return b"api.jobs.solving" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@contextmanager
def killing(seed: int, most: int, longest_s: float) -> Iterator[list[int]]:
    """Meanwhile kill children of this process that solve, at random moments, at most so many."""
    draw = random.Random(seed)
    killed: list[int] = []
    over = threading.Event()

    def kill() -> None:
        while len(killed) < most and not over.wait(draw.uniform(0, longest_s)):
            for child in filter(solving, children(os.getpid())):
                os.kill(child, signal.SIGKILL)
                killed.append(child)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def until(true: object, seconds: float = 300) -> None:
    """Wait until a call says yes; fail when it does not in so long."""
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)
