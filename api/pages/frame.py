"""What every page has around it: header, navigation, title; and who may see it."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from copy import copy
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui
from starlette.responses import Response

from api.desk.denial import Denial
from api.desk.shelf import Titles
from api.pages import notices, parts, picker
from api.pages.areas import Area, areas_of, open_to
from api.pages.entry import TAGS
from api.pages.visit import SessionOver, Visit, visit_of
from models.text import LANGUAGES, Text, word

Builder = Callable[[Visit], Awaitable[None]]
_BUILD_SECONDS = 30.0


def shown_at(area: Area) -> Callable[[Builder], Builder]:
    """Make a function the page of an area: it fills the page below its title.

    It is called for whoever may open the area; what it raises is told in place of its contents.
    """

    def decorate(build: Builder) -> Builder:
        async def respond(request: Request) -> Response | None:
            visit = await visit_of(request)
            if visit is None:
                here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                return RedirectResponse(f"/login?next={quote(here)}", 303)
            if visit.account.must_change:
                return RedirectResponse(f"/password?next={quote(visit.here)}", 303)
            await _answer(visit, area, build)
            return None

        ui.page(area.path, response_timeout=_BUILD_SECONDS)(respond)
        return build

    return decorate


async def _answer(visit: Visit, area: Area, build: Builder) -> None:
    client = ui.context.client
    client.page = copy(client.page)  # the language is the visitor's, not the page's
    client.page.language = TAGS[visit.language]
    client.title = f"{visit.say(f'pages.{area.name}.title')} · {visit.say('pages.product')}"
    try:
        named = await picker.titles(visit, area)
    except Exception:
        named = None  # what is wrong is told below
    with framed(visit, area, named):
        try:
            if not open_to(visit.account.role, area):
                raise Denial(403, Text(code="problem.forbidden"))
            await build(visit)
        except SessionOver:
            ui.navigate.to("/login")
        except Exception as error:
            client.status_code = notices.status(error)
            refusal(visit, notices.reason(visit, error))


@contextmanager
def framed(visit: Visit, area: Area, named: Titles | None = None) -> Iterator[None]:
    """Header and navigation, and inside them the place for the page's contents.

    `named` is what the page is about; None where there is nothing to choose.
    """
    ui.add_head_html('<link rel="stylesheet" href="/static/pages.css">')
    ui.add_head_html('<script src="/static/pages.js" defer></script>')
    ui.colors(primary="#1d4e89", positive="#1b6e3c", negative="#b3261e", warning="#8a5a00")
    with ui.left_drawer(bordered=True).classes("desk-nav").props("width=216") as drawer:
        _navigation(visit, area)
    with ui.header().classes("desk-header"):
        menu = ui.button(icon="menu", on_click=drawer.toggle).props("flat round dense")
        menu.props["aria-label"] = visit.say("pages.menu")
        ui.link(visit.say("pages.product"), "/").classes("desk-product")
        if visit.office:
            ui.label(visit.office).classes("desk-office")
        if named is not None:
            picker.picker(visit, named)
        ui.space()
        _account(visit)
    width = "desk-page desk-wide" if area.wide else "desk-page"
    with ui.element("div").classes(width) as content:
        parts.heading(visit.say(f"pages.{area.name}.title"), 1)
        yield
    ui.skip_link(visit.say("pages.skip"), target=content)


def _navigation(visit: Visit, current: Area) -> None:
    with ui.element("nav").classes("desk-links") as nav:
        nav.props["aria-label"] = visit.say("pages.navigation")
        for one in areas_of(visit.account.role):
            if not one.menu:
                continue
            with ui.element("a").classes("desk-link") as link:
                link.props["href"] = visit.to(one.path)
                if one is current:
                    link.props["aria-current"] = "page"
                ui.icon(one.icon).props("aria-hidden=true")
                ui.label(visit.say(f"pages.{one.name}.title"))


def _account(visit: Visit) -> None:
    role = visit.say(f"pages.role.{visit.account.role}")
    with ui.element("a").classes("desk-account") as link:
        link.props["href"] = visit.to("/me")
        link.props["title"] = visit.say("pages.me.title")
        ui.label(visit.account.name)
        ui.label(role).classes("desk-role")
    for other in LANGUAGES:
        if other != visit.language:
            switch = ui.link(
                word("pages.language", other),
                f"/language?to={other}&next={quote(visit.here)}",
            )
            switch.classes("desk-switch").props["lang"] = TAGS[other]
    with ui.element("form").props("method=post action=/logout"):
        leave = ui.button(icon="logout").props("flat round dense type=submit")
        leave.props["aria-label"] = visit.say("pages.logout")
        leave.tooltip(visit.say("pages.logout"))


def refusal(visit: Visit, words: str) -> None:
    """In place of a page's contents: why they cannot be shown."""
    with ui.element("div").classes("desk-refusal").props("role=alert"):
        ui.icon("block").props("aria-hidden=true")
        ui.label(words)
        ui.link(visit.say("pages.missing.home"), "/")
