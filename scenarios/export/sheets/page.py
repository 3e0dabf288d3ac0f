"""A printable worksheet: styles, tables with repeated headers, A4 set-up. No value is a formula."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scenarios.export.wording import Words

FONT = "Microsoft YaHei"
BLUE = "#1F4E79"
RED = "#C00000"
PALE_RED = "#FCE4E4"
LINE_HEIGHT = 13.5
HIGHEST_ROW = 409
LONGEST_TEXT = 32767
_WIDE = re.compile("[\u2e80-\U0010ffff]")

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """A column of a table: header, width in characters, and how its values look.

    `look` is `text`, `wrap`, `centre`, `whole`, `decimal`, `score`, `percent`, `date` or `yuan`.
    """

    title: str
    width: float
    look: str = "wrap"


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._looks: dict[tuple[str, bool], Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format in the workbook's font, top-aligned."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 10, "valign": "top"}
            self._made[key] = self._workbook.add_format(base | properties)
        return self._made[key]

    @cached_property
    def title(self) -> Format:
        """Title of a sheet."""
        return self.make(font_size=16, bold=True, font_color=BLUE, valign="vcenter")

    @cached_property
    def heading(self) -> Format:
        """Title of a table."""
        return self.make(font_size=12, bold=True, font_color=BLUE)

    @cached_property
    def header(self) -> Format:
        """Header row of a table."""
        return self.make(
            bold=True,
            bg_color=BLUE,
            font_color="#FFFFFF",
            border=1,
            align="center",
            valign="vcenter",
            text_wrap=True,
        )

    @cached_property
    def note(self) -> Format:
        """Running text."""
        return self.make(text_wrap=True)

    @cached_property
    def warning(self) -> Format:
        """Text nobody may overlook."""
        return self.make(text_wrap=True, bold=True, font_color=RED)

    def look(self, look: str, *, warn: bool = False) -> Format:
        """Format of a table's cell."""
        if (look, warn) not in self._looks:
            self._looks[look, warn] = self._cell_format(look, warn)
        return self._looks[look, warn]

    def _cell_format(self, look: str, warn: bool) -> Format:
        special: dict[str, dict[str, Any]] = {
            "text": {},
            "wrap": {"text_wrap": True},
            "centre": {"align": "center"},
            "whole": {"num_format": "#,##0"},
            "decimal": {"num_format": "#,##0.0"},
            "percent": {"num_format": "0.00%"},
            "score": {"num_format": "#,##0.00"},
            "date": {"num_format": "yyyy-mm-dd", "align": "center"},
            "yuan": {"num_format": "¥#,##0"},
        }
        emphasis = {"bg_color": PALE_RED} if warn else {}
        return self.make(border=1, border_color="#BFBFBF", **special[look], **emphasis)


class Page:
    """A worksheet filled from the top; remembers the next free row."""

    def __init__(self, workbook: Workbook, styles: Styles, name: str, words: Words) -> None:
        self.sheet: Worksheet = workbook.add_worksheet(name)
        self.styles, self.name, self.words = styles, name, words
        self.row = 0
        set_up_print(self.sheet, name, words)

    def title(self, text: str) -> None:
        """The sheet's title line."""
        self.sheet.set_row(self.row, 26)
        self.sheet.write_string(self.row, 0, text, self.styles.title)
        self.row += 1

    def heading(self, text: str) -> None:
        """The title of a table, a free row before it."""
        if self.row:
            self.row += 1
        self.sheet.write_string(self.row, 0, text, self.styles.heading)
        self.row += 1

    def line(self, text: str, width_columns: int, *, warn: bool = False) -> None:
        """A line of text over so many columns."""
        style = self.styles.warning if warn else self.styles.note
        if width_columns > 1:
            self.sheet.merge_range(self.row, 0, self.row, width_columns - 1, "", style)
        self.sheet.write_string(self.row, 0, text, style)
        self.row += 1

    def widths(self, columns: Sequence[Column]) -> None:
        """Set the widths of all columns."""
        for index, column in enumerate(columns):
            self.sheet.set_column(index, index, column.width)

    def header(self, columns: Sequence[Column]) -> None:
        """The header row of a table."""
        lines = max(lines_of(column.title, column.width - 2) for column in columns)
        self.sheet.set_row(self.row, 8 + LINE_HEIGHT * lines)
        for index, column in enumerate(columns):
            self.sheet.write_string(self.row, index, column.title, self.styles.header)
        self.row += 1

    def rows(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        warn: frozenset[int] | None = None,
    ) -> int:
        """The rows of a table; those numbered in `warn` stand out. Returns how many there are."""
        count = 0
        styles: dict[bool, list[Format]] = {}
        for count, values in enumerate(rows, start=1):
            alarming = warn is not None and count - 1 in warn
            if alarming not in styles:
                styles[alarming] = [self.styles.look(c.look, warn=alarming) for c in columns]
            self.fit_height(columns, values)
            for index, (value, style) in enumerate(zip(values, styles[alarming], strict=True)):
                self.cell(index, value, style)
            self.row += 1
        return count

    def fit_height(self, columns: Sequence[Column], values: Sequence[Cell]) -> None:
        """Make the row high enough for wrapped text, which not every program does by itself."""
        lines = 1
        for column, value in zip(columns, values, strict=True):
            if column.look == "wrap" and isinstance(value, str):
                lines = max(lines, lines_of(value, column.width))
        self.sheet.set_row(self.row, min(HIGHEST_ROW, 3 + LINE_HEIGHT * lines))

    def cell(self, index: int, value: Cell, style: Format) -> None:
        """One cell; text is always text, whatever it begins with."""
        if value is None or value == "":
            self.sheet.write_blank(self.row, index, None, style)
        elif isinstance(value, str):
            self.sheet.write_string(self.row, index, value[:LONGEST_TEXT], style)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, index, datetime.combine(value, time()), style)
        else:
            self.sheet.write_number(self.row, index, value, style)

    def table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        warn: frozenset[int] | None = None,
        *,
        say_none: bool = True,
    ) -> None:
        """A table in the middle of a sheet; says so when it has no rows, unless told not to."""
        self.header(columns)
        if not self.rows(columns, rows, warn) and say_none:
            self.line(self.words("export.none"), len(columns))

    def main_table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *,
        frozen_columns: int = 0,
        warn: frozenset[int] | None = None,
        say_none: bool = True,
    ) -> None:
        """The table a sheet consists of: filter, frozen panes, header repeated on each page."""
        self.widths(columns)
        top = self.row
        self.table(columns, rows, warn, say_none=say_none)
        self.sheet.freeze_panes(top + 1, frozen_columns)
        self.sheet.repeat_rows(top)
        self.sheet.autofilter(top, 0, max(top, self.row - 1), len(columns) - 1)


@lru_cache(maxsize=4096)
def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, in Latin characters."""
    return sum(max(1, math.ceil(display_width(line) / width)) for line in text.split("\n"))


def display_width(text: str) -> int:
    """Width in Latin characters; Chinese ones take two."""
    return len(text) + len(_WIDE.findall(text))


def set_up_print(sheet: Worksheet, name: str, words: Words) -> None:
    """A4 landscape, one page wide, sheet name above and page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_header(f"&R{name}")
    sheet.set_footer("&C" + words("export.page", page="&P", pages="&N"))
    sheet.hide_gridlines(2)
