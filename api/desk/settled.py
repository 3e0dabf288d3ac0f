"""What was read for one request and holds for the next, until something changes.

Everything that changes who may do what, or what there is to read, is noted in the trail
(`api.store.trail`) in the same transaction. So what was read since the trail's last entry still
holds while that entry is the last, on every machine that shares the database, and a request that
has looked at the trail's end need not read it again.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

MOST = 5000

Value = TypeVar("Value")


class Settled:
    """Values by key, for one end of the trail; all are forgotten with the next entry.

    Only what follows from noted changes may be kept: neither how far a plan under way is nor
    sessions of browsers are, and what depends on the time must say so in its key.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._end = -1
        self._kept: dict[Hashable, Any] = {}

    def get(self, end: int | None, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made when it is not there; what goes wrong is not kept.

        Parameters
        ----------
        end
            The number of the trail's last entry when the request began. None: the request changes
            something, so that what it read before may not hold after; it is made in any case.
        """
        if end is None:
            return make()
        found: Value | None = self.known(end, key)
        if found is not None:
            return found
        # What is read now is at least as new as the end that the request saw.
        value = make()
        with self._lock:
            if end == self._end and len(self._kept) < self._most:
                self._kept[key] = value
        return value

    def known(self, end: int | None, key: Hashable) -> Any:
        """The value of a key that was made already; None when it was not."""
        with self._lock:
            if end is not None and end > self._end:
                self._end = end
                self._kept.clear()
            return self._kept.get(key) if end == self._end else None
