import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from api.running import run_stoppable


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
