"""`dudao serve`: the service, with workers of this machine."""

import errno
import socket
from contextlib import ExitStack, closing
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import fail
from api.hosting.tending import Data, Slots, settings_with, tended
from api.language import tr
from api.options import Lang

if TYPE_CHECKING:
    from api.settings import Settings
    from api.store import Store

_TAKEN = {errno.EADDRINUSE: "taken", errno.EACCES: "denied", errno.EPERM: "denied"}


def run(
    host: Annotated[str | None, typer.Option("--host", help=tr("hosting.help.host"))] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help=tr("hosting.help.port"))
    ] = None,
    data: Data = None,
    slots: Slots = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help=tr("hosting.help.no_worker"))
    ] = False,
    lang: Lang = "",
) -> None:
    """Serve until SIGTERM or Ctrl-C; exit 2 when it cannot begin."""
    with tended(), ExitStack() as ending:
        import api.hosting.logs
        from api.hosting.crew import working
        from api.hosting.server import serve
        from api.jobs.durable import DurableJobs
        from api.service.app import make_app
        from api.store import open_store
        from api.store.ledger import StoreLedger

        settings = settings_with(host=host, port=port, data_folder=data, slots=slots)
        listening = ending.enter_context(closing(_listening(settings)))
        api.hosting.logs.configure()
        store = ending.enter_context(closing(open_store(settings.store_url)))
        jobs = ending.enter_context(closing(DurableJobs(settings.jobs_url, StoreLedger(store))))
        introduce(store)
        if not no_worker:
            ending.enter_context(working(settings))
        address, number = listening.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address

        def ready() -> None:
            typer.echo(tr("hosting.serving", url=f"http://{shown}:{number}"))

        app = make_app(settings, store, jobs)
        if find_spec("nicegui"):  # the extra `web` is installed
            from api.pages.mount import add_pages

            add_pages(app)
        serve(app, listening, settings.trusted_proxies, ready)


def _listening(settings: "Settings") -> socket.socket:
    """The socket of the address, or the end of the command with what is in its way."""
    from api.hosting.server import bound

    host, port = settings.host, settings.port
    try:
        return bound(host, port)
    except OSError as error:
        what = _TAKEN.get(error.errno or 0, "address")
        fail(tr(f"hosting.{what}", host=host, port=port, reason=error.strerror or ""))


def introduce(store: "Store") -> None:
    """At the first start, make an administrator and show the password, which is kept nowhere."""
    from datetime import UTC, datetime

    from api.accounts.first import first_administrator
    from api.accounts.passwords import Passwords
    from api.store import By
    from api.store.by import SYSTEM

    with store.writing() as session:
        first = first_administrator(session, By(SYSTEM, datetime.now(UTC)), Passwords())
    if first is not None:
        typer.echo(tr("hosting.first", name=first.name, password=first.password))
