"""The ledger of plans and the roll of workers, as jobs need them, in the store."""

import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from api.jobs.ledger import Inputs, LedgerUnavailableError, Part
from api.jobs.port import State, Status
from api.jobs.request import Course
from api.store import datasets, parts, plans, results, workers
from api.store.by import SYSTEM, By, Chance
from api.store.engine import Session, Store, Unavailable, open_store
from api.store.refusals import Refused
from models.text import Text
from planner.options import Options, Progress

PIECE = "#"
"""In the key of what is but a piece of a part."""


def _now() -> datetime:
    return datetime.now(UTC)


def open_ledger(url: str) -> "StoreLedger":
    """The ledger in the database of an address, which is brought up to date."""
    return StoreLedger(open_store(url))


class StoreLedger:
    """`Ledger` and `Roll` of `api.jobs.ledger`; a transaction a call."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime] = _now,
        chance: Chance = secrets.token_bytes,
    ) -> None:
        self._store = store
        self._clock = clock
        self._chance = chance

    def inputs(self, plan: str) -> Inputs:
        """What the plan is made from."""
        with self._reading() as session:
            found = plans.get(session, plan)
            course = plans.course_of(session, plan)
        options = Options.model_validate(found.options)
        if found.kind is not plans.Kind.REPLAN:
            return Inputs(found.dataset, options)
        return Inputs(found.dataset, options, found.base, Course.model_validate(course))

    def dataset(self, dataset: str) -> bytes:
        """A data set as JSON."""
        with self._reading() as session:
            return datasets.text_of(session, dataset).encode()

    def result(self, plan: str) -> bytes | None:
        """What a plan came to, as JSON."""
        with self._reading() as session:
            text = plans.content_of(session, plan)
        return None if text is None else text.encode()

    def status(self, plan: str) -> Status:
        """How far the plan is."""
        with self._reading() as session:
            found = plans.get(session, plan)
            done = sum(PIECE not in key for key in parts.finished(session, plan))
            told = parts.under_way(session, plan)
        return Status(
            state=found.state,
            done=done,
            total=found.total,
            progress={key: Progress.model_validate(one) for key, one in told.items()},
            fault=found.failure,
            cancelled=found.stopping,
        )

    def advance(self, plan: str, to: State, only_from: Collection[State] | None = None) -> State:
        """Move the plan to a state if it may follow."""
        with self._writing() as (session, by):
            return plans.advance(session, by, plan, to, only_from)

    def ask_to_cancel(self, plan: str) -> None:
        """Note that the plan shall end soon; who asked for it was noted by who called."""
        with self._writing() as (session, by):
            plans.stop(session, by, plan)

    def asked_to_cancel(self, plan: str) -> bool:
        """Whether the plan shall end soon."""
        with self._reading() as session:
            return plans.is_stopping(session, plan)

    def outline(self, plan: str, keys: Collection[str]) -> None:
        """Note the parts that the plan consists of."""
        with self._writing() as (session, _):
            plans.outline(session, plan, len(keys))

    def begin(self, plan: str, key: str) -> int:
        """Count that solving a part begins."""
        with self._writing() as (session, _):
            return parts.begin(session, plan, key)

    def tell(self, plan: str, key: str, progress: Progress) -> None:
        """Note where a part under way is."""
        with self._writing() as (session, _):
            parts.tell(session, plan, key, progress.model_dump(mode="json"))

    def part(self, plan: str, key: str) -> Part | None:
        """What was made of one part."""
        with self._reading() as session:
            found = parts.find(session, plan, key)
        if found is None:
            return None
        return Part(found.key, found.digest, found.content.encode(), found.interrupted)

    def finish(self, plan: str, part: Part) -> None:
        """Keep what was made of a part."""
        text = part.body.decode()
        with self._writing() as (session, by):
            parts.finish(
                session, by, plan, part.key, part.digest, text, interrupted=part.interrupted
            )

    def conclude(
        self,
        plan: str,
        to: State,
        result: bytes | None,
        fault: Text | None,
        changes: bytes | None = None,
    ) -> State:
        """Keep the result, with a row for each visit, and move the plan to its last state."""
        made = None
        if result is not None:
            # read and counted before anything is locked
            with self._reading() as session:
                problem = datasets.problem_of(session, plans.get(session, plan).dataset)
            made = results.result_of(problem, result.decode())
        told = None if changes is None else changes.decode()
        with self._writing() as (session, by):
            return results.keep(session, by, plan, to, made, fault=fault, changes=told)

    def open_plans(self) -> Collection[str]:
        """The plans that jobs still have to end, oldest first."""
        with self._reading() as session:
            return plans.under_way(session)

    def beat(self, executor: str, now: float) -> None:
        """Note a sign of life."""
        with self._writing() as (session, _):
            workers.beat(session, executor, _moment(now))

    def silent(self, since: float) -> Collection[str]:
        """The executors whose last sign of life is older."""
        with self._reading() as session:
            return workers.silent(session, _moment(since))

    def forget(self, executor: str) -> None:
        """Strike an executor from the roll."""
        with self._writing() as (session, _):
            workers.forget(session, executor)

    def lease(self, name: str, holder: str, now: float, seconds: float) -> bool:
        """Take or renew an office that one executor holds at a time."""
        at = _moment(now)
        with self._writing() as (session, _):
            return workers.lease(session, name, holder, at, at + timedelta(seconds=seconds))

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with _told(), self._store.reading() as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[tuple[Session, By]]:
        with _told(), self._store.writing() as session:
            yield session, By(SYSTEM, self._clock(), self._chance)


@contextmanager
def _told() -> Iterator[None]:
    """Failures as the ledger tells them."""
    try:
        yield
    except Unavailable as error:
        raise LedgerUnavailableError(str(error)) from error
    except Refused as refused:
        if refused.code == "missing":
            raise KeyError(refused.text.args["id"]) from refused
        raise


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
