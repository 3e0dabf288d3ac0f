"""Short lists of which each row can be acted upon, tabs that are links, things shown once."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from nicegui import ui

from api.pages import parts
from api.pages.notices import telling
from api.pages.visit import Visit
from scenarios.export.ical import ZONE

Act = Callable[[], Awaitable[None]]
_STILL = "transition-show=none transition-hide=none transition-duration=0"


def moment(at: datetime | None) -> str:
    """A time of day as people here read it."""
    return "—" if at is None else at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def tabs(visit: Visit, prefix: str, names: Sequence[str], parameter: str = "tab") -> str:
    """Parts of a page as links, and the name of the one that is open."""
    wanted = visit.parameters.get(parameter, "")
    chosen = wanted if wanted in names else names[0]
    with ui.element("nav").classes("desk-tabline") as nav:
        nav.props["aria-label"] = visit.say(f"{prefix}.title")
        for name in names:
            link = ui.link(visit.say(f"{prefix}.{name}"), visit.to(visit.path, **{parameter: name}))
            if name == chosen:
                link.props["aria-current"] = "page"
    return chosen


def acted_upon(
    headers: Sequence[str], rows: Sequence[tuple[Sequence[str], Callable[[], None] | None]]
) -> None:
    """A short table; in the last column of each row stands what its function draws."""
    with (
        ui.element("div").classes("desk-scroll").props("tabindex=0 role=region") as shown,
        ui.element("table").classes("desk-table"),
    ):
        shown.props["aria-label"] = " ".join(headers)
        with ui.element("thead"), ui.element("tr"):
            for name in (*headers, ""):
                with ui.element("th" if name else "td").props("scope=col" if name else ""):
                    ui.label(name)
        with ui.element("tbody"):
            for cells, draw in rows:
                with ui.element("tr"):
                    for cell in cells:
                        with ui.element("td"):
                            ui.label(cell)
                    with ui.element("td").classes("desk-end"):
                        if draw is not None:
                            draw()


@contextmanager
def dialog(title: str, props: str = "") -> Iterator[ui.dialog]:
    """Something asked over the page, which is called so."""
    with ui.dialog().props(f"{_STILL} {props}") as made, ui.card().classes("desk-card"):
        made.props["aria-label"] = title
        yield made


def asking_first(visit: Visit, words: str, question: str, do: Act, about: str = "") -> None:
    """A small button that asks whether it is meant; `about` says to what it is done."""
    button = ui.button(words).props("flat dense color=negative")
    button.props["aria-label"] = f"{words} {about}".strip()
    button.on_click(partial(ask_first, visit, words, question, do, "color=negative"))


def ask_first(
    visit: Visit, words: str, question: str, do: Act, look: str = "", keep: str = ""
) -> None:
    """Ask over the page whether it is meant; `keep` are the words for leaving it as it is."""

    async def sure() -> None:
        # Closed only when it is done: what speaks to the browser needs a place on the page.
        with telling(visit), parts.busy(button):
            await do()
        asked.close()

    with dialog(words) as asked:
        ui.label(question)
        with parts.actions():
            button = ui.button(words, on_click=sure).props(look)
            ui.button(keep or visit.say("pages.listing.keep"), on_click=asked.close).props("flat")
    asked.on("hide", asked.delete)
    asked.open()


def shown_once(visit: Visit, title: str, secret: str, onward: str) -> None:
    """A secret that is never shown again; when it is read, the page is opened anew."""
    with dialog(title, "persistent") as told:
        parts.heading(title)
        with ui.element("output").classes("desk-secret"):
            ui.label(secret)
        parts.note(visit.say("pages.listing.once"))
        with parts.actions():
            copy = ui.button(visit.say("pages.listing.copy"), icon="content_copy")
            copy.props("outline").on_click(lambda: ui.clipboard.write(secret))
            ui.button(visit.say("pages.listing.noted"), on_click=lambda: ui.navigate.to(onward))
    told.open()


@contextmanager
def form(visit: Visit, words: str, do: Act) -> Iterator[None]:
    """Fields that are sent together, with a button after them."""
    with ui.element("div").classes("desk-actions desk-asking"):
        yield
        button = ui.button(words)

    async def send() -> None:
        with telling(visit), parts.busy(button):
            await do()

    button.on_click(send)
