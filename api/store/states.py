"""The states of a plan, and which may follow which."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a plan stands. COMPUTED: a given plan was judged and costed without solving."""

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


_S = State
_ENDS = frozenset({_S.COMPLETED, _S.INCOMPLETE, _S.FAILED})
NEXT: Mapping[State, frozenset[State]] = {
    _S.DATASET_CREATED: frozenset({_S.VALIDATED, _S.INVALID, _S.FAILED}),
    _S.VALIDATED: frozenset({_S.COMPUTED, _S.SOLVING_SCHEDULED, _S.FAILED}),
    _S.COMPUTED: frozenset({_S.SOLVING_SCHEDULED, _S.FAILED}),
    _S.SOLVING_SCHEDULED: frozenset({_S.STARTED}) | _ENDS,
    _S.STARTED: frozenset({_S.SOLVING_SCHEDULED, _S.STARTED, _S.ACTIVE}) | _ENDS,
    _S.ACTIVE: frozenset({_S.SOLVING_SCHEDULED, _S.STARTED, _S.ACTIVE}) | _ENDS,
    _S.INVALID: frozenset(),
    _S.COMPLETED: frozenset(),
    _S.INCOMPLETE: frozenset(),
    _S.FAILED: frozenset(),
}
"""After the loss of a worker a plan that was STARTED or ACTIVE is scheduled or started again."""

UNDER_WAY = frozenset({_S.SOLVING_SCHEDULED, _S.STARTED, _S.ACTIVE})
"""Somebody is, or will be, solving it."""


def is_final(state: State) -> bool:
    """Whether nothing follows."""
    return not NEXT[state]
