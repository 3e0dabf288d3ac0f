"""Registers of draws: entries in order, each carried out once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from api.store import Session, Store, draws
from tests.api.store.conftest import by
from tests.api.store.steps import refused


def test_a_register_goes_on_in_order(store: Store) -> None:
    def commit(session: Session, position: int, previous: str) -> draws.Draw:
        return draws.commit(
            session,
            by(seconds=position),
            "county",
            f"d{position}",
            position=position,
            previous=previous,
            digest=str(position) * 64,
            content="committed",
            sealed="secret",
            verifier=("f" * 64, "verifier"),
        )

    def event(session: Session, previous: str) -> draws.Draw:
        who = by(seconds=6)
        text = {"digest": "4" * 64, "content": "event"}
        return draws.event(session, who, "county", "d1", position=2, previous=previous, **text)

    with store.writing() as session:
        one = commit(session, 1, "")
        refused("position", lambda: commit(session, 1, ""))
        refused("position", lambda: commit(session, 3, "1" * 64))
        refused("state", lambda: draws.publish(session, by(), one.id))
        assert draws.whole_text(session, one.id) == "committed"
        done = draws.carry_out(session, by(seconds=5), one.id, "record", "2" * 64)
        refused("state", lambda: draws.carry_out(session, by(), one.id, "again", "3" * 64))
        refused("state", lambda: event(session, "1" * 64))
        added = event(session, "2" * 64)
        refused("state", lambda: draws.carry_out(session, by(), added.id, "record", "3" * 64))
        refused("state", lambda: draws.publish(session, by(), added.id))
    with store.reading() as session:
        assert draws.register(session, "county") == (done, added)
        assert draws.offices(session) == ("county",)
        assert draws.whole_texts(session, "county") == ("record", "event")
        assert draws.whole_text(session, one.id) == "record"
        assert draws.committed_text(session, one.id) == "committed"
        assert draws.committed_text(session, added.id) is None
        assert draws.sealed_text(session, one.id) == "secret"
        assert draws.sealed_text(session, added.id) is None
        assert draws.verifier_text(session, "f" * 64) == "verifier"
        assert draws.get(session, one.id).digest == "2" * 64
        refused("missing", lambda: draws.whole_text(session, "0" * 32))


def test_a_draw_given_up_is_not_drawn(store: Store) -> None:
    who = by()
    with store.writing() as session:
        one = draws.commit(
            session,
            who,
            "county",
            "d",
            position=1,
            previous="",
            digest="1" * 64,
            content="committed",
            sealed="secret",
            verifier=("f" * 64, "verifier"),
        )
        draws.event(
            session,
            by(seconds=1),
            "county",
            "d",
            position=2,
            previous="1" * 64,
            digest="2" * 64,
            content="given up",
        )
        refused("state", lambda: draws.carry_out(session, who, one.id, "record", "3" * 64))


def test_of_two_at_once_one_goes_first(store: Store) -> None:
    """Two officers commit, and one draws while the other gives up: never both."""

    def commit(name: str, seconds: int) -> draws.Draw:
        with store.writing() as session:
            ready.wait(timeout=10)
            return draws.commit(
                session,
                by(seconds=seconds),
                "county",
                name,
                position=1,
                previous="",
                digest="1" * 64,
                content="committed",
                sealed="secret",
                verifier=("f" * 64, "verifier"),
            )

    def change(way: int) -> draws.Draw:
        (one,) = entries
        with store.writing() as session:
            ready.wait(timeout=10)
            if way:
                return draws.carry_out(session, by(), one.id, "record", "2" * 64)
            text = {"previous": "1" * 64, "digest": "3" * 64, "content": "given up"}
            return draws.event(session, by(seconds=9), "county", one.draw, position=2, **text)

    # SQLite lets but one transaction that writes begin, so there nobody waits for the other.
    ready = Barrier(2 if store.engine.dialect.name == "postgresql" else 1)
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(commit, name, n) for n, name in enumerate("ab")]
    told = [one.exception() for one in tried]
    assert sorted(type(one).__name__ for one in told) == ["NoneType", "Refused"]
    assert {getattr(one, "code", "position") for one in told} == {"position"}
    with store.reading() as session:
        entries = draws.register(session, "county")
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(change, way) for way in (0, 1)]
    told = [one.exception() for one in tried]
    assert sorted(type(one).__name__ for one in told) == ["NoneType", "Refused"]
