"""What the service asks of jobs: submit, cancel, status; and the states a plan goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from models.text import Text
from planner.options import Progress


class State(StrEnum):
    """Where a plan is, from its data set to its end."""

    DATASET_CREATED = "DATASET_CREATED"
    VALIDATED = "VALIDATED"
    INVALID = "INVALID"
    COMPUTED = "COMPUTED"
    SOLVING_SCHEDULED = "SOLVING_SCHEDULED"
    STARTED = "STARTED"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    INCOMPLETE = "INCOMPLETE"
    FAILED = "FAILED"


_ENDS = (State.COMPLETED, State.INCOMPLETE, State.FAILED)

FOLLOWERS: Mapping[State, frozenset[State]] = {
    State.DATASET_CREATED: frozenset({State.VALIDATED, State.INVALID}),
    State.VALIDATED: frozenset({State.COMPUTED, State.SOLVING_SCHEDULED}),
    State.INVALID: frozenset(),
    State.COMPUTED: frozenset({State.SOLVING_SCHEDULED}),
    State.SOLVING_SCHEDULED: frozenset({State.STARTED, State.INCOMPLETE, State.FAILED}),
    State.STARTED: frozenset({State.ACTIVE, *_ENDS}),
    State.ACTIVE: frozenset(_ENDS),
    **{state: frozenset() for state in _ENDS},
}
"""The states that may come right after each. A plan that was never begun is never complete."""

OPEN = frozenset({State.SOLVING_SCHEDULED, State.STARTED, State.ACTIVE})
"""The states of plans that jobs still have to end."""


def may_follow(now: State, then: State) -> bool:
    """Whether a plan may go from one state to another."""
    return then in FOLLOWERS[now]


@dataclass(frozen=True)
class Status:
    """How far a plan is.

    `done` of `total` parts are planned; `total` is 0 before the plan is begun. `progress` says of
    each part under way where it is. `fault` is why it failed. `cancelled`: its end is asked for.
    """

    state: State
    done: int = 0
    total: int = 0
    progress: Mapping[str, Progress] = field(default_factory=dict)
    fault: Text | None = None
    cancelled: bool = False


class Jobs(Protocol):
    """Runs plans that the ledger holds; each plan by its id."""

    def submit(self, plan: str) -> None:
        """Have a plan solved; again for the same plan does nothing."""

    def cancel(self, plan: str) -> None:
        """End a plan soon with the best so far; after its end this does nothing."""

    def status(self, plan: str) -> Status:
        """How far a plan is."""
