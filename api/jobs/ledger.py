"""What jobs need of the database: the ledger of plans and the roll of workers.

The ledger holds the truth; whatever runs the jobs holds ids alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from api.jobs.port import State, Status
from api.jobs.request import Course
from models.text import Text
from planner.options import Options, Progress


class LedgerUnavailableError(RuntimeError):
    """The database does not answer for now; asking again later may do."""


@dataclass(frozen=True)
class Inputs:
    """What a plan is made from: a data set by its id, and options.

    A replanning also has the plan it changes by its id, and what has come of that.
    """

    dataset: str
    options: Options
    base: str | None = None
    course: Course | None = None


@dataclass(frozen=True)
class Part:
    """What was made of one part of a plan.

    `digest` is the SHA-256 of all that its result follows from. `body` is JSON, byte for byte as
    the solver wrote it. An `interrupted` part is the best of a cancelled run and is never reused.
    """

    key: str
    digest: str
    body: bytes
    interrupted: bool = False


class Ledger(Protocol):
    """The plans. Every call is one transaction; each raises `LedgerUnavailableError` at need."""

    def inputs(self, plan: str) -> Inputs:
        """What the plan is made from; `KeyError` when there is no such plan."""

    def dataset(self, dataset: str) -> bytes:
        """A data set as JSON of a `Problem`; the same id always has the same content."""

    def result(self, plan: str) -> bytes | None:
        """What a plan came to, as JSON; None while it has come to nothing."""

    def status(self, plan: str) -> Status:
        """How far the plan is."""

    def advance(self, plan: str, to: State, only_from: Collection[State] | None = None) -> State:
        """Move the plan to a state if it may follow, and if it is in one of `only_from`.

        Returns the state it is in now: `to`, or the one it stays in.
        """

    def ask_to_cancel(self, plan: str) -> None:
        """Note that the plan shall end soon."""

    def asked_to_cancel(self, plan: str) -> bool:
        """Whether the plan shall end soon."""

    def outline(self, plan: str, keys: Collection[str]) -> None:
        """Note the parts that the plan consists of."""

    def begin(self, plan: str, key: str) -> int:
        """Count that solving a part begins; how often it has begun by now."""

    def tell(self, plan: str, key: str, progress: Progress) -> None:
        """Note where a part under way is."""

    def part(self, plan: str, key: str) -> Part | None:
        """What was made of one part."""

    def finish(self, plan: str, part: Part) -> None:
        """Keep what was made of a part.

        One with the same digest that was not interrupted stays; any other is replaced.
        """

    def conclude(
        self,
        plan: str,
        to: State,
        result: bytes | None,
        fault: Text | None,
        changes: bytes | None = None,
    ) -> State:
        """Keep the result and move the plan to its last state, both or neither.

        `changes` are those of a replanning, `models.changes.CHANGES` as JSON. Does nothing to a
        plan that has ended; returns the state it is in now.
        """

    def open_plans(self) -> Collection[str]:
        """The plans in a state of `OPEN`, oldest first."""


class Roll(Protocol):
    """The workers, by the signs of life they give. Times are seconds since 1970."""

    def beat(self, executor: str, now: float) -> None:
        """Note a sign of life."""

    def silent(self, since: float) -> Collection[str]:
        """The executors whose last sign of life is older."""

    def forget(self, executor: str) -> None:
        """Strike an executor from the roll."""

    def lease(self, name: str, holder: str, now: float, seconds: float) -> bool:
        """Take or renew an office that one executor holds at a time; False: another holds it."""
