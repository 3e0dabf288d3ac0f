"""Workers: who is silent, and who holds an office."""

from datetime import timedelta

from api.store import Store, workers
from tests.api.store.conftest import NOON, by


def test_workers_that_fall_silent_are_found(store: Store) -> None:
    with store.writing() as session:
        workers.beat(session, "one", NOON)
        workers.beat(session, "two", NOON)
        workers.beat(session, "two", by(seconds=20).now)
        assert workers.silent(session, by(seconds=10).now) == ("one",)
        workers.forget(session, "one")
        assert workers.seen(session) == (("two", by(seconds=20).now),)


def test_one_holds_an_office_at_a_time(store: Store) -> None:
    def lease(holder: str, seconds: float) -> bool:
        with store.writing() as session:
            now = by(seconds=seconds).now
            return workers.lease(session, "janitor", holder, now, now + timedelta(seconds=10))

    assert [lease("a", 0), lease("b", 5), lease("a", 8), lease("b", 17), lease("b", 18)] == [
        *(True, False, True, False, True)
    ]
