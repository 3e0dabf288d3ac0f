"""What takes seconds runs few at a time, on threads of its own, so that everything else is served.

Rendering a workbook or trying every day for a visit is work for one processor; with the threads of
all other requests it would take theirs. Plans and draws have a lane each: whoever has a long record
verified does not keep others from their results.
"""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from api.desk.denial import Denial
from models.text import Text

AT_ONCE = 2
"""In each lane."""

MOST_WAITING = 30
RETRY_SECONDS = 10
PLANS, DRAWS = "plans", "draws"

Value = TypeVar("Value")
Lanes = dict[str, CapacityLimiter]


def heavy_lanes() -> Lanes:
    """What an application bounds its heavy requests by."""
    return {lane: CapacityLimiter(AT_ONCE) for lane in (PLANS, DRAWS)}


async def heavily(request: Request, lane: str, call: Callable[[], Value]) -> Value:
    """The value of a call that takes long.

    Raises
    ------
    Denial
        429 when too many wait.
    """
    limiter = request.app.state.heavy[lane]
    assert isinstance(limiter, CapacityLimiter)
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        raise Denial(429, Text(code="plan.lane"), {"Retry-After": str(RETRY_SECONDS)})
    return await to_thread.run_sync(call, limiter=limiter)
