"""Killing everything over plans: `python -m benchmarks.faults [--database sqlite|postgresql] …`.

A real `dudao serve` gets plans over the network, each under an idempotency key with which the
client tries again. Meanwhile, at random moments, the service, its crew, its slots and the children
that solve are killed with -9, the database is taken away, and its disk is full. At the end every
plan must be there once, with the result that it has without any service, and nothing that was
finished may have been begun again. Prints a table, and exits 1 when something is not so.
"""

import argparse
import os
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url

from api.store import Store, open_store, trail
from benchmarks.served import (
    KINDS,
    OVER,
    Client,
    Served,
    loop_seconds,
    postgres,
    room,
    until,
    untimed,
)
from models.problem import Problem
from planner.options import Options
from planner.pipeline import plan_year
from planner.tiers import is_tiered, plan_tiers
from planner.tiers.year import steady
from scenarios.generate import generate
from tests.planner.tiers.realm import realm

PLANS, KILLS, CUTS, FULL = 30, 20, 3, 2
TIME_LIMIT_S = 20.0
CLIENTS = 4
ROOM_MB = 600
CUT_SECONDS = (3.0, 8.0)
LONG_CUT_SECONDS = 33.0
"""Longer than SQLite waits for a lock, so that calls break."""

FULL_SECONDS = (3.0, 8.0)
END_SECONDS = 1800.0

_WITNESS_SQLITE = (
    "CREATE TABLE witness (what TEXT, plan TEXT, key TEXT)",
    """CREATE TRIGGER witness_begun AFTER UPDATE OF begun ON parts
    WHEN OLD.digest IS NOT NULL AND NOT OLD.interrupted AND NEW.begun > OLD.begun
    BEGIN INSERT INTO witness VALUES ('begun', NEW.plan, NEW.key); END""",
    """CREATE TRIGGER witness_finished AFTER UPDATE OF digest ON parts
    WHEN OLD.digest IS NOT NULL AND NOT OLD.interrupted
    BEGIN INSERT INTO witness VALUES ('finished', NEW.plan, NEW.key); END""",
)
_WITNESS_POSTGRESQL = (
    "CREATE TABLE witness (what TEXT, plan TEXT, key TEXT)",
    """CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO witness VALUES (TG_ARGV[0], NEW.plan, NEW.key); RETURN NEW; END $$""",
    """CREATE TRIGGER witness_begun AFTER UPDATE OF begun ON parts FOR EACH ROW
    WHEN (OLD.digest IS NOT NULL AND NOT OLD.interrupted AND NEW.begun > OLD.begun)
    EXECUTE FUNCTION witness('begun')""",
    """CREATE TRIGGER witness_finished AFTER UPDATE OF digest ON parts FOR EACH ROW
    WHEN (OLD.digest IS NOT NULL AND NOT OLD.interrupted)
    EXECUTE FUNCTION witness('finished')""",
)


@dataclass(frozen=True)
class Asked:
    """A plan as it is asked for: under its key, of a data set by number, with a seed."""

    key: str
    problem: int
    seed: int


