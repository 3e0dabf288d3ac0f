"""What takes seconds runs few at a time, on threads of its own, so that everything else is served.

Rendering a workbook or trying every day for a visit is work for one processor; with the threads of
all other requests it would take theirs.
"""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from api.desk.denial import Denial
from models.text import Text

AT_ONCE = 2
MOST_WAITING = 30
RETRY_SECONDS = 10

Value = TypeVar("Value")


def heavy_lane() -> CapacityLimiter:
    """What an application bounds its heavy requests by."""
    return CapacityLimiter(AT_ONCE)


async def heavily(request: Request, call: Callable[[], Value]) -> Value:
    """The value of a call that takes long.

    Raises
    ------
    Denial
        429 when too many wait.
    """
    lane = request.app.state.heavy
    assert isinstance(lane, CapacityLimiter)
    if lane.statistics().tasks_waiting >= MOST_WAITING:
        raise Denial(429, Text(code="plan.lane"), {"Retry-After": str(RETRY_SECONDS)})
    return await to_thread.run_sync(call, limiter=lane)
