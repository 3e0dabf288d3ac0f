"""Connections to SQLite and PostgreSQL that behave alike."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

BUSY_SECONDS = 30
_KEPT = {"pool_size": 20, "max_overflow": 20}
"""As many as the service has threads; opening one more is dearer than a page."""

WRITES = "writes"
"""The execution option of connections that will write."""


def connected(url: str, *, foreign_keys: bool = True, pooled: bool = True) -> Engine:
    """An engine for either database that behaves alike: real transactions, kept references."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _private_file(parsed.database)
        engine = create_engine(
            parsed,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            **(_KEPT if pooled else {"poolclass": NullPool}),
        )
        _like_a_server(engine, foreign_keys)
        return engine
    parsed = parsed.set(drivername="postgresql+psycopg")
    if not pooled:
        return create_engine(parsed, poolclass=NullPool)
    return create_engine(parsed, pool_pre_ping=True, **_KEPT)


def _private_file(path: str | None) -> None:
    """The file with its folder, readable by its owner alone."""
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _like_a_server(engine: Engine, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _: object) -> None:
        raw.isolation_level = None  # the driver's own transactions begin too late
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail when another wrote in between.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
