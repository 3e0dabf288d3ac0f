"""A service with an empty database, and people who log in to it in browsers."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page

from api.accounts.login import Denied
from api.accounts.roles import Role
from api.desk.asker import Asker
from api.desk.unsaved import Bench
from api.desk.world import World
from api.pages.visit import LANGUAGE
from api.service.identity import COOKIE
from api.store import By, Store, accounts, open_store
from api.store.ledger import StoreLedger
from tests.api.accounts.test_login import QUICK
from tests.api.pages.browser import OFFICE, Watch, settle, watched
from tests.api.service.atonce import AtOnce

PASSWORD = "correct horse battery"


class Clock:
    """The real time, moved forward by hand."""

    ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Office:
    """A service with an empty database; `open` gives a fresh browser of a size."""

    world: World
    address: str
    open: Callable[[tuple[int, int]], tuple[BrowserContext, Watch]]

    def account(
        self,
        name: str,
        role: Role,
        region: str | None = None,
        *,
        inspector: str = "",
        must_change: bool = False,
    ) -> Asker:
        """Somebody new, with the password `PASSWORD`; also as who they are to the desk."""
        by = By("", self.world.clock(), random.Random(name).randbytes)
        with self.world.store.writing() as session:
            hashed = QUICK.hash(PASSWORD)
            made = accounts.add(
                session,
                by,
                name,
                role,
                region,
                hashed,
                inspector=inspector,
                must_change=must_change,
            )
        return Asker(made, replace(by, account=made.id), self.world)

    def logged_in(
        self,
        name: str,
        at: str = "/",
        *,
        size: tuple[int, int] = OFFICE,
        language: str = "zh",
        expected: tuple[str, ...] = (),
    ) -> Page:
        """A page of somebody who is logged in already, in a browser of their own.

        `expected` are pieces of complaints on the console that the test provokes.
        """
        context, watch = self.open(size)
        watch.expected += expected
        by = By("", self.world.clock(), self.world.chance)
        answer = self.world.gate.log_in(self.world.store, by, name, PASSWORD)
        assert not isinstance(answer, Denied)
        kept = {COOKIE: answer[1].secret, LANGUAGE: language}
        context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in kept.items()])
        page = context.new_page()
        page.goto(at)
        settle(page)
        return page


def log_in(page: Page, name: str, at: str = "/", password: str = PASSWORD) -> None:
    """Through the form."""
    page.goto(f"/login?next={at}")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("button")
    settle(page)


def store_of(template: Path, folder: Path) -> Store:
    """An empty store on SQLite."""
    copy(template, folder / "store.sqlite")
    return open_store(f"sqlite:///{folder / 'store.sqlite'}")


def jobs_of(store: Store) -> AtOnce:
    """Plans are solved while they are submitted."""
    return AtOnce(StoreLedger(store, lambda: datetime.now(UTC)))


@contextmanager
def opened(app: FastAPI, browser: Browser, store: Store) -> Iterator[Office]:
    """The office on a service that runs; at its end nothing may have gone wrong in a browser."""
    app.state.world = replace(app.state.world, store=store, jobs=jobs_of(store), bench=Bench())
    with ExitStack() as stack:

        def fresh(size: tuple[int, int]) -> tuple[BrowserContext, Watch]:
            return stack.enter_context(watched(browser, app.state.address, size))

        yield Office(app.state.world, app.state.address, fresh)
