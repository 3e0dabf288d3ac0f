"""Jobs that outlive every process, on SQLite and on a real PostgreSQL."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("dbos")

from api.jobs.durable import DurableJobs, JsonSerializer, executing
from api.jobs.port import OPEN, State
from api.jobs.work import Work
from models.tiers import TieredPlan
from tests.api.jobs.cases import OPTIONS, alone, children, small, until, untimed
from tests.api.jobs.ledgers import FileLedger
from tests.api.jobs.test_work import here

ROOT = Path(__file__).parents[3]
KEYS = {"x", "x0", "x00", "x01"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes | None:
    """The plan of an undisturbed run."""
    ledger = FileLedger(tmp_path_factory.mktemp("whole") / "ledger.sqlite")
    ledger.add("p", small(), OPTIONS)
    Work(ledger, here).run("p")
    return ledger.result("p")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Makes databases of a PostgreSQL of its own."""
    server = pytest.importorskip("pgserver").get_server(tmp_path_factory.mktemp("pg"))

    def made(name: str) -> str:
        server.psql(f"create database {name};")
        return str(server.get_uri(name))

    yield made
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jobs.sqlite'}"
    make: Callable[[str], str] = request.getfixturevalue("postgres")
    return make(f"t{abs(hash(request.node.name)) % 10**9}")


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    made = FileLedger(tmp_path / "ledger.sqlite")
    for plan in ("p", "q"):
        made.add(plan, small(), OPTIONS)
    return made


SLOT = """
import sys
from api.jobs.worker import serve
from tests.api.jobs.ledgers import open_ledger
from tests.api.jobs.test_work import here

serve(open_ledger(sys.argv[1]), sys.argv[2], sys.argv[3], 4, here)
"""


@contextmanager
def slot(ledger: FileLedger, url: str, executor: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One slot of a worker, that solves in its own process."""
    command = [sys.executable, "-c", SLOT, str(ledger.path), url, executor]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def worker(ledger: FileLedger, url: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [
        sys.executable,
        "-m",
        "api.jobs.worker",
        "--ledger=tests.api.jobs.ledgers:open_ledger",
        f"--ledger-url={ledger.path}",
        f"--jobs-url={url}",
    ]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.terminate()


def ended(ledger: FileLedger, *plans: str) -> Callable[[], bool]:
    return lambda: all(ledger.status(plan).state not in OPEN for plan in plans)


def test_a_submitted_plan_is_solved_once(ledger: FileLedger, url: str, whole: bytes | None) -> None:
    jobs = DurableJobs(url, ledger)
    jobs.submit("p")
    jobs.submit("p")
    with executing(url, Work(ledger, here), "one"):
        until(ended(ledger, "p"))
        jobs.submit("p")
        jobs.submit("q")
        until(ended(ledger, "q"))
    assert ledger.endings("p") == ledger.endings("q") == ["COMPLETED"]
    assert untimed(ledger.result("p")) == untimed(whole)
    assert ledger.beginnings("p") == dict.fromkeys(KEYS, 1)
    jobs.close()


def test_executors_killed_at_random_moments(
    ledger: FileLedger, url: str, whole: bytes | None
) -> None:
    """The first comes back under its name, then one with another name takes over."""
    draw = random.Random(7)
    jobs = DurableJobs(url, ledger)
    jobs.submit("p")
    kept: dict[str, int] = {}
    for executor, begun in (("one", {"x"}), ("one", {"x", "x0"}), ("two", KEYS)):
        with slot(ledger, url, executor) as process:
            if begun == KEYS:
                until(ended(ledger, "p"))
            else:
                until(lambda begun=begun: begun <= set(ledger.beginnings("p")))
                time.sleep(draw.uniform(0, 0.3))
                process.kill()
        assert {key: ledger.beginnings("p")[key] for key in kept} == kept
        kept = {key: n for key, n in ledger.beginnings("p").items() if ledger.part("p", key)}
    assert ledger.endings("p") == ["COMPLETED"]
    assert untimed(ledger.result("p")) == untimed(whole)
    jobs.close()


def test_a_worker_starts_slots_again_and_leaves_nothing(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path / "ledger.sqlite")
    ledger.add("p", alone(), OPTIONS)
    url = f"sqlite:///{tmp_path / 'jobs.sqlite'}"
    jobs = DurableJobs(url, ledger)
    jobs.submit("p")
    with worker(ledger, url) as process:
        until(lambda: ledger.beginnings("p"))
        killed = children(process.pid)
        os.kill(killed[0], signal.SIGKILL)
        until(ended(ledger, "p"))
        found = children(process.pid)
    assert len(killed) == len(found) == 1
    assert killed != found
    assert process.returncode == 0
    assert ledger.status("p").state is State.COMPLETED
    until(lambda: not Path(f"/proc/{found[0]}").exists())
    jobs.close()


def test_cancelling_keeps_what_is_done(ledger: FileLedger, url: str) -> None:
    begun = threading.Event()

    def waiting(request, on_progress, stop, _on_draft):  # type: ignore[no-untyped-def]
        if request.problem.office in ("x00", "x01"):
            begun.set()
            until(stop)
        return here(request, on_progress, stop)

    jobs = DurableJobs(url, ledger)
    jobs.submit("p")
    jobs.cancel("q")
    assert ledger.status("q").state is State.INCOMPLETE
    with executing(url, Work(ledger, waiting), "one"):
        assert begun.wait(300)
        jobs.cancel("p")
        until(ended(ledger, "p"))
    assert ledger.status("p").state is State.INCOMPLETE
    plan = TieredPlan.model_validate_json(ledger.result("p") or b"")
    assert {"x", "x0"} < {one.office for one in plan.offices} < KEYS
    jobs.close()


def test_a_plan_that_never_came_to_the_queue_is_put_there(ledger: FileLedger, url: str) -> None:
    jobs = DurableJobs(url, ledger)
    with executing(url, Work(ledger, here), "one"):
        jobs.settle(ledger.open_plans())
        until(ended(ledger, "p", "q"))
        jobs.settle(("p", "q"))
    assert ledger.endings("p") == ledger.endings("q") == ["COMPLETED"]
    jobs.close()


def test_a_plan_whose_job_broke_off_has_failed(ledger: FileLedger, tmp_path: Path) -> None:
    class Broken(Work):
        def begin(self, plan: str) -> tuple:  # type: ignore[type-arg]
            raise ArithmeticError(f"{plan} is odd")

    url = f"sqlite:///{tmp_path / 'jobs.sqlite'}"
    jobs = DurableJobs(url, ledger)
    jobs.submit("p")
    with executing(url, Broken(ledger, here), "one", tries=1):

        def failed() -> bool:
            jobs.settle(("p",))
            return ledger.status("p").state is State.FAILED

        until(failed)
    fault = ledger.status("p").fault
    assert fault is not None
    assert "p is odd" in str(fault.args["reason"])
    jobs.close()


def test_rows_are_json() -> None:
    serializer = JsonSerializer()
    value = {"args": ["p", "x0"], "kwargs": {"名": None}}
    assert serializer.deserialize(serializer.serialize(value)) == value
    error = serializer.deserialize(serializer.serialize(ValueError("bad")))
    assert isinstance(error, RuntimeError)
    assert str(error) == "ValueError: bad"
    with pytest.raises(TypeError):
        serializer.serialize({1, 2})
