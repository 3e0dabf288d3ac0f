"""督导安排, 责任区, 培训安排, 跟踪事项: the plan itself, to be printed and to be read back.

What people read is printed: dates and names. The ids by which `read_plan` knows everything stand
to the right of it, out of the printed area.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from scenarios import columns as data
from scenarios.cells import written
from scenarios.export.sheets.page import Cell, Column, Page
from scenarios.plansheets import MILESTONES, TRAINING, VISITS, ZONES
from scenarios.rows import Row

Layout = tuple[tuple[str, float, str], ...]

PRINTED: Mapping[str, Layout] = {
    VISITS.key: (
        ("start", 11.5, "date"),
        ("end", 11.5, "date"),
        ("half", 7, "centre"),
        ("half_days", 8, "centre"),
        ("target_name", 30, "wrap"),
        ("programme_names", 30, "wrap"),
        ("lead_name", 10, "wrap"),
        ("team_names", 24, "wrap"),
        ("travel_km", 9.5, "decimal"),
        ("cost_yuan", 9.5, "whole"),
    ),
    ZONES.key: (("inspector_name", 24, "wrap"), ("target_name", 60, "wrap")),
    TRAINING.key: (
        ("inspector_name", 24, "wrap"),
        ("day", 11.5, "date"),
        ("half_days", 9, "centre"),
        ("kind", 12, "centre"),
        ("session", 50, "wrap"),
    ),
    MILESTONES.key: (
        ("kind", 14, "centre"),
        ("phase_name", 20, "wrap"),
        ("due", 11.5, "date"),
        ("target_name", 40, "wrap"),
        ("inspector_name", 24, "wrap"),
    ),
}
"""The printed columns of each sheet in order: field, width in characters, look."""

ID_WIDTH = 26


def fill_planned(page: Page, sheet: data.Sheet, rows: Iterable[Row]) -> None:
    """One of the sheets that state the plan; names are marked as not being read."""
    language = page.words.language
    layout = PRINTED[sheet.key]
    printed = {field for field, _, _ in layout}
    layout += tuple((c.field, ID_WIDTH, "text") for c in sheet.columns if c.field not in printed)
    described = [sheet.column(field) for field, _, _ in layout]
    page.title(page.name)
    for n, column in enumerate(described):
        if column.cell is data.CellType.INFO:
            note = page.words("page.template_ignored")
            page.sheet.write_comment(page.row, n, note, {"author": "dudao"})
    page.main_table(
        [
            Column(column.header(language), width, look)
            for column, (_, width, look) in zip(described, layout, strict=True)
        ],
        ([_cell(column, row, language) for column in described] for row in rows),
        say_none=False,
    )
    page.sheet.print_area(0, 0, page.row - 1, len(printed) - 1)


def _cell(column: data.Column, row: Row, language: str) -> Cell:
    value = row.get(column.field)
    if type(value) is str and column.cell is not data.CellType.CHOICE:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        return written(column, value, language)
    return value
