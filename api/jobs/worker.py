"""Workers: `slots` processes, each solving one part at a time, and one that starts them again.

`python -m api.jobs.worker --ledger MODULE:FUNCTION --ledger-url URL --jobs-url URL --slots N`. A
slot that dies comes back under its name and takes up what it left; what a whole machine left is
taken over by the others.
"""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType
from typing import Protocol
from uuid import uuid4

from api.hosting.logs import configure
from api.jobs.janitor import BEAT_SECONDS, SILENT_SECONDS, SWEEP_SECONDS, every, sweep
from api.jobs.ledger import Ledger, Roll
from api.jobs.solving import Bounds, Solve, solve

LEDGER_URL, JOBS_URL = "WORKER_LEDGER_URL", "WORKER_JOBS_URL"
"""Variables that stand for the options: the command line of a process is open to everybody."""

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.2
_FASTEST_RESTART_SECONDS = 1.0
_PATIENCE_SECONDS = 5.0


class Books(Ledger, Roll, Protocol):
    """The database as a worker needs it: plans and workers."""


def opened(where: str, url: str) -> Books:
    """The database; `where` is the function that opens it, as `module:function`."""
    module, _, name = where.partition(":")
    opener: Callable[[str], Books] = getattr(import_module(module), name)
    return opener(url)


def run(arguments: Sequence[str], slots: int) -> None:
    """Run so many slots until SIGTERM or SIGINT; those that die are started again.

    Parameters
    ----------
    arguments
        The command line of a slot, but for its name.
    """
    asked_to_end = _asked_by_signal()
    host = socket.gethostname()
    names = [f"{host}-{uuid4().hex[:12]}" for _ in range(slots)]
    command = [sys.executable, "-m", "api.jobs.worker", *arguments, f"--parent={os.getpid()}"]
    running: dict[str, subprocess.Popen[bytes]] = {}
    began: dict[str, float] = {}
    while not asked_to_end():
        for name in names:
            if name in running and running[name].poll() is None:
                continue
            if time.monotonic() - began.get(name, -_FASTEST_RESTART_SECONDS) < (
                _FASTEST_RESTART_SECONDS
            ):
                continue
            running[name] = subprocess.Popen([*command, f"--executor={name}"])
            began[name] = time.monotonic()
        time.sleep(_POLL_SECONDS)
    _end(list(running.values()))


def _end(processes: Sequence["subprocess.Popen[bytes]"]) -> None:
    for process in processes:
        process.terminate()
    until = time.monotonic() + _PATIENCE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            # What it has under way is found again by whoever comes next.
            process.kill()
            process.wait()


def serve(
    books: Books, jobs_url: str, executor: str, silent_s: float, solve: Solve = solve
) -> None:
    """Be one slot until SIGTERM: solve what is queued, give signs of life, clean up."""
    from api.jobs.durable import DurableJobs, executing
    from api.jobs.work import Work

    asked_to_end, ended = _asked_by_signal(), threading.Event()
    books.beat(executor, time.time())
    jobs = DurableJobs(jobs_url, books)
    with executing(jobs_url, Work(books, solve), executor):
        every(min(BEAT_SECONDS, silent_s / 4), lambda: books.beat(executor, time.time()), ended)

        def clean() -> None:
            sweep(books, books, jobs, executor, time.time(), silent_s)

        every(min(SWEEP_SECONDS, silent_s / 2), clean, ended)
        # Without an end to each sleep, a signal that came to another thread would wake nobody.
        while not asked_to_end():
            time.sleep(_POLL_SECONDS)
        ended.set()
        # Steps under way are not waited for: their children end with this process, and others
        # begin them anew.
        jobs.take_over(executor)
        os._exit(0)


def _asked_by_signal() -> Callable[[], bool]:
    """Whether SIGTERM or SIGINT has come since."""
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)  # takes no lock, which the interrupted thread might hold

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, note)
    return lambda: bool(came)


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def main() -> None:
    """The command line of a worker, and of one of its slots."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--ledger", required=True)
    for name, variable in (("--ledger-url", LEDGER_URL), ("--jobs-url", JOBS_URL)):
        default = os.environ.get(variable)
        parser.add_argument(name, required=default is None, default=default)
    parser.add_argument("--slots", type=int, default=1)
    parser.add_argument("--silent-seconds", type=float, default=SILENT_SECONDS)
    parser.add_argument("--memory-mb", type=int, default=Bounds().memory_mb)
    parser.add_argument("--executor", default="")
    parser.add_argument("--parent", type=int, default=0)
    given = parser.parse_args()
    configure()
    if given.parent:
        _die_with(given.parent)
    if not given.executor:
        run(sys.argv[1:], given.slots)
        return
    serve(
        opened(given.ledger, given.ledger_url), given.jobs_url, given.executor, given.silent_seconds
    )


if __name__ == "__main__":
    main()
