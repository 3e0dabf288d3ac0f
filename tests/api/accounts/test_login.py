import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event, Semaphore
from typing import Literal

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from api.accounts.first import First, first_administrator
from api.accounts.lockout import Failures, Lockout
from api.accounts.login import BUSY_FOR, Denied, Gate
from api.accounts.passwords import AT_ONCE, LONGEST, MOST_WAITING, Passwords, weakness
from api.accounts.roles import Role
from api.accounts.secrets import Kind, digest, new_secret
from api.store import Refused, Store, accounts, sessions, strangers, tokens, trail
from api.store.accounts import Account
from api.store.strangers import FORGOTTEN
from models.text import say
from tests.api.store.conftest import NOON, by, later

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
GATE = Gate(QUICK, Lockout(after=3, lasts=timedelta(minutes=1)), timedelta(hours=1))
SECRET = "correct horse"


def ann(store: Store, *, role: Role = Role.PLANNER, password: str = SECRET) -> Account:
    with store.writing() as session:
        return accounts.add(session, by(), "Ann", role, None, QUICK.hash(password))


def tried(store: Store, password: str, seconds: float = 0, name: str = "ann") -> str:
    """The code of the answer; `in` for a login."""
    answer = GATE.log_in(store, by(seconds=seconds), name, password)
    return answer.text.code if isinstance(answer, Denied) else "in"


def test_a_login_opens_a_session(store: Store) -> None:
    account = ann(store)
    answer = GATE.log_in(store, by(), " ANN ", SECRET)
    assert not isinstance(answer, Denied)
    who, logged = answer
    assert who == account
    with store.reading() as session:
        assert sessions.holder(session, logged.secret, NOON) == account.id
    with store.reading() as session:
        last = trail.read(session)[-1]
        assert (last.action, last.account) == ("account.login", account.id)


def test_unknown_wrong_and_off_get_one_answer(store: Store) -> None:
    account = ann(store)
    assert tried(store, "wrong") == "login.wrong"
    assert tried(store, SECRET, name="nobody") == "login.wrong"
    with store.writing() as session:
        accounts.add(session, by(seed=1), "root", Role.ADMINISTRATOR, None, "")
        off = {"role": Role.PLANNER, "region": None, "inspector": ""}
        accounts.change(session, by(), account.id, **off, active=False)
    assert tried(store, SECRET) == "login.wrong"
    assert tried(store, "", name="root") == "login.wrong"


def test_failures_lock_the_account_for_longer_each_time(store: Store) -> None:
    ann(store)
    assert [tried(store, "wrong") for _ in range(3)] == ["login.wrong"] * 3
    assert tried(store, SECRET, 59) == "login.locked"
    assert tried(store, "wrong", 61) == "login.wrong"
    assert tried(store, SECRET, 61 + 119) == "login.locked"
    assert tried(store, SECRET, 61 + 121) == "in"
    assert tried(store, "wrong", 200) == "login.wrong"
    assert tried(store, SECRET, 200) == "in"
    with store.reading() as session:
        assert [e.action for e in trail.read(session)].count("account.locked") == 2


def test_names_that_nobody_has_are_locked_alike(store: Store) -> None:
    ann(store)
    for name in ("ann", "Nobody"):
        assert [tried(store, "wrong", 0, name) for _ in range(3)] == ["login.wrong"] * 3
        assert tried(store, "wrong", 1, name.upper()) == "login.locked"
        assert tried(store, "wrong", 61, name) == "login.wrong"
        assert tried(store, "wrong", 61 + 119, name) == "login.locked"
    assert tried(store, "wrong", 0, "another") == "login.wrong"
    week = FORGOTTEN.total_seconds()
    assert tried(store, "wrong", week + 62, "another") == "login.wrong"
    with store.reading() as session:
        assert strangers.failures(session, "nobody") == Failures()


