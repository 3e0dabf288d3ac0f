"""Opening the database, brought up to date; sessions to read and to write in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from api.store import trail
from api.store.connection import WRITES, connected
from api.store.migrate import revision_of, upgrade

__all__ = ["Session", "Store", "Unavailable", "open_store"]


class Unavailable(Exception):  # noqa: N818 - asking again later may do
    """The database does not answer, has no room, or another transaction stood in the way."""


class Store:
    """A database that is open and up to date."""

    def __init__(self, engine: Engine) -> None:
        one_state = (
            {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        )
        self._reader = engine.execution_options(**one_state)
        self._writer = engine.execution_options(**{WRITES: True})

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        with _answering(), Session(self._reader, expire_on_commit=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are kept all, with what the trail says of them, or none."""
        with (
            _answering(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
            trail.chain(session)

    @property
    def engine(self) -> Engine:
        """For backups and tests."""
        return self._reader

    def answers(self) -> bool:
        """Whether the database can be reached now."""
        try:
            with self._reader.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Exception:
            return False
        return True

    def close(self) -> None:
        """Give all connections back."""
        self._reader.dispose()


def revision_at(url: str) -> str | None:
    """The form of a database's tables; None when there is none, which is not created by asking.

    Raises
    ------
    Unavailable
        When it cannot be reached.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return None
    engine = connected(url, pooled=False)
    try:
        with _answering(), engine.connect() as connection:
            return revision_of(connection)
    finally:
        engine.dispose()


@contextmanager
def _answering() -> Iterator[None]:
    """What the database cannot help is told apart from mistakes of the program."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise Unavailable(type(error).__name__) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable(type(error).__name__) from error
        raise


def open_store(url: str, *, migrate: bool = True) -> Store:
    """Open a database, and create it or bring it up to date.

    Parameters
    ----------
    url
        `sqlite:///path` or `postgresql://…`.

    Raises
    ------
    Unavailable
        When it cannot be reached.
    Refused
        `newer` when a later program made it.
    """
    if migrate:
        with _answering():
            upgrade(url)
    return Store(connected(url))
