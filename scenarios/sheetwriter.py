"""Sheets of an Excel workbook, written by the description of their columns."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from models.text import word
from scenarios.cells import written
from scenarios.columns import CellType, Column, Sheet, Value
from scenarios.rows import Row
from scenarios.sheets import SETTINGS

MAX_TEXT = 32_767
"""Excel holds no more characters in a cell."""

TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}
STREAMED = {**TEXT_STAYS_TEXT, "constant_memory": True}
"""Rows leave memory when the next one begins: they are written from the top, cell by cell."""
IN_MEMORY = {**TEXT_STAYS_TEXT, "in_memory": True}
"""Each text is written once, however many cells have it: a third faster, while memory lasts."""
_NUMERIC = (CellType.NUMBER, CellType.INTEGER, CellType.INFO)


class Formats:
    """The few formats of these sheets, made once for a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        header: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
        self.header: Format = workbook.add_format({**header, "bg_color": "#DDEBF7"})
        self.required: Format = workbook.add_format({**header, "bg_color": "#F8CBAD"})
        self.date: Format = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.text: Format = workbook.add_format({"num_format": "@"})


def write_sheet(
    workbook: Workbook, sheet: Sheet, rows: Sequence[Row], formats: Formats, language: str = "zh"
) -> Worksheet:
    """A sheet with a frozen row of headers and the rows below it."""
    page = workbook.add_worksheet(sheet.name(language))
    page.freeze_panes(1, 0)
    for n, column in enumerate(sheet.columns):
        style = formats.required if column.required else formats.header
        page.write_string(0, n, column.header(language), style)
        texts = [written(column, row.get(column.field), language) for row in rows]
        page.set_column(n, n, _width([column.header(language), *texts[:500]]))
        for number, (row, text) in enumerate(zip(rows, texts, strict=True), start=1):
            write_cell(page, (number, n), column, row.get(column.field), text, formats)
    return page


def write_settings(
    workbook: Workbook, row: Row, formats: Formats, language: str = "zh"
) -> Worksheet:
    """The sheet of settings: a key, its value and what it means in each row."""
    page = workbook.add_worksheet(SETTINGS.name(language))
    page.freeze_panes(1, 0)
    for n, code in enumerate(("key", "value", "meaning")):
        page.write_string(0, n, word(f"page.settings_{code}", language), formats.header)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 36)
    page.set_column(2, 2, 80)
    for number, column in enumerate(SETTINGS.columns, start=1):
        style = formats.required if column.required else formats.header
        page.write_string(number, 0, column.header(language), style)
        value = row.get(column.field)
        text = written(column, value, language)
        write_cell(page, (number, 1), column, value, text, formats)
        if note := SETTINGS.note(column, language):
            page.write_string(number, 2, note)
    return page


def write_cell(
    page: Worksheet,
    cell: tuple[int, int],
    column: Column,
    value: Value | None,
    text: str,
    formats: Formats,
) -> None:
    """A value with the type Excel has for it; text is never taken for a formula."""
    if text == "":
        return
    if isinstance(value, date) and value.year >= 1900:
        page.write_datetime(*cell, datetime(value.year, value.month, value.day), formats.date)
    elif column.cell in _NUMERIC and _is_exact(value):
        page.write_number(*cell, value)
    else:
        page.write_string(*cell, text, formats.text)


def _is_exact(value: Value | None) -> bool:
    """Whether the number survives the 16 digits with which xlsxwriter writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return float(f"{value:.16G}") == value


def _width(texts: Sequence[str]) -> int:
    """A width that shows most values whole; a Chinese character is two wide."""
    longest = max(sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in t) for t in texts)
    return min(max(longest + 3, 9), 44)
