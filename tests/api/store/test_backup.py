"""Backups come back equal on either database; older forms are read and brought up to date."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.jobs.port import State
from api.store import Refused, Store, accounts, open_store, plans, sketches, tokens, trail
from api.store.backup import back_up, restore
from api.store.connection import connected
from api.store.migrate import latest, revision_of, revisions, upgrade
from api.store.results import keep
from api.store.sketches import Sketch
from api.store.tables import Base
from models.tiers import OfficePlan, TieredPlan
from tests.api.databases import NewUrl
from tests.api.store.conftest import by
from tests.api.store.filled import fill
from tests.planner.audit.tiny import PLAN


def lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def test_a_backup_comes_back_equal(store: Store, other_url: str, tmp_path: Path) -> None:
    plan = fill(store)
    counts = back_up(store, tmp_path / "one")
    assert set(counts) == set(Base.metadata.tables)
    assert min(counts.values()) > 0
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0
    assert restore(other_url, tmp_path / "one") == counts
    other = open_store(other_url)
    assert back_up(other, tmp_path / "two") == counts
    assert lines(tmp_path / "two") == lines(tmp_path / "one")
    with store.reading() as before, other.reading() as after:
        assert plans.get(after, plan) == plans.get(before, plan)
        assert plans.content_of(after, plan) == plans.content_of(before, plan)
        assert trail.head(after) == trail.head(before)
        assert not trail.verify(after)
    with other.writing() as session:
        plans.publish(session, by(seconds=99), plan)
    with other.reading() as session:
        assert not trail.verify(session)
    other.close()


def test_only_an_empty_database_is_filled(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "one")
    url = store.engine.url.render_as_string(hide_password=False)
    with pytest.raises(Refused) as caught:
        restore(url, tmp_path / "one")
    assert caught.value.code == "not_empty"


@pytest.mark.parametrize("harm", ["cut", "line", "empty"])
def test_a_damaged_backup_leaves_nothing(
    store: Store, new_url: NewUrl, tmp_path: Path, harm: str
) -> None:
    fill(store)
    path = tmp_path / "one"
    back_up(store, path)
    whole = path.read_bytes()
    if harm == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif harm == "line":
        less = lines(path)
        del less[-2]
        path.write_bytes(gzip.compress("".join(f"{line}\n" for line in less).encode()))
    else:
        path.write_bytes(b"")
    url = new_url()
    with pytest.raises(Refused) as caught:
        restore(url, path)
    assert caught.value.code == "backup_damaged"
    path.write_bytes(whole)
    restore(url, path)


def test_a_backup_of_a_newer_program_is_refused(
    store: Store, new_url: NewUrl, tmp_path: Path
) -> None:
    import hashlib

    body = f"{json.dumps({'format': 'dudao-backup/1', 'revision': '9999'})}\n".encode()
    end = json.dumps({"sha256": hashlib.sha256(body).hexdigest()}) + "\n"
    (tmp_path / "one").write_bytes(gzip.compress(body + end.encode()))
    with pytest.raises(Refused) as caught:
        restore(new_url(), tmp_path / "one")
    assert caught.value.code == "backup_newer"


def old_database(url: str, revision: str) -> None:
    """A database of the first revision with an account that has a token and a session."""
    upgrade(url, revision)
    engine = connected(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (id, name, role, region, inspector, password, active,"
                " must_change, failures, created) VALUES ('a', 'ann', 'viewer', '51', '', 'h',"
                " :yes, :yes, 0, '2026-01-01 00:00:00')"
            ),
            {"yes": True},
        )
        connection.execute(
            text(
                "INSERT INTO tokens (id, account, name, digest, created)"
                " VALUES ('t', 'a', 'laptop', 'd', '2026-01-01 00:00:00')"
            )
        )
    engine.dispose()


def kept(url: str) -> None:
    store = open_store(url)
    with store.reading() as session:
        (ann,) = accounts.listed(session)
        assert (ann.name, ann.region, ann.subject) == ("ann", "51", None)
        assert [t.name for t in tokens.listed(session, ann.id)] == ["laptop"]
    with store.engine.connect() as connection:
        assert revision_of(connection) == latest()
    store.close()


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_an_upgrade_keeps_data(new_url: NewUrl, revision: str) -> None:
    url = new_url()
    old_database(url, revision)
    kept(url)


def test_plans_from_before_get_their_sketches(new_url: NewUrl) -> None:
    url = new_url()
    store = open_store(url)
    one = fill(store)
    offices = (OfficePlan(office="county", plan=PLAN), OfficePlan(office="other", plan=PLAN))
    both = TieredPlan(origin=None, status=PLAN.status, offices=offices).model_dump_json()
    with store.writing() as session:
        dataset = plans.get(session, one).dataset
        two = plans.submit(session, by(seed=9), dataset, {"seed": 8})[0].id
        plans.advance(session, by(), two, State.VALIDATED)
        keep(session, by(), two, State.COMPUTED, both)
    before = [sketched(store, plan) for plan in (one, two)]
    assert [len(grounds) for grounds, _ in before] == [1, 2]
    assert before[1][1][1].first == len(PLAN.visits) + 1
    with store.engine.begin() as connection:  # as the program before it left it
        connection.execute(text("DROP TABLE sketches"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))
    store.close()
    store = open_store(url)
    assert [sketched(store, plan) for plan in (one, two)] == before
    store.close()


def sketched(store: Store, plan: str) -> tuple[tuple[Sketch, ...], tuple[Sketch, ...]]:
    with store.reading() as session:
        numbers = range(1, 1000)
        return sketches.grounds(session, plan), sketches.journeys(session, plan, numbers)


def test_a_backup_of_an_older_form_is_upgraded(
    new_url: NewUrl, other_url: str, tmp_path: Path
) -> None:
    url = new_url()
    old_database(url, revisions()[0])
    old = open_store(url, migrate=False)
    back_up(old, tmp_path / "one")
    old.close()
    restore(other_url, tmp_path / "one")
    kept(other_url)


def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _differs})
        assert compare_metadata(context, Base.metadata) == []


_ALIKE = {
    "string": {"varchar"},
    "datetime": {"timestamp"},
    "large_binary": {"bytea", "blob"},
    "double": {"double_precision"},
}


def _differs(*given: Any) -> bool:
    """Whether a column's type differs: our own types lie in the type that they stand on."""
    *_, inspected, declared = given
    impl = getattr(declared, "impl", declared)
    found, expected = (type(t).__visit_name__.lower() for t in (inspected, impl))
    return found != expected and found not in _ALIKE.get(expected, set())


def test_a_database_is_opened_by_several_at_once(new_url: NewUrl) -> None:
    from concurrent.futures import ThreadPoolExecutor

    url = new_url()
    with ThreadPoolExecutor(3) as pool:
        for store in pool.map(lambda _: open_store(url), range(3)):
            assert store.answers()
            store.close()
