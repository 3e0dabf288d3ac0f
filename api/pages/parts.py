"""What pages are made of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

from nicegui import ui

from api.pages.visit import Visit
from models.text import Text, catalogue

Cell = str | int | float | None
_GRID_WORDS = "pages.grid."
_RIGHT = ' class="number"'
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")


@contextmanager
def section(title: str) -> Iterator[None]:
    """A part of a page with its heading."""
    with ui.element("section").classes("desk-section"):
        heading(title)
        yield


def heading(title: str, level: int = 2) -> None:
    """A heading of the document's outline."""
    ui.html(f"<h{level}>{escape(title)}</h{level}>", sanitize=False)


@contextmanager
def actions() -> Iterator[ui.element]:
    """A row of buttons and fields; not printed."""
    with ui.element("div").classes("desk-actions") as made:
        yield made


def download(words: str, address: str) -> ui.button:
    """A link to a file of the API that looks like a button."""
    button = ui.button(words, icon="download").props("outline target=_self")
    button.props["href"] = address
    return button


def on_paper(words: str) -> None:
    """What stands in the header on a screen, for paper, where there is none."""
    ui.label(words).classes("desk-note desk-on-paper")


def note(words: str) -> ui.label:
    """A quiet remark."""
    return ui.label(words).classes("desk-note")


def facts(shown: Mapping[str, str], look: str = "desk-facts") -> None:
    """Names and what they stand for, side by side."""
    with ui.element("dl").classes(look):
        for name, value in shown.items():
            with ui.element("div"):
                with ui.element("dt"):
                    ui.label(name)
                with ui.element("dd"):
                    ui.label(value)


def figures(
    shown: Sequence[tuple[str, Cell] | tuple[str, Cell, str] | tuple[str, Cell, str, str]],
) -> None:
    """Cards with one number each: its name, value, unit, and `good` or `fault` if it is that."""
    cards = []
    for name, value, *rest in shown:
        unit, mark = (*rest, "", "")[:2]
        small = f"<small>{escape(str(unit))}</small>" if unit else ""
        cards.append(
            f'<div class="desk-figure" data-mark="{escape(str(mark))}"><dt>{escape(name)}</dt>'
            f"<dd>{_cell(value)}{small}</dd></div>"
        )
    ui.html(f'<dl class="desk-figures">{"".join(cards)}</dl>', sanitize=False).classes("w-full")


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    caption: str = "",
    *,
    total: bool = False,
) -> None:
    """A small table, in the page itself and whole on paper; for long ones there is `grid`.

    Columns of numbers stand on the right, with their headers. `total`: the last row sums up.
    """
    columns = zip(*rows, strict=True) if rows else ((),) * len(headers)
    top = "".join(
        f'<th scope="col"{_RIGHT if numeric(column) else ""}>{escape(name)}</th>'
        for name, column in zip(headers, columns, strict=True)
    )
    lines = [f"<tr>{''.join(_td(cell) for cell in row)}</tr>" for row in rows]
    foot = f"<tfoot>{lines.pop()}</tfoot>" if total and lines else ""
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    head = f"{told}<thead><tr>{top}</tr></thead>"
    whole = f'<table class="desk-table">{head}<tbody>{"".join(lines)}</tbody>{foot}</table>'
    shown = ui.html(whole, sanitize=False).classes("desk-scroll").props("tabindex=0 role=region")
    shown.props["aria-label"] = caption or " ".join(headers)


def numeric(values: Iterable[object]) -> bool:
    """Whether these are numbers, but for those that are missing."""
    known = [one for one in values if one is not None]
    return bool(known) and all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in known
    )


def grid(
    visit: Visit,
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any] | None = None,
) -> ui.aggrid:
    """A long table: sorted, filtered and scrolled in the browser, with words in its language.

    `columns` and `options` are those of AG Grid; nothing in the rows is taken as HTML. Columns of
    numbers stand on the right.
    """
    right = {
        str(one["field"])
        for one in columns
        if rows and "field" in one and numeric(row.get(str(one["field"])) for row in rows)
    }
    made = ui.aggrid(
        {
            "columnDefs": [
                {"type": "rightAligned", **one} if one.get("field") in right else one
                for one in columns
            ],
            "rowData": list(rows),
            "localeText": grid_words(visit.language),
            "defaultColDef": {"sortable": True, "filter": True, "resizable": True, "minWidth": 96},
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "suppressFieldDotNotation": True,
            "animateRows": False,
            **(options or {}),
        },
        auto_size_columns=False,
    )
    return made.classes("desk-grid")


def grid_words(language: str) -> dict[str, str]:
    """What AG Grid says, by its own keys."""
    return {
        code.removeprefix(_GRID_WORDS): words.replace("{{", "{").replace("}}", "}")
        for code, words in catalogue(language).items()
        if code.startswith(_GRID_WORDS)
    }


@contextmanager
def empty(words: str | Text, visit: Visit, icon: str = "inbox") -> Iterator[None]:
    """In place of something that is not there yet: what to do about it, and inside, the way."""
    with ui.element("div").classes("desk-empty"):
        ui.icon(icon).props("aria-hidden=true")
        ui.label(visit.say(words))
        yield


@contextmanager
def busy(button: ui.button) -> Iterator[None]:
    """While something is being done: the button turns and cannot be pressed again."""
    button.props(add="loading")
    button.disable()
    try:
        yield
    finally:
        button.props(remove="loading")
        button.enable()


def _td(cell: Cell) -> str:
    kind = _RIGHT if isinstance(cell, int | float) else ""
    if isinstance(cell, str) and _MOMENT.fullmatch(cell):
        kind = ' class="moment"'
    return f"<td{kind}>{_cell(cell)}</td>"


def _cell(value: Cell) -> str:
    if value is None:
        return "—"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}"
    return escape(str(value))
