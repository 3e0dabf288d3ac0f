"""Following plans: one look at the database a second for each plan, however many follow it.

Whoever follows holds neither a thread nor a connection to the database.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from api.desk.plans import Status
from api.store import Refused, Unavailable
from models.text import LANGUAGES

LOOK_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 3600.0
"""Then the stream ends, and whoever still follows asks again, and is asked who they are."""

Look = Callable[[str, str], Status]
"""How far a plan is, in words of a language."""


@dataclass
class _Watched:
    """A plan that somebody follows; `number` counts what was seen of it."""

    followers: int = 0
    latest: Status | None = None
    number: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    task: "asyncio.Task[None] | None" = None


class Following:
    """The plans that are followed now."""

    def __init__(
        self,
        look: Look,
        *,
        look_s: float = LOOK_SECONDS,
        heartbeat_s: float = HEARTBEAT_SECONDS,
        longest_s: float = LONGEST_SECONDS,
    ) -> None:
        self._look = look
        self._look_s, self._heartbeat_s, self._longest_s = look_s, heartbeat_s, longest_s
        self._plans: dict[tuple[str, str], _Watched] = {}

    @property
    def followed(self) -> frozenset[str]:
        """The plans that somebody follows."""
        return frozenset(id_ for id_, _ in self._plans)

    async def follow(self, id_: str, language: str = LANGUAGES[0]) -> AsyncIterator[Status | None]:
        """How far a plan is, whenever that changes, until it is over; None is a sign of life."""
        plan = (id_, language)
        watched = self._plans.setdefault(plan, _Watched())
        watched.followers += 1
        if watched.task is None:
            watched.task = asyncio.create_task(self._watch(plan, watched))
        seen = 0
        end = asyncio.get_running_loop().time() + self._longest_s
        try:
            while asyncio.get_running_loop().time() < end:
                status = None
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._heartbeat_s), watched.changed:
                        while watched.number == seen:
                            await watched.changed.wait()
                        status, seen = watched.latest, watched.number
                yield status
                if status is not None and status.over:
                    return
        finally:
            watched.followers -= 1
            if not watched.followers:
                watched.task.cancel()
                if self._plans.get(plan) is watched:
                    del self._plans[plan]

    async def _watch(self, plan: tuple[str, str], watched: _Watched) -> None:
        while watched.latest is None or not watched.latest.over:
            with suppress(Unavailable, Refused):
                status = await run_in_threadpool(self._look, *plan)
                if status != watched.latest:
                    async with watched.changed:
                        watched.latest, watched.number = status, watched.number + 1
                        watched.changed.notify_all()
            await asyncio.sleep(self._look_s)
