"""Both databases for tests: SQLite files, and a PostgreSQL server started for the session."""

import os
import re
import secrets
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from api.store.connection import connected
from api.store.migrate import upgrade
from tests.needs import lacking

NewUrl = Callable[[], str]
"""The address of a new, empty database."""

_MEMORY = Path("/dev/shm")  # thousands of small files, slow to remove from a disk
_ENOUGH = 2_000_000_000


@contextmanager
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL; where it cannot start, tests that need it are skipped and say why."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="dudao-pg-", dir=_MEMORY if roomy else None))
    try:
        try:
            import pgserver

            server = pgserver.get_server(folder)
        except Exception as error:
            lacking(f"PostgreSQL could not be started: {type(error).__name__}: {error}")
        try:
            yield server.get_uri()
        finally:
            with suppress(Exception):
                # Nothing is kept: an orderly end would write all of it down first.
                os.kill(server.get_pid(), signal.SIGQUIT)
                server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database_on(server: str, *, template: str = "template1") -> str:
    """A new database of a server."""
    name = f"t{secrets.token_hex(6)}"
    _command(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop(address: str) -> None:
    """Remove a database that nobody needs any more."""
    url = make_url(address)
    server = url.set(database="postgres").render_as_string(hide_password=False)
    _command(server, f"DROP DATABASE {url.database} WITH (FORCE)")


def template_on(server: str) -> str:
    """The name of a database that is up to date, to be copied for each test."""
    _command(server, "CREATE DATABASE dudao_template")
    upgrade(make_url(server).set(database="dudao_template").render_as_string(hide_password=False))
    return "dudao_template"


def _command(server: str, sql: str) -> None:
    assert re.fullmatch(r"[\w ()]+", sql)
    engine = connected(server, pooled=False).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(sql))
    engine.dispose()
