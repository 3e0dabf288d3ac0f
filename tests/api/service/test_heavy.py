"""What takes seconds: few at once, not too many waiting, draws apart from plans."""

import threading
from types import SimpleNamespace
from typing import cast

import anyio
import pytest
from anyio.lowlevel import checkpoint
from fastapi import Request

from api.desk.denial import Denial
from api.service.heavy import AT_ONCE, DRAWS, MOST_WAITING, PLANS, heavily, heavy_lanes


def test_whoever_comes_when_too_many_wait_is_told_when_to_come_again() -> None:
    lanes = heavy_lanes()
    state = SimpleNamespace(state=SimpleNamespace(heavy=lanes))
    request = cast(Request, SimpleNamespace(app=state))
    go = threading.Event()

    async def crowd() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(AT_ONCE + MOST_WAITING):
                group.start_soon(heavily, request, PLANS, go.wait)
            while lanes[PLANS].statistics().tasks_waiting < MOST_WAITING:
                await checkpoint()
            try:
                with pytest.raises(Denial) as caught:
                    await heavily(request, PLANS, go.wait)
                assert await heavily(request, DRAWS, lambda: 7) == 7
            finally:
                go.set()
        assert (caught.value.status, caught.value.headers["Retry-After"]) == (429, "10")

    anyio.run(crowd)