def test_many_guesses_at_one_moment_are_no_more_than_one_after_another(store: Store) -> None:
    """Passwords are compared outside of the transaction, all before one failure is counted."""
    ann(store)
    at_once = Barrier(8)

    class Together(Passwords):
        def match(self, hashed: str | None, password: str) -> bool:
            at_once.wait()
            return super().match(hashed, password)

    gate = replace(GATE, passwords=Together(PasswordHasher(1, 8, parallelism=1)))

    def guess(password: str) -> str:
        answer = gate.log_in(store, by(), "ann", password)
        return answer.text.code if isinstance(answer, Denied) else "in"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(guess, ["wrong"] * 8))
    assert answers == ["login.locked"] * 5 + ["login.wrong"] * 3


def test_others_write_while_a_password_is_compared(store: Store) -> None:
    account = ann(store)

    class Meanwhile(Passwords):
        def match(self, hashed: str | None, password: str) -> bool:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(write).result(timeout=20)
            return super().match(hashed, password)

    def write() -> None:
        with store.writing() as session:
            trail.note(session, by(), "test", account.id, None)

    gate = replace(GATE, passwords=Meanwhile(PasswordHasher(1, 8, parallelism=1)))
    assert not isinstance(gate.log_in(store, by(), "ann", SECRET), Denied)
    assert gate.change_password(store, by(account.id), account, SECRET, "a new passw0rd") is None


def test_a_password_that_was_changed_meanwhile_is_wrong(store: Store) -> None:
    account = ann(store)

    class Late(Passwords):
        def match(self, hashed: str | None, password: str) -> bool:
            right = super().match(hashed, password)
            with store.writing() as session:
                accounts.set_password(session, by(), account.id, QUICK.hash("another one"))
            return right

    late = Late(PasswordHasher(1, 8, parallelism=1))
    answer = replace(GATE, passwords=late).log_in(store, by(), "ann", SECRET)
    assert isinstance(answer, Denied)
    assert answer.text.code == "login.wrong"


def test_the_old_password_cannot_be_guessed_either(store: Store) -> None:
    account = ann(store)
    codes = []
    for _ in range(4):
        denied = GATE.change_password(store, by(account.id), account, "wrong", "a new passw0rd")
        assert denied is not None
        codes.append(denied.text.code)
    assert codes == ["login.wrong"] * 3 + ["login.locked"]
    assert tried(store, SECRET) == "login.locked"


def test_only_so_many_passwords_are_compared_at_once(store: Store) -> None:
    ann(store)
    begun, go = Semaphore(0), Event()

    class Slow(PasswordHasher):
        def verify(self, *_: object) -> Literal[True]:
            begun.release()
            assert go.wait(20)
            return True

    slow = Passwords(Slow(1, 8, parallelism=1))
    most = AT_ONCE + MOST_WAITING
    with ThreadPoolExecutor(most) as pool:
        taken = [pool.submit(slow.match, "x", "x") for _ in range(most)]
        for _ in range(AT_ONCE):
            assert begun.acquire(timeout=20)
        while slow.waiting < MOST_WAITING:
            time.sleep(0.01)
        denied = replace(GATE, passwords=slow).log_in(store, by(), "ann", SECRET)
        assert isinstance(denied, Denied)
        assert (denied.text.code, denied.wait) == ("login.busy", BUSY_FOR)
        assert not begun.acquire(blocking=False)
        go.set()
        assert all(future.result() for future in taken)


@given(st.lists(st.floats(0, 10_000), max_size=20), st.integers(1, 6))
def test_a_lock_only_follows_enough_failures(times: list[float], after: int) -> None:
    lockout = Lockout(after, timedelta(seconds=10))
    failures, now = Failures(), NOON
    for count, seconds in enumerate(times, start=1):
        now += timedelta(seconds=seconds)
        failures = lockout.failed(failures, now)
        wait = failures.locked(now)
        assert (wait is None) == (count < after)
        assert wait is None or timedelta(seconds=10) <= wait <= timedelta(seconds=640)


