"""A ledger and a roll in one SQLite file, as plain as can be: for tests that kill processes."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from api.jobs.ledger import Inputs, Part
from api.jobs.port import OPEN, State, Status, may_follow
from models.problem import Problem
from models.text import Text
from planner.options import Options, Progress

SCHEMA = """
create table if not exists datasets (id text primary key, body blob);
create table if not exists plans (
    id text primary key, dataset text, options text, state text, cancel int default 0,
    result blob, fault text, total int default 0);
create table if not exists parts (plan text, key text, digest text, body blob, interrupted int,
    primary key (plan, key));
create table if not exists begun (plan text, key text);
create table if not exists told (plan text, key text, progress text, primary key (plan, key));
create table if not exists ended (plan text, state text);
create table if not exists roll (executor text primary key, at real);
create table if not exists leases (name text primary key, holder text, until real);
"""


def open_ledger(url: str) -> "FileLedger":
    """The ledger in a file; its url is its path."""
    return FileLedger(Path(url))


class FileLedger:
    """`Ledger` and `Roll`; a connection a call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with sqlite3.connect(path, timeout=30) as db:
            db.execute("pragma journal_mode=wal")
            db.executescript(SCHEMA)
        db.close()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            db.execute("begin immediate")
            yield db
            if db.in_transaction:
                db.execute("commit")
        finally:
            db.close()

    def add(self, plan: str, problem: Problem, options: Options) -> None:
        """A new plan of a data set."""
        with self._open() as db:
            body = problem.model_dump_json().encode()
            db.execute("insert or ignore into datasets values (?, ?)", (problem.id, body))
            db.execute(
                "insert into plans (id, dataset, options, state) values (?, ?, ?, ?)",
                (plan, problem.id, options.model_dump_json(), State.SOLVING_SCHEDULED),
            )

    def beginnings(self, plan: str) -> dict[str, int]:
        """How often each part was begun."""
        sql = "select key, count(*) from begun where plan = ? group by key"
        with self._open() as db:
            return dict(db.execute(sql, (plan,)).fetchall())

    def endings(self, plan: str) -> list[str]:
        """The states in which the plan ended, each time it did."""
        with self._open() as db:
            return [s for (s,) in db.execute("select state from ended where plan = ?", (plan,))]

    def result(self, plan: str) -> bytes | None:
        """What was concluded."""
        result: bytes | None = self._one("select result from plans where id = ?", plan)[0]
        return result

    def _one(self, sql: str, *args: object) -> tuple:  # type: ignore[type-arg]
        with self._open() as db:
            row = db.execute(sql, args).fetchone()
        if row is None:
            raise KeyError(args)
        return tuple(row)

    def inputs(self, plan: str) -> Inputs:
        dataset, options = self._one("select dataset, options from plans where id = ?", plan)
        return Inputs(dataset, Options.model_validate_json(options))

    def dataset(self, dataset: str) -> bytes:
        return bytes(self._one("select body from datasets where id = ?", dataset)[0])

    def status(self, plan: str) -> Status:
        state, cancel, fault, total = self._one(
            "select state, cancel, fault, total from plans where id = ?", plan
        )
        with self._open() as db:
            done = db.execute(
                "select count(*) from parts where plan = ? and not interrupted"
                " and key not like '%#%'",
                (plan,),
            ).fetchone()[0]
            told = db.execute("select key, progress from told where plan = ?", (plan,)).fetchall()
        return Status(
            State(state),
            done,
            total,
            {key: Progress.model_validate_json(text) for key, text in told},
            Text.model_validate_json(fault) if fault else None,
            bool(cancel),
        )

    def advance(self, plan: str, to: State, only_from: Collection[State] | None = None) -> State:
        with self._open() as db:
            now = State(db.execute("select state from plans where id = ?", (plan,)).fetchone()[0])
            if not may_follow(now, to) or (only_from is not None and now not in only_from):
                return now
            db.execute("update plans set state = ? where id = ?", (to, plan))
            return to

    def ask_to_cancel(self, plan: str) -> None:
        with self._open() as db:
            db.execute("update plans set cancel = 1 where id = ?", (plan,))

    def asked_to_cancel(self, plan: str) -> bool:
        return bool(self._one("select cancel from plans where id = ?", plan)[0])

    def outline(self, plan: str, keys: Collection[str]) -> None:
        with self._open() as db:
            db.execute("update plans set total = ? where id = ?", (len(keys), plan))

    def begin(self, plan: str, key: str) -> int:
        with self._open() as db:
            db.execute("insert into begun values (?, ?)", (plan, key))
            sql = "select count(*) from begun where plan = ? and key = ?"
            return int(db.execute(sql, (plan, key)).fetchone()[0])

    def tell(self, plan: str, key: str, progress: Progress) -> None:
        with self._open() as db:
            text = progress.model_dump_json()
            db.execute("insert or replace into told values (?, ?, ?)", (plan, key, text))

    def part(self, plan: str, key: str) -> Part | None:
        sql = "select digest, body, interrupted from parts where plan = ? and key = ?"
        with self._open() as db:
            row = db.execute(sql, (plan, key)).fetchone()
        return None if row is None else Part(key, row[0], bytes(row[1]), bool(row[2]))

    def finish(self, plan: str, part: Part) -> None:
        sql = "select digest, interrupted from parts where plan = ? and key = ?"
        with self._open() as db:
            row = db.execute(sql, (plan, part.key)).fetchone()
            if row != (part.digest, 0):
                db.execute(
                    "insert or replace into parts values (?, ?, ?, ?, ?)",
                    (plan, part.key, part.digest, part.body, part.interrupted),
                )
            db.execute("delete from told where plan = ? and key = ?", (plan, part.key))

    def conclude(
        self,
        plan: str,
        to: State,
        result: bytes | None,
        fault: Text | None,
        changes: bytes | None = None,
    ) -> State:
        with self._open() as db:
            now = State(db.execute("select state from plans where id = ?", (plan,)).fetchone()[0])
            if not may_follow(now, to):
                return now
            db.execute(
                "update plans set state = ?, result = ?, fault = ? where id = ?",
                (to, result, fault.model_dump_json() if fault else None, plan),
            )
            db.execute("insert into ended values (?, ?)", (plan, to))
            return to

    def open_plans(self) -> Collection[str]:
        with self._open() as db:
            rows = db.execute("select id, state from plans order by rowid").fetchall()
        return [plan for plan, state in rows if state in OPEN]

    def beat(self, executor: str, now: float) -> None:
        with self._open() as db:
            db.execute("insert or replace into roll values (?, ?)", (executor, now))

    def silent(self, since: float) -> Collection[str]:
        with self._open() as db:
            return [e for (e,) in db.execute("select executor from roll where at < ?", (since,))]

    def forget(self, executor: str) -> None:
        with self._open() as db:
            db.execute("delete from roll where executor = ?", (executor,))

    def lease(self, name: str, holder: str, now: float, seconds: float) -> bool:
        with self._open() as db:
            row = db.execute("select holder, until from leases where name = ?", (name,)).fetchone()
            if row is not None and row[0] != holder and row[1] > now:
                return False
            db.execute(
                "insert or replace into leases values (?, ?, ?)", (name, holder, now + seconds)
            )
            return True
