"""Cleaning up after the dead: their jobs go back to the queues, and no plan is left without one."""

import contextlib
import threading
from collections.abc import Callable, Collection
from typing import Protocol

from api.jobs.ledger import LedgerUnavailableError, Roll

BEAT_SECONDS = 2.0
SILENT_SECONDS = 12.0
"""An executor that gave no sign of life for so long is dead. If it was only slow, two solve the
same part; the first to finish counts, and both results are equal."""

SWEEP_SECONDS = 3.0

_OFFICE = "janitor"


class Cleaned(Protocol):
    """What a janitor cleans."""

    def take_over(self, executor: str) -> int:
        """Give what a dead executor had under way back to the queues; how much it was."""

    def settle(self, plans: Collection[str]) -> None:
        """See to it that open plans have jobs that can still end them."""


class Plans(Protocol):
    """Where the open plans stand."""

    def open_plans(self) -> Collection[str]:
        """The plans that have not ended."""


def sweep(
    roll: Roll,
    plans: Plans,
    jobs: Cleaned,
    janitor: str,
    now: float,
    silent_s: float = SILENT_SECONDS,
) -> tuple[str, ...]:
    """Clean up once, unless another executor is the janitor; the dead executors found.

    A janitor that dies in the middle is followed by another, who begins again: all of it may be
    done twice.
    """
    if not roll.lease(_OFFICE, janitor, now, silent_s + SWEEP_SECONDS):
        return ()
    dead = tuple(e for e in roll.silent(now - silent_s) if e != janitor)
    for executor in dead:
        jobs.take_over(executor)
        roll.forget(executor)
    jobs.settle(plans.open_plans())
    return dead


def every(seconds: float, act: Callable[[], object], ended: threading.Event) -> threading.Thread:
    """Act now and every so many seconds in a thread, whether the database answers or not."""

    def loop() -> None:
        while not ended.is_set():
            with contextlib.suppress(LedgerUnavailableError):
                act()
            ended.wait(seconds)

    thread = threading.Thread(target=loop, name=f"every {seconds} s", daemon=True)
    thread.start()
    return thread
