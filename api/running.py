"""Running the planner so that Ctrl-C ends it with the best plan so far."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

Stop = Callable[[], bool]
Result = TypeVar("Result")
ABORTED = 130


def run_stoppable(work: Callable[[Stop], Result], on_stop: Callable[[], None]) -> Result:
    """Run `work(stop)` in a thread; the first SIGINT or SIGTERM makes `stop()` true.

    The second one ends the process at once. `on_stop` is called when the first one arrives.
    """
    asked = threading.Event()
    results: list[Result] = []
    failures: list[BaseException] = []

    def target() -> None:
        try:
            results.append(work(asked.is_set))
        except BaseException as error:
            failures.append(error)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            # A solver deep in native code cannot be asked; nothing has been written yet.
            os._exit(ABORTED)
        asked.set()
        on_stop()

    thread = threading.Thread(target=target, name="planner", daemon=True)
    with _handled(stop):
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
    if failures:
        raise failures[0]
    return results[0]


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle the signals meanwhile; only the main thread may set handlers."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {s: signal.signal(s, handler) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
