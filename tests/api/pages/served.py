"""The real service with its pages on a port of this machine, in a thread."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import uvicorn
from fastapi import FastAPI
from nicegui import core

from api.accounts.passwords import Passwords
from api.pages.mount import add_pages
from api.service.app import make_app
from api.settings import Settings
from api.store import Store
from tests.api.service.atonce import AtOnce

STARTS_WITHIN_SECONDS = 30


@contextmanager
def served(
    settings: Settings, store: Store, jobs: AtOnce, passwords: Passwords
) -> Iterator[FastAPI]:
    """The application while it answers at `app.state.address`.

    Its world may be exchanged between tests: `app.state.world = …`.
    """
    app = make_app(settings, store, jobs, passwords=passwords)
    core.app.middleware_stack = None  # NiceGUI is one in a process; another service may have been
    add_pages(app)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(app, "127.0.0.1", port, log_level="warning", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = monotonic() + STARTS_WITHIN_SECONDS
    while not server.started:
        if not thread.is_alive() or monotonic() > deadline:
            raise RuntimeError("the service did not start")
        sleep(0.02)
    app.state.address = f"http://127.0.0.1:{port}"
    yield app
    server.should_exit = True
    thread.join(10)
