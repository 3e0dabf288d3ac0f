"""A sweep as files: `sweep.json`, `.xlsx` with native charts, `.html`, folders of plans."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from models.comparison import Cell, Line
from models.sweep import Sweep
from scenarios.export import delivery
from scenarios.export.comparison import write_plans
from scenarios.export.comparison.charts import curve
from scenarios.export.comparison.page import write_page
from scenarios.export.comparison.told import WHOLE, Told
from scenarios.export.sheets.page import Cell as Entry
from scenarios.export.sheets.page import Column, Page, Styles
from scenarios.export.wording import Words
from scenarios.sheetwriter import STREAMED
from scenarios.sweep import Swept

JSON, WORKBOOK, PAGE = "sweep.json", "sweep.xlsx", "sweep.html"
HEADER_ROW = 1
CHART = {"width": 620, "height": 300}
ROWS_OF_A_CHART, COLUMNS_OF_A_CHART = 16, 10


def write_sweep(
    swept: Swept, folder: Path, language: str = "zh", *, plans: bool = False
) -> tuple[Path, ...]:
    """Write all files, or none when one fails; files of an earlier run are replaced.

    Raises
    ------
    OSError
        When the folder cannot be written; nothing is changed then.
    """
    words, found = Words(language), swept.sweep
    with delivery(folder) as fresh:
        (fresh / JSON).write_bytes(found.model_dump_json(indent=1).encode() + b"\n")
        try:
            _write_workbook(found, fresh / WORKBOOK, words)
        except FileCreateError as error:
            raise error.args[0] from None
        write_page(found.comparison, fresh / PAGE, words, drawn(found, words))
        written = write_plans(swept.compared, fresh, language) if plans else ()
    return (*(folder / name for name in (JSON, WORKBOOK, PAGE)), *(folder / n for n in written))


def moving(sweep: Sweep) -> tuple[Line, ...]:
    """The figures and levels that are not the same at all values."""
    comparison = sweep.comparison
    return tuple(
        line
        for line in (*comparison.figures, *comparison.levels)
        if len({cell.value for _, cell in sweep.curve(line) if cell is not None}) > 1
    )


def drawn(sweep: Sweep, words: Words) -> list[tuple[str, Element]]:
    """A curve of each figure that moves, with the interval of its optimum at each value."""
    told = Told(sweep.comparison, words)
    return [
        (
            f"{told.label(line)} ({told.unit(line)})",
            curve([(x, c.value, *_interval(c)) for x, c in sweep.curve(line) if c is not None]),
        )
        for line in moving(sweep)
    ]


def _interval(cell: Cell) -> tuple[float, float]:
    least = cell.value if cell.least is None else cell.least
    return least, cell.value if cell.most is None else cell.most


def _write_workbook(sweep: Sweep, path: Path, words: Words) -> None:
    told = Told(sweep.comparison, words)
    with Workbook(str(path), STREAMED) as workbook:
        year = sweep.comparison.year
        properties = {"title": told.title(), "author": "dudao", "created": datetime(year, 1, 1)}
        workbook.set_properties(properties)
        styles = Styles(workbook)
        page = Page(workbook, styles, words("sweep.sheet"), words)
        lines = (*sweep.comparison.figures, *sweep.comparison.levels)
        page.title(f"{told.title()}：{sweep.template}")
        page.main_table(_columns(told, lines), list(_rows(sweep, lines)), frozen_columns=1)
        charts = Page(workbook, styles, words("compare.sheet.charts"), words)
        charts.title(words("compare.sheet.charts"))
        shown = [n for n, line in enumerate(lines) if line in moving(sweep)]
        for place, number in enumerate(shown):
            row, column = divmod(place, 2)
            chart = _chart(workbook, sweep, told, lines[number], number)
            charts.sheet.insert_chart(1 + row * ROWS_OF_A_CHART, column * COLUMNS_OF_A_CHART, chart)


def _columns(told: Told, lines: Sequence[Line]) -> list[Column]:
    """The value, then for each figure its value and the interval of its optimum."""
    columns = [Column(told.words("sweep.x"), 10, "score")]
    for line in lines:
        for code in ("value", "least", "most"):
            title = f"{told.label(line)}\n{told.unit(line)}\n{told.words(f'sweep.{code}')}"
            columns.append(Column(title, 12, "score"))
    return columns


def _rows(sweep: Sweep, lines: Sequence[Line]) -> Iterator[tuple[Entry, ...]]:
    for number, x in enumerate(sweep.values, start=1):
        row: list[Entry] = [x]
        for line in lines:
            cell = line.cells[number]
            row += [cell.value, cell.least, cell.most] if cell else [None] * 3
        yield tuple(row)


def _chart(workbook: Workbook, sweep: Sweep, told: Told, line: Line, number: int) -> Any:
    """The value over x, and dotted the interval of its optimum."""
    chart = workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    sheet, first = told.words("sweep.sheet"), HEADER_ROW + 1
    last = first + len(sweep.values) - 1
    cells = [cell for _, cell in sweep.curve(line)]
    for offset, code in enumerate(("value", "least", "most")):
        data = [getattr(cell, code) if cell else None for cell in cells]
        if offset and not any(
            cell and bound is not None and abs(bound - cell.value) > WHOLE
            for cell, bound in zip(cells, data, strict=True)
        ):
            continue
        column = 1 + 3 * number + offset
        chart.add_series(
            {
                "name": told.words(f"sweep.{code}"),
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, column, last, column],
                "categories_data": list(sweep.values),
                "values_data": data,
                "line": {"dash_type": "round_dot"} if offset else {},
            }
        )
    chart.set_title({"name": f"{told.label(line)} ({told.unit(line)})", "overlay": False})
    chart.set_x_axis({"name": sweep.template, "min": min(sweep.values), "max": max(sweep.values)})
    chart.set_size(CHART)
    return chart
