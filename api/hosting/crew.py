"""The workers of this machine: how they are begun, and one that is begun again when it dies."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import api
from api.hosting.logs import log
from api.jobs.worker import JOBS_URL, LEDGER_URL
from api.settings import Settings

_POLL_SECONDS = 0.2
_SHORTEST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_PATIENCE_SECONDS = 15.0
_WELL_SECONDS = 60.0


def arguments(settings: Settings) -> tuple[str, ...]:
    """The command line of a worker; addresses of databases, which hold passwords, are not in it."""
    return ("--ledger=api.store.ledger:open_ledger", f"--slots={settings.slots}")


def environment(settings: Settings) -> Mapping[str, str]:
    """What a worker is told besides, and where it finds the very program that begins it."""
    return {
        LEDGER_URL: settings.store_url,
        JOBS_URL: settings.jobs_url,
        "PYTHONPATH": str(Path(api.__file__).parents[1]),
        "PYTHONSAFEPATH": "1",
    }


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """Have a worker with its slots at work, in this process group, as long as the context lasts."""
    parent = f"--parent={os.getpid()}"
    command = [sys.executable, "-m", "api.jobs.worker", *arguments(settings), parent]
    with kept_alive(command, {**os.environ, **environment(settings)}):
        yield


@contextmanager
def kept_alive(command: Sequence[str], environ: Mapping[str, str]) -> Iterator[None]:
    """Have a process run as long as the context lasts; at its end it is asked to end, then made to.

    It is begun again when it dies, at once after a good while, else after a pause that doubles.
    """
    ended = threading.Event()
    # The kernel ends a child with the thread that began it, so one thread does all of this.
    thread = threading.Thread(target=_keep, args=(command, environ, ended), name="crew")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _keep(command: Sequence[str], environ: Mapping[str, str], ended: threading.Event) -> None:
    pause = _SHORTEST_PAUSE_SECONDS
    while not ended.is_set():
        process = subprocess.Popen(command, env=environ)
        lived = 0.0
        while process.poll() is None and not ended.wait(_POLL_SECONDS):
            lived += _POLL_SECONDS
        if ended.is_set():
            _end(process)
            return
        log().warning("worker died", status=process.returncode, again_in_seconds=pause)
        ended.wait(pause)
        well = lived >= _WELL_SECONDS
        pause = _SHORTEST_PAUSE_SECONDS if well else min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
