"""Jobs for journeys: each plan aside in a thread, each solve in a real child process."""

import threading

from api.jobs.port import State, Status
from api.jobs.solving import solve
from api.jobs.work import Work
from api.store.ledger import StoreLedger


class Aside:
    """`Jobs` that solve as a worker does, while the service answers."""

    def __init__(self, ledger: StoreLedger) -> None:
        self._ledger = ledger
        self._threads: list[threading.Thread] = []

    def submit(self, plan: str) -> None:
        self._ledger.advance(plan, State.SOLVING_SCHEDULED)
        thread = threading.Thread(target=Work(self._ledger, solve).run, args=(plan,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def cancel(self, plan: str) -> None:
        self._ledger.ask_to_cancel(plan)

    def status(self, plan: str) -> Status:
        return self._ledger.status(plan)

    def end(self) -> None:
        """Wait for what is under way."""
        for thread in self._threads:
            thread.join()