@dataclass
class Course:
    """What happens in a run."""

    done: Counter[str] = field(default_factory=Counter)
    accepted: dict[str, set[str]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Sqlite:
    """The database in two files beside each other, which is locked for others now and then."""

    witness = _WITNESS_SQLITE

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self.store = f"sqlite:///{folder / 'data' / 'dudao.sqlite'}"
        self._files = [folder / "data" / name for name in ("dudao.sqlite", "dudao-jobs.sqlite")]

    def cut(self, number: int, draw: Random) -> str:
        """Hold both files locked."""
        seconds = LONG_CUT_SECONDS if number == 0 else draw.uniform(*CUT_SECONDS)
        with ExitStack() as held:
            for file in self._files:
                connection = sqlite3.connect(file, timeout=60, isolation_level=None)
                held.callback(connection.close)
                connection.execute("BEGIN EXCLUSIVE")
            time.sleep(seconds)
        return f"locked for {seconds:.0f} s"

    def mend(self) -> None:
        """Nothing of it dies."""

    def whole(self) -> bool:
        """Whether the files are undamaged."""
        for file in self._files:
            with sqlite3.connect(file) as connection:
                if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    return False
        return True


class Postgresql:
    """A server whose connections are ended, one of whose processes dies, that stops and comes."""

    witness = _WITNESS_POSTGRESQL

    def __init__(self, server: Any) -> None:
        self._server = server
        server.psql("CREATE DATABASE dudao;")
        url = make_url(server.get_uri()).set(database="dudao")
        self.url = self.store = url.render_as_string(hide_password=False)

    def cut(self, number: int, draw: Random) -> str:
        """End connections in one of three ways."""
        backends = "FROM pg_stat_activity WHERE datname = 'dudao' AND pid <> pg_backend_pid()"
        if number % 3 == 0:
            self._server.psql(f"SELECT pg_terminate_backend(pid) {backends};")
            return "connections ended"
        if number % 3 == 1:
            told = self._server.psql(f"COPY (SELECT pid {backends} LIMIT 1) TO STDOUT;")
            for pid in told.split():
                os.kill(int(pid), signal.SIGKILL)
            return "a backend killed with -9"
        seconds = draw.uniform(*CUT_SECONDS)
        os.kill(self._server.get_pid(), signal.SIGQUIT)
        time.sleep(seconds)
        self.mend()
        return f"server gone for {seconds:.0f} s"

    def mend(self) -> None:
        """Start the server again if it does not run."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(Exception):
                self._server.ensure_postgres_running()
                self._server.psql("SELECT 1;")
                return
            time.sleep(0.5)
        raise TimeoutError("PostgreSQL does not start")

    def whole(self) -> bool:
        """It would not have started otherwise."""
        return True


def problems(seed: int) -> tuple[Problem, ...]:
    """Data sets of one county, and of a province with four offices."""
    counties = [generate(schools=n, seed=seed + n, policy="miyi-2022") for n in (4, 6, 8)]
    provinces = [realm(seed + n, prefectures=1, counties=2, schools=2) for n in (1, 2)]
    return (*counties, *provinces)


def asked(seed: int, plans: int) -> tuple[Asked, ...]:
    """Plans, one in three of several offices; each has a seed of its own."""
    return tuple(
        Asked(key=f"{seed}-{n}", problem=3 + n // 3 % 2 if n % 3 == 2 else n % 3, seed=n)
        for n in range(plans)
    )


def undisturbed(problem: Problem, seed: int) -> object:
    """The plan as it is made without any service."""
    options = Options(time_limit_s=TIME_LIMIT_S, seed=seed)
    if is_tiered(problem):
        return untimed(plan_tiers(problem, options, 1).model_dump_json())
    return untimed(plan_year(problem, steady(options)).model_dump_json())


def submit(
    served: Served, token: str, mine: list[Asked], ids: list[str], course: Course, seed: int
) -> None:
    """Submit plans one after another, some twice."""
    draw, client = Random(seed), Client(served, token)
    for one in mine:
        for _ in range(1 + (draw.random() < 0.3)):
            id_ = client.submit(one.key, ids[one.problem], seed=one.seed, time_limit_s=TIME_LIMIT_S)
            course.accepted.setdefault(one.key, set()).add(id_)
        time.sleep(draw.uniform(0, 6))
    course.answers.update(client.answers)


def harm(
    served: Served,
    database: Sqlite | Postgresql,
    folder: Path,
    kills: int,
    draw: Random,
    course: Course,
    pause_s: float,
    over: threading.Event,
) -> None:
    """Do what may happen, in random order at random moments."""
    kinds = [KINDS[n % len(KINDS)] for n in range(kills)]
    events = [f"kill {kind}" for kind in kinds] + [f"cut {n}" for n in range(CUTS)]
    events += ["full"] * FULL
    draw.shuffle(events)
    for event in events:
        if over.wait(draw.uniform(0, 2 * pause_s)):
            return
        what, _, which = event.partition(" ")
        if what == "kill":
            victim = _found(served, which, over)
            if victim is None:
                return
            with suppress(ProcessLookupError):
                os.kill(draw.choice(victim), signal.SIGKILL)
                course.done[event] += 1
        elif what == "cut":
            course.done[database.cut(int(which), draw)] += 1
        else:
            with filled(folder):
                time.sleep(draw.uniform(*FULL_SECONDS))
            database.mend()
            course.done["disk full"] += 1


def _found(served: Served, kind: str, over: threading.Event) -> list[int] | None:
    """Living processes of a kind, as soon as there are some."""
    while not (found := served.processes()[kind]):
        if over.wait(0.05):
            return None
    return found


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Meanwhile there is no room where the database lies."""
    file = folder / "filling"
    try:
        with file.open("wb", buffering=0) as filling:
            for size in (1 << 20, 1 << 12):
                with suppress(OSError):
                    while True:
                        filling.write(bytes(size))
        yield
    finally:
        file.unlink()


def run(name: str, plans: int, kills: int, seed: int, pause_s: float) -> Course:
    """One run on one database; what happened, and what is wrong."""
    course, draw = Course(), Random(seed)
    of = problems(seed)
    wanted = asked(seed, plans)
    expected = {one.key: undisturbed(of[one.problem], one.seed) for one in wanted}
    with ExitStack() as ending:
        small = ending.enter_context(room(ROOM_MB))
        logs = Path(ending.enter_context(TemporaryDirectory(prefix="dudao-faults-")))
        (logs / "data").symlink_to(small / "data")
        (small / "data").mkdir()
        database: Sqlite | Postgresql = (
            Sqlite(small) if name == "sqlite" else Postgresql(ending.enter_context(postgres(small)))
        )
        served = Served(logs, database.url, slots=2)
        served.begin()
        ending.callback(served.end)
        client = Client(served, served.administrator())
        ids = [client.upload(problem.model_dump_json()) for problem in of]
        store = open_store(database.store)
        ending.callback(store.close)
        with store.engine.begin() as connection:
            for statement in database.witness:
                connection.execute(text(statement))
        over = threading.Event()
        began = time.monotonic()
        workers = [
            threading.Thread(
                target=submit,
                args=(served, client.token, list(wanted[n::CLIENTS]), ids, course, seed + n),
                name=f"client {n}",
            )
            for n in range(CLIENTS)
        ]
        harming = threading.Thread(
            target=harm,
            args=(served, database, small, kills, draw, course, pause_s, over),
        )
        for thread in (*workers, harming):
            thread.start()
        for thread in workers:
            thread.join()
        plan_ids = {key: sorted(found)[0] for key, found in course.accepted.items()}
        left = set(plan_ids.values())
        while left and time.monotonic() - began < END_SECONDS:
            left = {id_ for id_ in left if client.state(id_) not in OVER}
            time.sleep(0.5)
        took = time.monotonic() - began
        over.set()
        harming.join()
        until(served.answers)
        made = sum(n for what, n in course.done.items() if what.startswith("kill"))
        _note(course, made < kills, f"only {made} of {kills} kills before all plans had ended")
        judge(course, client, plan_ids, expected, wanted)
        parts = examined(course, store)
        _note(course, not database.whole(), "the database is damaged")
        course.answers.update(client.answers)
        for status, times in course.answers.items():
            bad = status.isdecimal() and int(status) >= 500 and status != "503"
            _note(course, bad, f"{times} answers with status {status}")
        show(name, course, wanted, took, served.begun, parts)
    return course


def judge(
    course: Course,
    client: Client,
    plan_ids: Mapping[str, str],
    expected: Mapping[str, object],
    wanted: tuple[Asked, ...],
) -> None:
    """Note each plan that is lost, there twice, not complete, or not the one it should be."""
    for key, found in course.accepted.items():
        _note(course, len(found) > 1, f"{key} was accepted as {len(found)} plans")
    listed = client("GET", "/v1/plans", params={"limit": 200}).raise_for_status().json()
    there = {plan["id"]: plan["state"] for plan in listed}
    _note(course, len(there) != len(wanted), f"{len(there)} plans are there, not {len(wanted)}")
    for key, id_ in plan_ids.items():
        state = there.get(id_, "LOST")
        _note(course, state != "COMPLETED", f"{key} ended as {state}")
        if state == "COMPLETED":
            result = client("GET", f"/v1/plans/{id_}/result").raise_for_status().text
            _note(course, untimed(result) != expected[key], f"{key} has another result")


def examined(course: Course, store: Store) -> tuple[int, int]:
    """How many parts there are and how often they were begun.

    Noted is what was begun or finished though it was finished, and what the trail has twice.
    """
    with store.engine.connect() as connection:
        for what, plan, key in connection.execute(text("SELECT what, plan, key FROM witness")):
            course.wrong.append(f"{what} again though finished: {plan} {key}")
        row = connection.execute(text("SELECT count(*), sum(begun) FROM parts")).one()
    with store.reading() as session:
        course.wrong.extend(f"trail: {fault.code}" for fault in trail.verify(session))
        entries = Counter(
            (entry.subject, entry.action)
            for entry in trail.read(session, limit=100_000)
            if entry.action.startswith("plan.")
        )
    for (subject, action), times in entries.items():
        _note(course, times > 1, f"{action} {times} times: {subject}")
    return row[0], row[1]


def _note(course: Course, wrong: bool, what: str) -> None:
    if wrong:
        course.wrong.append(what)


def show(
    name: str,
    course: Course,
    wanted: tuple[Asked, ...],
    took: float,
    begun: int,
    parts: tuple[int, int],
) -> None:
    """Print what happened."""
    print(f"\n{name}: {len(wanted)} plans in {took:.0f} s, the service begun {begun} times")
    print("| what | times |\n|---|---|")
    rows: dict[str, int] = {**dict(sorted(course.done.items())), "parts of plans": parts[0]}
    rows |= {"beginnings of parts": parts[1]}
    rows |= {f"answer {status}": times for status, times in sorted(course.answers.items())}
    for what, times in rows.items():
        print(f"| {what} | {times} |")
    print("\n".join(course.wrong) or "nothing lost, nothing twice, every result as undisturbed")
    sys.stdout.flush()


def main() -> None:
    """Run on one database or both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--plans", type=int, default=PLANS)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--pause", type=float, default=4.0, help="mean seconds between two faults")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"10 million turns of a loop: {loop_seconds():.2f} s")
    wrong = 0
    for name in given.database or ("sqlite", "postgresql"):
        wrong += len(run(name, given.plans, given.kills, given.seed, given.pause).wrong)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
