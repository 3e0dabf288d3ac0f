"""The child that solves: the same plan, and whatever becomes of it, a clear word to the parent."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from api.jobs.request import Request
from api.jobs.solving import Bounds, ChildFaultError, solve
from models.plan import AnnualPlan, PlanStatus
from models.problem import Problem
from models.text import say
from planner.options import Progress
from planner.pipeline import plan_year
from planner.tiers.year import steady
from tests.api.jobs.cases import LONG, OPTIONS, alone, children, solving, until, untimed


@pytest.fixture(scope="module")
def problem() -> Problem:
    return alone()


def never() -> bool:
    return False


def quiet(_progress: Progress) -> None:
    return


def test_a_child_plans_what_the_parent_would(problem: Problem) -> None:
    told: list[Progress] = []
    options = steady(OPTIONS)
    answer = solve(Request(problem=problem, options=options), told.append, never)
    assert answer is not None
    assert not answer.interrupted
    assert untimed(answer.body) == untimed(plan_year(problem, options))
    assert {"zoning", "visits", "audit"} <= {p.stage for p in told}
    assert not [c for c in children(os.getpid()) if solving(c)]


GARBAGE = {
    "no json": ("print('hello')", "garbled"),
    "no object": ("print('[1, 2]')", "garbled"),
    "no plan": ('print(\'{"plan":{"a":1}}\')', "garbled"),
    "unknown": ("print('{\"other\":1}')", "garbled"),
    "bytes": (r"import sys; sys.stdout.buffer.write(b'\xff\x00\xfe\n')", "garbled"),
    "half a line": ('print(\'{"plan":{"zones":[\', end="")', "garbled"),
    "endless line": ("print('x' * 100_000)", "garbled"),
    "no word": ("pass", "ended"),
    "status": ("raise SystemExit(3)", "ended"),
    "killed": ("import os; os.kill(os.getpid(), 9)", "killed"),
    "crash": ("import os; os.abort()", "killed"),
}


@pytest.mark.parametrize("case", GARBAGE)
def test_whatever_a_child_does_is_a_clear_fault(problem: Problem, case: str) -> None:
    code, kind = GARBAGE[case]
    request = Request(problem=problem, options=OPTIONS)
    with pytest.raises(ChildFaultError) as raised:
        solve(
            request,
            quiet,
            never,
            bounds=Bounds(line_bytes=5000),
            arguments=[sys.executable, "-c", code],
        )
    assert raised.value.lost
    assert raised.value.fault.code == f"jobs.fault.{kind}"
    assert say(raised.value.fault, "zh") != say(raised.value.fault, "en")


def test_a_flood_of_errors_neither_blocks_nor_fills_memory(problem: Problem) -> None:
    code = "import sys; sys.stderr.write('spam ' * 1_000_000 + 'the end'); sys.exit(1)"
    with pytest.raises(ChildFaultError) as raised:
        solve(
            Request(problem=problem, options=OPTIONS),
            quiet,
            never,
            arguments=[sys.executable, "-c", code],
        )
    assert raised.value.trace.endswith("the end")
    assert len(raised.value.trace) <= Bounds().stderr_bytes


def test_an_error_of_the_planner_is_no_reason_to_try_again(problem: Problem) -> None:
    fault = json.dumps({"fault": {"code": "jobs.fault.internal", "args": {"kind": "KeyError"}}})
    with pytest.raises(ChildFaultError) as raised:
        solve(
            Request(problem=problem, options=OPTIONS),
            quiet,
            never,
            arguments=[sys.executable, "-c", f"print({fault!r})"],
        )
    assert not raised.value.lost


def test_too_little_memory_is_a_fault(problem: Problem) -> None:
    with pytest.raises(ChildFaultError):
        solve(
            Request(problem=problem, options=steady(OPTIONS)),
            quiet,
            never,
            bounds=Bounds(memory_mb=24),
        )


def test_a_stopped_child_keeps_the_best() -> None:
    begun = threading.Event()
    request = Request(problem=alone(schools=30), options=steady(LONG), drafts=True)
    patient = Bounds(grace_s=60)
    answer = solve(request, lambda _: begun.set(), begun.is_set, bounds=patient)
    assert answer is not None
    assert answer.interrupted
    assert AnnualPlan.model_validate_json(answer.body).status is PlanStatus.INTERRUPTED


def test_a_child_that_does_not_stop_is_killed(problem: Problem) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        'print(\'{"progress":{"stage":"visits"}}\', flush=True); time.sleep(1000)'
    )
    begun = threading.Event()
    request = Request(problem=problem, options=OPTIONS, drafts=True)
    arguments = [sys.executable, "-c", code]
    bounds = Bounds(grace_s=0.2)
    assert (
        solve(request, lambda _: begun.set(), begun.is_set, bounds=bounds, arguments=arguments)
        is None
    )


PARENT = """
from api.jobs.request import Request
from api.jobs.solving import solve
from planner.tiers.year import steady
from tests.api.jobs.cases import LONG, alone

request = Request(problem=alone(schools=12), options=steady(LONG))
solve(request, lambda p: print(p.stage, flush=True), lambda: False)
"""


def test_a_child_dies_with_its_parent() -> None:
    root = Path(__file__).parents[3]
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=root) as one:
        assert one.stdout is not None
        one.stdout.readline()
        found = [child for child in children(one.pid) if solving(child)]
        assert len(found) == 1
        # Held still, so that it cannot end for a reason of its own.
        os.kill(found[0], signal.SIGSTOP)
        os.kill(one.pid, signal.SIGKILL)
    try:
        until(lambda: not solving(found[0]), 30)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(found[0], signal.SIGKILL)


def test_of_a_child_that_is_killed_the_drafts_are_left(problem: Problem, tmp_path: Path) -> None:
    draft = plan_year(problem, steady(OPTIONS)).model_dump_json().encode()
    said = tmp_path / "said"
    said.write_bytes(b'{"draft":' + draft + b"}\n")
    code = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"print(pathlib.Path({str(said)!r}).read_text(), end='', flush=True); time.sleep(1000)"
    )
    drafts: list[bytes] = []
    answer = solve(
        Request(problem=problem, options=OPTIONS, drafts=True),
        quiet,
        lambda: bool(drafts),
        drafts.append,
        Bounds(grace_s=0.2),
        [sys.executable, "-c", code],
    )
    assert answer is None
    assert drafts == [draft]
