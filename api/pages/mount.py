"""The pages put onto the service, after its routes."""

from collections.abc import Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.requests import Request
from nicegui import app as pages
from nicegui import ui
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.desk.world import World
from api.pages import entry
from api.pages.areas import AREAS
from api.pages.guard import Guard
from api.service.guarding import DATA

STATIC = Path(str(files("api.pages") / "static"))
_RECONNECT_SECONDS = 10.0


def add_pages(app: FastAPI) -> None:
    """Serve the pages too.

    To be called when all routes are there: every address that none of them has is a page.
    One process has one such application, for NiceGUI is one in a process.
    """
    world = app.state.world
    assert isinstance(world, World)
    for one in AREAS:
        import_module(f"api.pages.{one.name}")
    app.include_router(entry.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    ui.button.default_props("unelevated no-caps")
    ui.toggle.default_props("unelevated no-caps")
    for field in (ui.select, ui.input, ui.number, ui.date_input, ui.textarea):
        field.default_props("outlined dense")
    ui.run_with(
        app,
        title="dudao",
        favicon=STATIC / "icon.svg",
        language="zh-CN",
        reconnect_timeout=_RECONNECT_SECONDS,
        tailwind=False,
        show_welcome_message=False,
    )
    # a bar for each request would have no name for those who cannot see it
    pages.config.quasar_config["loadingBar"]["skipHijack"] = True
    pages.exception_handler(404)(_no_page)
    app.router.routes.pop()  # what run_with mounted: it would answer for the API's addresses too
    tiles = urlsplit(world.settings.tiles_url)
    sources = [f"{tiles.scheme}://{tiles.netloc}"] if tiles.netloc else []
    app.router.routes.append(_Pages(Guard(pages, sources), tuple(app.router.routes)))


class _Pages(Mount):
    """All addresses but those of data, and those that a route has for another method."""

    def __init__(self, app: Guard, others: Sequence[BaseRoute]) -> None:
        super().__init__("", app)
        self._others = others

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Not what a route answers, even when that says no."""
        if scope["type"] == "http" and (
            scope["path"].startswith(DATA)
            or any(route.matches(scope)[0] is not Match.NONE for route in self._others)
        ):
            return Match.NONE, {}
        return super().matches(scope)


async def _no_page(request: Request, _: Exception) -> Response:
    return entry.missing(request)
