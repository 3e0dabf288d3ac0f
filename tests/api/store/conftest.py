import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from shutil import copy

import pytest

from api.store import By, Store, open_store
from api.store.migrate import upgrade
from tests.api.databases import NewUrl, database_on, drop, postgres_server, template_on

DATABASES = ("sqlite", "postgresql")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def by(account: str = "", *, seconds: float = 0, seed: int = 0) -> By:
    """Somebody who acts so many seconds after noon, with chance that can be repeated."""
    chance = random.Random(f"{account}{seconds}{seed}")
    return By(account, NOON + timedelta(seconds=seconds), chance.randbytes)


def later(who: By, seconds: float) -> By:
    return replace(who, now=who.now + timedelta(seconds=seconds))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="session")
def template(server: str) -> str:
    return template_on(server)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> NewUrl:
    """Addresses of empty databases of the sort under test."""
    return _new_url(database, request, tmp_path)


@pytest.fixture(params=DATABASES)
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of one more empty database, of either sort."""
    return _new_url(str(request.param), request, tmp_path)()


@pytest.fixture
def store(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store that is up to date."""
    if database == "sqlite":
        url = f"sqlite:///{tmp_path / 'store.sqlite'}"
        copy(request.getfixturevalue("sqlite_template"), tmp_path / "store.sqlite")
    else:
        address = request.getfixturevalue("server")
        url = database_on(address, template=request.getfixturevalue("template"))
    opened = open_store(url)
    yield opened
    opened.close()
    if database != "sqlite":
        drop(url)


def _new_url(database: str, request: pytest.FixtureRequest, folder: Path) -> NewUrl:
    if database == "sqlite":
        return lambda: f"sqlite:///{folder / token_hex(6)}.sqlite"
    address = request.getfixturevalue("server")
    return lambda: database_on(address)
