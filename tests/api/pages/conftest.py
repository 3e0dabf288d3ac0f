import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copy

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page

from api.accounts.login import Denied
from api.accounts.roles import Role
from api.desk.asker import Asker
from api.desk.world import World
from api.pages.visit import LANGUAGE
from api.service.identity import COOKIE
from api.settings import Settings
from api.store import By, Store, accounts, open_store
from api.store.ledger import StoreLedger
from tests.api.accounts.test_login import QUICK
from tests.api.pages.browser import CHROMIUM, OFFICE, Watch, chromium, settle, watched
from tests.api.pages.served import served
from tests.api.service.atonce import AtOnce
from tests.api.store.conftest import sqlite_template  # noqa: F401 - a fixture

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:  # noqa: F811
    """One service in a test process; `office` gives it another world in each test."""
    store = _store(sqlite_template, tmp_path_factory.mktemp("service"))
    with served(Settings(upload_megabytes=5), store, _jobs(store), QUICK) as app:
        yield app
    store.close()


def _store(template: Path, folder: Path) -> Store:
    copy(template, folder / "store.sqlite")
    return open_store(f"sqlite:///{folder / 'store.sqlite'}")


def _jobs(store: Store) -> AtOnce:
    from api.service.app import _now

    return AtOnce(StoreLedger(store, _now))


@dataclass
class Office:
    """A service with an empty database, and people who log in to it."""

    world: World
    address: str
    browser: Browser
    watches: list[Watch]
    open: Callable[[tuple[int, int]], tuple[BrowserContext, Watch]]

    def account(self, name: str, role: Role, region: str | None = None, **more: bool) -> Asker:
        """Somebody new, with the password `PASSWORD`; also as who they are to the desk."""
        by = By("", self.world.clock(), random.Random(name).randbytes)
        with self.world.store.writing() as session:
            hashed = QUICK.hash(PASSWORD)
            given = {"must_change": False, **more}
            made = accounts.add(session, by, name, role, region, hashed, **given)
        return Asker(made, replace(by, account=made.id), self.world)

    def logged_in(
        self, name: str, at: str = "/", *, size: tuple[int, int] = OFFICE, language: str = "zh"
    ) -> Page:
        """A page of somebody who is logged in already, in a browser of their own."""
        context, _ = self.open(size)
        by = By("", self.world.clock(), self.world.chance)
        with self.world.store.writing() as session:
            answer = self.world.gate.log_in(session, by, name, PASSWORD)
        assert not isinstance(answer, Denied)
        kept = {COOKIE: answer[1].secret, LANGUAGE: language}
        context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in kept.items()])
        page = context.new_page()
        page.goto(at)
        settle(page)
        return page


def log_in(page: Page, name: str, at: str = "/", password: str = PASSWORD) -> None:
    page.goto(f"/login?next={at}")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("button")
    settle(page)


@pytest.fixture
def office(
    service: FastAPI,
    browser: Browser,
    sqlite_template: Path,  # noqa: F811 - a fixture
    tmp_path: Path,
) -> Iterator[Office]:
    from contextlib import ExitStack

    store = _store(sqlite_template, tmp_path)
    service.state.world = replace(service.state.world, store=store, jobs=_jobs(store))
    with ExitStack() as stack:
        watches: list[Watch] = []

        def opened(size: tuple[int, int]) -> tuple[BrowserContext, Watch]:
            context, watch = stack.enter_context(watched(browser, service.state.address, size))
            watches.append(watch)
            return context, watch

        yield Office(service.state.world, service.state.address, browser, watches, opened)
    store.close()