def test_a_new_password_logs_out_everywhere(store: Store) -> None:
    account = ann(store)
    _, logged = GATE.log_in(store, by(), "ann", SECRET)  # type: ignore[misc]
    who = by(account.id)
    for old, new, code in (
        ("wrong", "a new password", "login.wrong"),
        (SECRET, "short", "password.length"),
        (SECRET, "aaaaaaaaaaaa", "password.plain"),
        (SECRET, "Ann is planning", "password.name"),
        (SECRET, SECRET, "password.same"),
    ):
        denied = GATE.change_password(store, who, account, old, new)
        assert denied is not None
        assert denied.text.code == code
    assert GATE.change_password(store, who, account, SECRET, "a new passw0rd") is None
    with store.reading() as session:
        assert sessions.holder(session, logged.secret, NOON) is None
        assert not accounts.get(session, account.id).must_change
    assert tried(store, SECRET) == "login.wrong"
    assert tried(store, "a new passw0rd") == "in"


def test_a_weak_hash_is_made_anew(store: Store) -> None:
    ann(store)
    strong = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert not isinstance(
        replace(GATE, passwords=strong).log_in(store, by(), "ann", SECRET), Denied
    )
    with store.reading() as session:
        found = accounts.named(session, "ann")
        assert found is not None
        assert not strong.outdated(found[1])
        assert strong.match(found[1], SECRET)


def test_the_first_start_makes_one_administrator(store: Store) -> None:
    with store.writing() as session:
        first = first_administrator(session, by(), QUICK)
        assert isinstance(first, First)
        assert weakness(first.password, first.name) is None
        assert first_administrator(session, by(), QUICK) is None
        (admin,) = accounts.listed(session)
        assert (admin.role, admin.region, admin.must_change) == (Role.ADMINISTRATOR, None, True)
    assert tried(store, first.password, name=first.name) == "in"
    with store.reading() as session:
        assert first.password not in "".join(e.model_dump_json() for e in trail.read(session))


def test_an_administrator_always_remains(store: Store) -> None:
    root = ann(store, role=Role.ADMINISTRATOR)
    with pytest.raises(Refused) as caught, store.writing() as session:
        accounts.change(
            session, by(), root.id, role=Role.VIEWER, region=None, inspector="", active=True
        )
    assert caught.value.code == "last"
    with store.reading() as session:
        assert accounts.get(session, root.id).role is Role.ADMINISTRATOR


def test_switching_off_closes_every_way_in(store: Store) -> None:
    ann(store, role=Role.ADMINISTRATOR)
    with store.writing() as session:
        bob = accounts.add(session, by(seed=2), "bob", Role.VIEWER, "51", QUICK.hash(SECRET))
        _, token = tokens.add(session, by(seed=3), bob.id, "t")
        logged = sessions.begin(session, by(seed=4), bob.id, timedelta(hours=1))
        accounts.change(
            session, by(), bob.id, role=Role.VIEWER, region="51", inspector="", active=False
        )
        assert tokens.holder(session, token, NOON) is None
        assert sessions.holder(session, logged.secret, NOON) is None
        again = {"role": Role.VIEWER, "region": "51", "inspector": "", "active": True}
        accounts.change(session, later(by(), 1), bob.id, **again)  # type: ignore[arg-type]
        assert tokens.holder(session, token, NOON) is None


def test_names_are_unique_whatever_their_case(store: Store) -> None:
    ann(store)
    with pytest.raises(Refused) as caught, store.writing() as session:
        accounts.add(session, by(seed=9), "ANN", Role.VIEWER, None, "")
    assert say(caught.value.text) == "“ann”已被占用"


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_secrets_are_as_random_as_their_bytes(one: bytes, other: bytes) -> None:
    first, second = (new_secret(Kind.FEED, lambda n, b=b: b[:n]) for b in (one, other))
    assert (first == second) == (one == other)
    assert (digest(first) == digest(second)) == (one == other)
    assert len(first) == len(Kind.FEED) + 43


def test_passwords_of_any_length_are_answered() -> None:
    assert not QUICK.match(QUICK.hash("x"), "x" * (LONGEST + 1))
    assert not QUICK.match("no hash", "x")
    assert not QUICK.match(None, "nobody")
    assert not QUICK.match("", "nobody")
