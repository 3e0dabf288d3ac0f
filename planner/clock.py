"""Seconds that the stages of a run take."""

import time

from planner.lexicographic import Search
from planner.options import Progress


class Clock:
    """Seconds spent in each stage; whoever listens hears when one begins and ends."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._seconds: dict[str, float] = {}
        self._stage = ""
        self._since = time.monotonic()

    def enter(self, stage: str) -> None:
        """End the stage before, if any, and begin this one."""
        self._leave()
        self._stage = stage
        self._search.tell(Progress(stage=stage))

    def close(self) -> dict[str, float]:
        """End the last stage; seconds by stage."""
        self._leave()
        return self._seconds

    def _leave(self) -> None:
        now = time.monotonic()
        if self._stage:
            self._seconds[self._stage] = round(now - self._since, 3)
            self._search.tell(Progress(stage=self._stage, done=True))
        self._since = now
