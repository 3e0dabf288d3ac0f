"""Locking an account for a while after repeated failures."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_DOUBLINGS = 6


@dataclass(frozen=True)
class Failures:
    """Failures since the last success, and until when nothing is tried."""

    count: int = 0
    locked_until: datetime | None = None

    def locked(self, now: datetime) -> timedelta | None:
        """For how long it is still locked; None: it is not."""
        if self.locked_until is None or self.locked_until <= now:
            return None
        return self.locked_until - now


@dataclass(frozen=True)
class Lockout:
    """After so many failures the account is locked; each further failure doubles the time."""

    after: int
    lasts: timedelta

    def failed(self, failures: Failures, now: datetime) -> Failures:
        """One failure more."""
        count = failures.count + 1
        if count < self.after:
            return Failures(count)
        doublings = min(count - self.after, _MOST_DOUBLINGS)
        return Failures(count, now + self.lasts * 2**doublings)
