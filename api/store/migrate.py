"""Bringing a database to the present form of its tables, or, for a restore, to an older one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from api.store.connection import WRITES, connected
from api.store.refusals import Refused

LATEST = "head"
_LOCK = 0x0D0DA0


def upgrade(url: str, revision: str = LATEST) -> None:
    """Apply the migrations up to a revision; several processes may do so at once.

    References are not checked while SQLite rebuilds a table, as dropping the old one would remove
    every row that refers to it; they are checked before anything is kept.
    """
    engine = connected(url, foreign_keys=False, pooled=False).execution_options(**{WRITES: True})
    try:
        with engine.begin() as connection:
            upgrade_within(connection, revision)
    finally:
        engine.dispose()


def upgrade_within(connection: Connection, revision: str = LATEST) -> None:
    """Apply the migrations in a transaction that is open.

    Raises
    ------
    Refused
        When a newer program has migrated the database.
    RuntimeError
        When a migration left a reference to nothing; the transaction must not be kept.
    """
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    now = revision_of(connection)
    if revision == LATEST and now == latest():
        return
    if now is not None and now not in revisions():
        raise Refused("newer", revision=now, latest=latest())
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"the migration left a dangling reference in {broken[0]}")


def revision_of(connection: Connection) -> str | None:
    """The revision of a database; None when it is new."""
    return MigrationContext.configure(connection).get_current_revision()


def latest() -> str:
    """The newest revision."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def revisions() -> tuple[str, ...]:
    """All revisions, oldest first."""
    walked = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([script.revision for script in walked]))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
