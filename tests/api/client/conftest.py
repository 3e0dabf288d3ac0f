"""A real service on a port of this machine, with jobs that solve in its process."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import uvicorn
from starlette.types import ASGIApp

from api.accounts.roles import Role
from api.service.app import make_app
from api.service.shell import Service
from api.settings import Settings
from api.store import Store, accounts, regions, tokens
from models.problem import Problem
from models.region import Region
from tests.api.accounts.test_login import QUICK
from tests.api.service.atonce import AtOnce
from tests.api.service.conftest import jobs  # noqa: F401 - a fixture
from tests.api.store.conftest import (  # noqa: F401 - fixtures
    NOON,
    by,
    server,
    sqlite_template,
    store,
    template,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""Before all visits: sealed ones are sealed then."""


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """What is tested here does not depend on the database."""
    return str(request.param)


class Host:
    """Serves an application on a port, now and again."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def begin(self, app: ASGIApp) -> None:
        config = uvicorn.Config(app, port=self._port, log_config=None, timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.02)

    def end(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
            self._thread.join()


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.end()


@pytest.fixture
def app(store: Store, jobs: AtOnce) -> Service:  # noqa: F811 - fixtures
    return make_app(Settings(), store, jobs, passwords=QUICK, clock=lambda: LONG_AGO)


@pytest.fixture
def served(host: Host, app: Service) -> Host:
    host.begin(app)
    return host


@pytest.fixture
def account(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:  # noqa: F811
    """Makes an account whose token the command has."""

    def make(problem: Problem, role: Role = Role.PLANNER, region: Region | None = None) -> None:
        with store.writing() as session:
            known = [*problem.regions, *([] if region is None else [region])]
            regions.adopt(session, by(), known, None)
            place = problem.office if region is None else region.id
            made = accounts.add(session, by("a"), "ann", role, place, "", must_change=False)
            monkeypatch.setenv("DUDAO_TOKEN", tokens.add(session, by("a"), made.id, "t")[1])

    return make
