"""Jobs that outlive every process: workflows of DBOS, on SQLite or PostgreSQL.

A plan is a workflow on the queue `plans`; each of its parts is one on the queue `counties`. A
workflow is told ids alone; what it does lies in the ledger, so that doing it again is harmless. The
only module that imports dbos.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    EnqueueOptions,
    Serializer,
    SetWorkflowID,
    WorkflowHandle,
)

from api.jobs.ledger import Ledger
from api.jobs.port import OPEN, State, Status
from api.jobs.work import Ending, Outcome, Step, Work, ready
from models.text import Text

NAME = "dudao"
VERSION = "1"
"""Of the workflows' shape. DBOS strands the jobs of another version, so it is not the program's."""

PLANS, COUNTIES = "plans", "counties"
PLAN_WORKFLOW, PART_WORKFLOW = "plan", "part"

PLANS_A_WORKER = 8
"""A workflow of a plan only waits for its parts; one worker can hold several."""

_POLL_SECONDS = 0.3
_BEGIN_SECONDS = 0.5
"""How often a slot with nothing to do looks for plans; looking costs a hundredth of a processor."""

_SQLITE = "sqlite:///"
_ALIVE = ("ENQUEUED", "PENDING", "DELAYED")
_CANCELLED = "DBOSAwaitedWorkflowCancelledError"


class JsonSerializer(Serializer):
    """Rows of DBOS in JSON: nothing that is read back can run code, and people can read it."""

    def serialize(self, data: Any) -> str:
        """The value as JSON; an exception as its name and message."""
        return json.dumps(data, ensure_ascii=False, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        """The value; what was an exception is one again."""
        data = json.loads(serialized_data)
        if isinstance(data, dict) and set(data) == {"error", "message"}:
            return RecordedError(f"{data['error']}: {data['message']}")
        return data

    def name(self) -> str:
        """What rows say about how they are written."""
        return "dudao_json"


class RecordedError(RuntimeError):
    """An exception that a workflow or step ended with, as DBOS kept it."""


def _plain(value: object) -> dict[str, str]:
    if isinstance(value, BaseException):
        tries: list[BaseException] = getattr(value, "errors", [])
        why = tries[-1] if tries else value  # what a step broke of, not how often
        return {"error": type(why).__name__, "message": str(why)}
    raise TypeError(f"{type(value).__name__} is not JSON")


def prepare(url: str) -> None:
    """Create or upgrade the tables of DBOS; on SQLite with a write-ahead log."""
    if url.startswith(_SQLITE):
        path = Path(url.removeprefix(_SQLITE))
        path.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(path, timeout=30) as db:
            db.execute("pragma journal_mode=wal")
        db.close()
    DBOS.migrate(url)


class DurableJobs:
    """`Jobs`: enqueues, cancels and lists, and runs nothing itself."""

    def __init__(self, url: str, ledger: Ledger) -> None:
        prepare(url)
        self._ledger = ledger
        self._client = DBOSClient(
            system_database_url=url, serializer=JsonSerializer(), application_name=NAME
        )

    def submit(self, plan: str) -> None:
        """Have a plan solved; again for the same plan does nothing."""
        self._ledger.advance(plan, State.SOLVING_SCHEDULED)
        options: EnqueueOptions = {
            "workflow_name": PLAN_WORKFLOW,
            "queue_name": PLANS,
            "workflow_id": plan,
            "app_version": VERSION,
        }
        self._client.enqueue(options, plan)

    def cancel(self, plan: str) -> None:
        """End a plan soon with the best so far; after its end this does nothing."""
        self._ledger.ask_to_cancel(plan)
        self._ledger.advance(plan, State.INCOMPLETE, only_from={State.SOLVING_SCHEDULED})
        waiting = self._client.list_workflows(
            parent_workflow_id=plan, status="ENQUEUED", load_input=False, load_output=False
        )
        # Parts under way ask the ledger; those that wait need not wait for their turn.
        for part in waiting:
            self._client.cancel_workflow(part.workflow_id)

    def status(self, plan: str) -> Status:
        """How far a plan is."""
        return self._ledger.status(plan)

    def take_over(self, executor: str) -> int:
        """Give what a dead executor had under way back to the queues; how much it was."""
        left = self._client.list_workflows(
            executor_id=executor, status="PENDING", load_input=False, load_output=False
        )
        for one in left:
            self._client.resume_workflow(one.workflow_id, queue_name=one.queue_name or PLANS)
        return len(left)

    def settle(self, plans: Collection[str]) -> None:
        """See to it that open plans have workflows that can still end them.

        One that never came to the queue is put there; one whose workflow broke off has failed.
        """
        known = self._client.list_workflows(workflow_ids=list(plans), load_input=False)
        found = {workflow.workflow_id: workflow for workflow in known}
        for plan in plans:
            workflow = found.get(plan)
            if workflow is not None and workflow.status in _ALIVE:
                continue
            if self._ledger.status(plan).state not in OPEN:
                continue  # it has ended since
            if workflow is None:
                self.submit(plan)
            else:
                reason = str(workflow.error or workflow.status)[:200]
                fault = Text(code="jobs.fault.lost", args={"reason": reason})
                self._ledger.conclude(plan, State.FAILED, None, fault)

    def close(self) -> None:
        """Let go of the database."""
        self._client.destroy()


@contextmanager
def executing(url: str, work: Work, executor: str, tries: int = 8) -> Iterator[None]:
    """Run what is on the queues in this process, one part at a time, as long as the context lasts.

    Once at a time in a process. A step that breaks is tried so many
    times, for two minutes. An executor that comes back under its name takes up what it left.
    """
    prepare(url)
    config: DBOSConfig = {
        "name": NAME,
        "system_database_url": url,
        "application_version": VERSION,
        "executor_id": executor,
        "serializer": JsonSerializer(),
        "use_listen_notify": False,
        "run_migrations": False,
        "enable_otlp": False,
        "log_level": "WARNING",
    }
    DBOS(config=config)
    _register(work, tries)
    DBOS.launch()
    DBOS.register_queue(
        PLANS, worker_concurrency=PLANS_A_WORKER, polling_interval_sec=_BEGIN_SECONDS
    )
    DBOS.register_queue(COUNTIES, worker_concurrency=1, polling_interval_sec=_POLL_SECONDS)
    try:
        yield
    finally:
        DBOS.destroy(destroy_registry=True)


def _register(work: Work, tries: int) -> None:
    """Make the workflows known; what they call in `work` are steps, kept when they are done."""
    begin = _step(
        "begin", tries, lambda plan: [step.model_dump(mode="json") for step in work.begin(plan)]
    )
    wanted = _step("wanted", tries, work.wanted)
    solved = _step("solve", tries, lambda plan, key: work.part(plan, key).model_dump(mode="json"))
    end = _step(
        "end",
        tries,
        lambda plan, fault: work.end(plan, fault and Text.model_validate(fault)).value,
    )

    @DBOS.workflow(name=PART_WORKFLOW, max_recovery_attempts=None)
    def part(plan: str, key: str) -> dict[str, Any]:
        return solved(plan, key)  # type: ignore[no-any-return]

    @DBOS.workflow(name=PLAN_WORKFLOW, max_recovery_attempts=None)
    def whole(plan: str) -> str:
        steps = [Step.model_validate(step) for step in begin(plan)]
        running: dict[str, WorkflowHandle[dict[str, Any]]] = {}
        done: set[str] = set()
        fault: Text | None = None
        stopped = not steps
        while True:
            stopped = stopped or not wanted(plan)
            for key in () if stopped else ready(steps, done):
                if key not in running:
                    with SetWorkflowID(f"{plan}/{key}"):
                        running[key] = DBOS.enqueue_workflow(COUNTIES, part, plan, key)
            waiting = {h.workflow_id: key for key, h in running.items() if key not in done}
            if not waiting:
                break
            first = DBOS.wait_first(
                [running[key] for key in waiting.values()], polling_interval_sec=_POLL_SECONDS
            )
            key = waiting[first.workflow_id]
            outcome = _outcome(first)
            fault = fault or outcome.fault
            if outcome.ending is Ending.DONE:
                done.add(key)
            else:
                stopped = True
                del running[key]
        return end(plan, fault and fault.model_dump(mode="json"))  # type: ignore[no-any-return]


def _step(name: str, tries: int, call: Callable[..., Any]) -> Callable[..., Any]:
    """A step that is tried again when it breaks, for instance while the database is away."""

    @DBOS.step(
        name=name, retries_allowed=True, max_attempts=tries, interval_seconds=0.5, backoff_rate=2
    )
    def step(*args: Any) -> Any:
        return call(*args)

    return step


def _outcome(part: WorkflowHandle[dict[str, Any]]) -> Outcome:
    """What a part's workflow gave; when it is read again DBOS may raise another type of error."""
    try:
        return Outcome.model_validate(part.get_result())
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        if _CANCELLED in told:
            return Outcome(ending=Ending.STOPPED)
        reason = Text(code="jobs.fault.lost", args={"reason": told[:200]})
        return Outcome(ending=Ending.FAILED, fault=reason)
