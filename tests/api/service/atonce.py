"""Jobs for tests of routes: the real work on the real store, done before `submit` returns."""

from api.jobs.port import State, Status
from api.jobs.work import Work
from api.store.ledger import StoreLedger
from tests.api.jobs.test_work import here


class AtOnce:
    """`Jobs` that solve in this process; while `paused` they only queue."""

    def __init__(self, ledger: StoreLedger) -> None:
        self._ledger = ledger
        self.paused = False

    def submit(self, plan: str) -> None:
        self._ledger.advance(plan, State.SOLVING_SCHEDULED)
        if not self.paused:
            Work(self._ledger, here).run(plan)

    def cancel(self, plan: str) -> None:
        self._ledger.ask_to_cancel(plan)
        self._ledger.advance(plan, State.INCOMPLETE, only_from={State.SOLVING_SCHEDULED})

    def status(self, plan: str) -> Status:
        return self._ledger.status(plan)
