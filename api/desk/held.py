"""What was read or reckoned a moment ago and never changes, such as the contents of a plan by id.

The latest used few are kept. What is being made is made once, however many ask for it meanwhile.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLong
from typing import Any, TypeVar

MOST = 12
"""A plan of 7,000 visits with its data takes some hundred megabytes; a county's a few."""

MOST_BYTES = 64_000_000
"""A page of a hundred visits has some fifty thousand."""

Value = TypeVar("Value")


class Held:
    """Values by key; a key must always stand for the same value."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, ...], Future[Any]] = OrderedDict()

    def get(self, key: tuple[str, ...], make: Callable[[], Value]) -> Value:
        """The value of a key, made when it is not there; what goes wrong is not kept."""
        future, new = self._future(key)
        if new:
            self._make(key, future, make)
        value: Value = future.result()
        return value

    def within(
        self, key: tuple[str, ...], make: Callable[[], Value], seconds: float
    ) -> Value | None:
        """The same, made beside whoever asks; None when that takes longer."""
        future, new = self._future(key)
        if new:
            arguments = (key, future, make)
            threading.Thread(target=self._make, args=arguments, daemon=True).start()
        try:
            value: Value = future.result(seconds)
        except TooLong:
            if future.done():
                raise
            return None
        return value

    def put(self, key: tuple[str, ...], value: object) -> None:
        """Hold a value that is known already."""
        future, new = self._future(key)
        if new:
            future.set_result(value)

    def _future(self, key: tuple[str, ...]) -> tuple[Future[Any], bool]:
        with self._lock:
            future = self._kept.get(key)
            if future is not None:
                self._kept.move_to_end(key)
                return future, False
            future = self._kept[key] = Future()
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return future, True

    def _make(self, key: tuple[str, ...], future: Future[Any], make: Callable[[], object]) -> None:
        try:
            future.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._kept.get(key) is future:
                    del self._kept[key]
            future.set_exception(error)


class HeldBytes:
    """Answers as they are sent, by key; the latest used of them, up to so many bytes together."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> bytes | None:
        """What is held by a key."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, value: bytes) -> None:
        """Hold it; the longest unused go for it."""
        with self._lock:
            self._size += len(value) - len(self._kept.pop(key, b""))
            self._kept[key] = value
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])
