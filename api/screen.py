"""What the command prints: tables and lines in which data are never read as markup."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

WIDTH_OF_FILES = 120


def console(*, error: bool = False) -> Console:
    """The terminal, or a fixed width where output goes into a file or pipe."""
    stream = sys.stderr if error else sys.stdout
    return Console(
        file=stream,
        width=None if stream.isatty() else WIDTH_OF_FILES,
        highlight=False,
    )


def plain(value: object, style: str = "") -> Text:
    """Any value as text: no markup, and no character that steers a terminal."""
    kept = "".join(
        c if c == "\n" or unicodedata.category(c) != "Cc" else "\N{REPLACEMENT CHARACTER}"
        for c in str(value)
    )
    return Text(kept, style=style)


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[int] = (),
) -> Table:
    """A table; columns numbered in `right` are aligned right; without any title no header."""
    made = Table(title=plain(title, "bold"), title_justify="left", show_header=any(columns))
    for number, column in enumerate(columns):
        # Chinese has no spaces to wrap at: fold lines instead of cutting them off.
        justify: Literal["right", "left"] = "right" if number in right else "left"
        made.add_column(plain(column), justify=justify, overflow="fold")
    for row in rows:
        made.add_row(*(value if isinstance(value, Text) else plain(value) for value in row))
    return made


def alarm(text: str) -> Panel:
    """What nobody may overlook."""
    return Panel(plain(text, "bold red"), border_style="red", expand=False)
