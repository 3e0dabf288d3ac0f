"""The janitor: one at a time, the dead are found, whatever was left half-done is done again."""

import threading
from collections.abc import Collection
from pathlib import Path

import pytest

from api.jobs.janitor import SILENT_SECONDS, SWEEP_SECONDS, every, sweep
from api.jobs.ledger import LedgerUnavailableError
from tests.api.jobs.cases import OPTIONS, small, until
from tests.api.jobs.ledgers import FileLedger


class Jobs:
    """Notes what it is asked."""

    def __init__(self, breaks: int = 0) -> None:
        self.taken: list[str] = []
        self.settled: list[str] = []
        self.breaks = breaks

    def take_over(self, executor: str) -> int:
        self.taken.append(executor)
        if self.breaks:
            self.breaks -= 1
            raise LedgerUnavailableError
        return 1

    def settle(self, plans: Collection[str]) -> None:
        self.settled += plans


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    made = FileLedger(tmp_path / "ledger.sqlite")
    made.add("p", small(), OPTIONS)
    for executor, seen in (("dead", 0.0), ("slow", SILENT_SECONDS), ("me", 0.0)):
        made.beat(executor, seen)
    return made


def test_only_the_silent_are_dead_and_the_janitor_lives(ledger: FileLedger) -> None:
    jobs = Jobs()
    now = SILENT_SECONDS + 1
    assert sweep(ledger, ledger, jobs, "me", now) == ("dead",)
    assert (jobs.taken, jobs.settled) == (["dead"], ["p"])
    assert sweep(ledger, ledger, jobs, "me", now) == ()
    assert jobs.taken == ["dead"]


def test_one_janitor_at_a_time_until_it_is_silent(ledger: FileLedger) -> None:
    jobs = Jobs()
    assert sweep(ledger, ledger, jobs, "slow", 1) == ()
    now = SILENT_SECONDS + 1
    assert sweep(ledger, ledger, jobs, "me", now) == ()
    assert jobs.taken == []
    later = 1 + SILENT_SECONDS + SWEEP_SECONDS
    assert set(sweep(ledger, ledger, jobs, "me", later)) == {"dead"}


def test_what_broke_off_is_done_again(ledger: FileLedger) -> None:
    jobs = Jobs(breaks=1)
    now = SILENT_SECONDS + 1
    with pytest.raises(LedgerUnavailableError):
        sweep(ledger, ledger, jobs, "me", now)
    assert sweep(ledger, ledger, jobs, "me", now) == ("dead",)
    assert jobs.taken == ["dead", "dead"]


def test_a_database_that_is_away_stops_no_thread() -> None:
    ended, count = threading.Event(), [0]

    def act() -> None:
        count[0] += 1
        raise LedgerUnavailableError

    thread = every(0.01, act, ended)
    until(lambda: count[0] > 2)
    ended.set()
    thread.join(10)
    assert not thread.is_alive()
