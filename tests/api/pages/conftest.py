from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from api.settings import Settings
from tests.api.accounts.test_login import QUICK
from tests.api.pages.browser import CHROMIUM, chromium
from tests.api.pages.office import Office, jobs_of, opened, store_of
from tests.api.pages.served import served
from tests.api.store.conftest import sqlite_template  # noqa: F401 - a fixture
from tests.needs import lacking


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        lacking("there is no Chromium")
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def service(
    sqlite_template: Path,  # noqa: F811 - a fixture
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[FastAPI]:
    """One service in a test process; `office` gives it another world in each test."""
    store = store_of(sqlite_template, tmp_path_factory.mktemp("service"))
    with served(Settings(upload_megabytes=5), store, jobs_of(store), QUICK) as app:
        yield app
    store.close()


@pytest.fixture
def office(
    service: FastAPI,
    browser: Browser,
    sqlite_template: Path,  # noqa: F811 - a fixture
    tmp_path: Path,
) -> Iterator[Office]:
    store = store_of(sqlite_template, tmp_path)
    with opened(service, browser, store) as made:
        yield made
    store.close()
