"""How much is tried: CI has minutes, `HYPOTHESIS_PROFILE=explore` takes the time it needs."""

import os
from collections.abc import Sequence
from typing import TypeVar

EXPLORING = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
T = TypeVar("T")


def tried(cases: Sequence[T], always: int) -> Sequence[T]:
    """All cases when exploring, otherwise the first ones."""
    return cases if EXPLORING else cases[:always]


def examples(exploring: int, always: int) -> int:
    """How many examples a property is tried with."""
    return exploring if EXPLORING else always
