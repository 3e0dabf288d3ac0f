import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from api.running import ABORTED, run_stoppable


def test_result_comes_back() -> None:
    assert run_stoppable(lambda stop: 42, lambda: None) == 42


def test_failure_comes_back() -> None:
    def fail(stop: Callable[[], bool]) -> None:
        raise ValueError("bad")

    with pytest.raises(ValueError, match="bad"):
        run_stoppable(fail, lambda: None)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_signal_asks_to_stop(number: signal.Signals) -> None:
    told: list[str] = []
    before = signal.getsignal(number)

    def work(stop: Callable[[], bool]) -> str:
        threading.Timer(0.1, os.kill, (os.getpid(), number)).start()
        deadline = time.monotonic() + 10
        while not stop() and time.monotonic() < deadline:
            time.sleep(0.01)
        return "best so far" if stop() else "never stopped"

    assert run_stoppable(work, lambda: told.append("stopping")) == "best so far"
    assert told == ["stopping"]
    assert signal.getsignal(number) == before


DEAF = """
import time
from api.running import run_stoppable
print("started", flush=True)
run_stoppable(lambda stop: time.sleep(60), lambda: print("stopping", flush=True))
"""


def test_second_signal_ends_the_process_at_once() -> None:
    process = subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    time.sleep(0.3)  # the handler is set right after the line was printed
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "stopping\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == ABORTED
