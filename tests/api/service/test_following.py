"""Following plans: few looks for many, signs of life, an end."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi.testclient import TestClient

from api.desk.plans import Status
from api.jobs.port import State
from api.service.following import Following
from api.store import Store, Unavailable
from tests.api.service.atonce import AtOnce
from tests.api.service.test_datasets import bearer  # noqa: F401 - a fixture
from tests.api.service.test_plans import SQLITE, Bearer, client, kept, submitted  # noqa: F401


def at(state: State, done: int = 0) -> Status:
    return Status(id="p", state=state, done=done, total=2, stopping=False, failure=None, parts=())


class Looks:
    """What is seen at each look; the last one again and again."""

    def __init__(self, *seen: Status | Exception) -> None:
        self._seen = seen
        self.count = 0

    def __call__(self, _: str, __: str) -> Status:
        seen = self._seen[min(self.count, len(self._seen) - 1)]
        self.count += 1
        if isinstance(seen, Exception):
            raise seen
        return seen


async def heard_until(heard: AsyncIterator[Status | None], status: Status) -> None:
    """Follow until that is seen; a sign of life may come before the first look has ended."""
    while await anext(heard) != status:
        pass


def test_many_follow_by_one_look() -> None:
    looks = Looks(
        *[at(State.ACTIVE)] * 3, Unavailable("x"), at(State.ACTIVE, 1), at(State.COMPLETED)
    )

    async def run() -> list[list[Status | None]]:
        following = Following(looks, look_s=0.02)

        async def follow() -> list[Status | None]:
            return [status async for status in following.follow("p")]

        found = await asyncio.gather(*[follow() for _ in range(20)])
        assert not following.followed
        return list(found)

    expected = [at(State.ACTIVE), at(State.ACTIVE, 1), at(State.COMPLETED)]
    assert asyncio.run(run()) == [expected] * 20
    assert looks.count == 6


def test_whoever_follows_hears_signs_of_life_and_may_leave() -> None:
    looks = Looks(at(State.ACTIVE))

    async def run() -> int:
        following = Following(looks, look_s=0.01, heartbeat_s=0.03)
        heard = following.follow("p")
        await heard_until(heard, at(State.ACTIVE))
        assert await anext(heard) is None
        await heard.aclose()  # type: ignore[attr-defined]
        assert not following.followed
        before = looks.count
        await asyncio.sleep(0.05)
        return looks.count - before

    assert asyncio.run(run()) <= 1


def test_nobody_follows_for_ever() -> None:
    async def run() -> list[Status | None]:
        following = Following(
            Looks(at(State.ACTIVE)), look_s=0.01, heartbeat_s=0.01, longest_s=0.05
        )
        return [status async for status in following.follow("p")]

    assert set(asyncio.run(run())) <= {at(State.ACTIVE), None}


@pytest.fixture
def ended() -> Iterator[list[threading.Thread]]:
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join(10)


@SQLITE
def test_events_end_with_the_plan(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    store: Store,
    jobs: AtOnce,
    ended: list[threading.Thread],
) -> None:
    jobs.paused = True
    id_ = submitted(client, bearer["planner"], kept(store))["id"]
    path = f"/v1/plans/{id_}/events"
    assert client.get(path, headers=bearer["other"]).status_code == 404

    def stop() -> None:
        time.sleep(0.3)
        client.delete(f"/v1/plans/{id_}", headers=bearer["planner"])

    ended.append(threading.Thread(target=stop))
    ended[0].start()
    answer = client.get(path, headers=bearer["viewer"])
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [block.splitlines() for block in answer.text.split("\n\n") if "data:" in block]
    assert events[0][0] == "event: status"
    assert '"state":"SOLVING_SCHEDULED"' in events[0][1]
    assert events[-1][0] == "event: end"
    assert '"state":"INCOMPLETE"' in events[-1][1]
