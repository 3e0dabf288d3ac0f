"""Who does something, when, and with which chance: what every change to the database is told."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Chance = Callable[[int], bytes]
"""So many random bytes."""

SYSTEM = ""
"""The service itself, as the account of what no person does."""


@dataclass(frozen=True)
class By:
    """The account that acts (`SYSTEM`: none), the time, and a source of random bytes."""

    account: str
    now: datetime
    chance: Chance = secrets.token_bytes

    def new_id(self) -> str:
        """An id for what is made now."""
        return new_id(self.now, self.chance)


def new_id(now: datetime, chance: Chance) -> str:
    """32 hex digits that sort by time and cannot be guessed: milliseconds, then 80 random bits."""
    milliseconds = int(now.astimezone(UTC).timestamp() * 1000)
    return f"{milliseconds:012x}{chance(10).hex()}"
