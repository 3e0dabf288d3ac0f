"""`comparison.xlsx`: the comparison for people who calculate on, with native charts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from models.comparison import Comparison, Line, Scenario
from scenarios.export.comparison.told import WHOLE, Told, clause_of
from scenarios.export.sheets.page import LINE_HEIGHT, Cell, Column, Page, Styles, lines_of
from scenarios.export.wording import Words
from scenarios.sheetwriter import STREAMED

LOOKS = {"km": "decimal", "days": "decimal", "share": "score"}
"""How figures look by their unit; others are whole."""
CHART = {"width": 620, "height": 320}
ROWS_OF_A_CHART, COLUMNS_OF_A_CHART = 17, 10


def write_comparison_workbook(comparison: Comparison, path: Path, words: Words) -> None:
    """Write all sheets; equal comparisons give equal bytes.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    try:
        _write(Told(comparison, words), path)
    except FileCreateError as error:
        raise error.args[0] from None


def _write(told: Told, path: Path) -> None:
    words, year = told.words, told.comparison.year
    with Workbook(str(path), STREAMED) as workbook:
        workbook.set_properties(
            {"title": told.title(), "author": "dudao", "created": datetime(year, 1, 1)}
        )
        styles = Styles(workbook)
        for code, fill in (
            ("figures", _fill_figures),
            ("levels", _fill_levels),
            ("programmes", _fill_programmes),
            ("clauses", _fill_clauses),
            ("workload", _fill_workload),
            ("weeks", _fill_weeks),
            ("changes", _fill_changes),
            ("hands", _fill_hands),
        ):
            fill(Page(workbook, styles, words(f"compare.sheet.{code}"), words), told)
        _draw(workbook, Page(workbook, styles, words("compare.sheet.charts"), words), told)


def _fill_figures(page: Page, told: Told) -> None:
    """What must be known first, the scenarios, and all figures."""
    words, columns = told.words, _columns(told, ("figure", 26), bound=False)
    page.widths(columns)
    page.title(told.title())
    for text in told.notices():
        page.line(text, len(columns), warn=True)
    page.line(told.made_with(), len(columns))
    page.heading(words("compare.heading.figures"))
    page.header(columns)
    _rows(page, told, told.comparison.figures, columns, bound=False)
    page.heading(words("compare.heading.changes"))
    changes = [Column(words("compare.column.change"), 26), *_one_each(told, "whole")]
    page.table(changes, [(label, *counts) for label, counts in told.changes()])
    page.heading(words("compare.heading.scenarios"))
    codes = ("scenario", "overlays", "folder", "gap")
    page.table(
        [
            Column(words(f"compare.column.{c}"), 14, "percent" if c == "gap" else "wrap")
            for c in codes
        ],
        [_scenario(told, scenario) for scenario in told.comparison.scenarios],
    )
    wide = int(sum(column.width for column in columns))
    explained = [f"{name}: {meaning}" for name, meaning in told.marks()]
    for code, texts in (("marks", explained), ("notes", list(told.notes()))):
        page.heading(words(f"compare.heading.{code}"))
        for text in texts:
            page.sheet.set_row(page.row, 3 + LINE_HEIGHT * lines_of(text, wide))
            page.line(text, len(columns))


def _scenario(told: Told, scenario: Scenario) -> tuple[Cell, ...]:
    if scenario.account is None:
        return (scenario.name, told.words("compare.refused"), "", None)
    overlays = " + ".join(scenario.overlays)
    return (scenario.name, overlays, scenario.folder, scenario.greatest_gap)


def _fill_levels(page: Page, told: Told) -> None:
    columns = _columns(told, ("level", 34), bound=True)
    page.widths(columns)
    page.title(told.words("compare.heading.levels"))
    page.header(columns)
    page.sheet.freeze_panes(page.row, 1)
    _rows(page, told, told.comparison.levels, columns, bound=True)


def _columns(told: Told, first: tuple[str, float], *, bound: bool) -> list[Column]:
    """The line's name and unit, then for each scenario its figures and what they are worth."""
    words = told.words
    columns = [Column(words(f"compare.column.{first[0]}"), first[1])]
    columns.append(Column(words("compare.column.unit"), 10, "centre"))
    for number, name in enumerate(told.names):
        codes = [("least", 12)] if bound else []
        codes += [("value", 12)]
        codes += [("difference", 11), ("mark", 9)] if number else []
        columns += [
            Column(
                f"{name}\n{words(f'compare.column.{code}')}",
                width,
                "centre" if code == "mark" else "whole",
            )
            for code, width in codes
        ]
    return columns


def _rows(
    page: Page, told: Told, lines: Iterable[Line], columns: Sequence[Column], *, bound: bool
) -> None:
    """The rows of a table in which each looks as its unit does."""
    for line in lines:
        values = _row(told, line, bound=bound)
        page.fit_height(columns, values)
        for index, (column, value) in enumerate(zip(columns, values, strict=True)):
            number = isinstance(value, int | float)
            look = LOOKS.get(line.unit, "whole") if number else column.look
            page.cell(index, value, page.styles.look(look))
        page.row += 1


def _row(told: Told, line: Line, *, bound: bool) -> tuple[Cell, ...]:
    cells: list[Cell] = [told.label(line), told.unit(line)]
    for number, cell in enumerate(line.cells):
        if bound:
            cells.append(cell.least if cell else None)
        cells.append(cell.value if cell else None)
        if number:
            cells += [cell.difference if cell else None, told.mark(cell)]
    return tuple(cells)


def _one_each(told: Told, look: str, width: float = 12) -> list[Column]:
    return [Column(name, width, look) for name in told.names]


def _fill_programmes(page: Page, told: Told) -> None:
    """Visits due, planned and missing of each programme in each scenario."""
    words = told.words
    columns = [Column(words("compare.column.programme"), 30)]
    for name in told.names:
        columns += [
            Column(f"{name}\n{words(f'compare.column.{code}')}", 9, "whole")
            for code in ("due", "done", "left_out")
        ]
    page.title(words("compare.heading.programmes"))
    page.main_table(columns, _programmes(told), frozen_columns=1)


def _programmes(told: Told) -> Iterator[tuple[Cell, ...]]:
    for _, name, found in told.programmes():
        cells: list[Cell] = [name]
        for one in found:
            cells += [one.due, one.done, one.left_out] if one else [None] * 3
        yield tuple(cells)


def _fill_clauses(page: Page, told: Told) -> None:
    """How each scenario stands to each clause; rows with a broken one stand out."""
    words = told.words
    columns = [
        Column(words("compare.column.clause"), 10),
        Column(words("compare.column.title"), 44),
    ]
    columns += _one_each(told, "centre", 14)
    ids = told.clause_ids()
    found = [[clause_of(s, clause) for s in told.comparison.scenarios] for clause in ids]
    rows = [
        (clause, told.clause_title(clause), *map(told.clause, figures))
        for clause, figures in zip(ids, found, strict=True)
    ]
    broken = [n for n, figures in enumerate(found) if any(f and f.broken for f in figures)]
    page.title(words("compare.heading.clauses"))
    page.main_table(columns, rows, frozen_columns=2, warn=frozenset(broken))


def _fill_workload(page: Page, told: Told) -> None:
    labels, counts = told.histogram()
    columns = [Column(told.words("compare.column.days"), 10, "centre"), *_one_each(told, "whole")]
    page.main_table(columns, [(label, *row) for label, *row in zip(labels, *counts, strict=True)])


def _fill_weeks(page: Page, told: Told) -> None:
    mondays, counts = told.weeks()
    columns = [Column(told.words("compare.column.week"), 12, "date"), *_one_each(told, "whole")]
    page.main_table(columns, list(zip(mondays, *counts, strict=True)))


def _fill_changes(page: Page, told: Told) -> None:
    """Every visit that is not what it is in the base."""
    words = told.words
    wide = {"old_team": 30, "new_team": 30, "visit": 30, "target": 26, "scenario": 16}
    codes = (
        *("scenario", "change", "visit", "target"),
        *("old_start", "old_half", "old_team", "new_start", "new_half", "new_team"),
    )
    columns = [
        Column(words(f"compare.column.{c}"), wide.get(c, 12), "date" if "start" in c else "wrap")
        for c in codes
    ]
    page.main_table(columns, _changes(told))


def _changes(told: Told) -> Iterator[tuple[Cell, ...]]:
    words = told.words
    for scenario in told.comparison.scenarios:
        for one in scenario.contrast.visits if scenario.contrast else ():
            yield (
                scenario.name,
                words(f"compare.change.{one.kind.value}"),
                one.visit,
                told.target(one.target),
                one.old_start,
                words.term("half", one.old_half.value) if one.old_half else None,
                words.join([told.person(p) for p in one.old_team or ()]),
                one.new_start,
                words.term("half", one.new_half.value) if one.new_half else None,
                words.join([told.person(p) for p in one.new_team or ()]),
            )


def _fill_hands(page: Page, told: Told) -> None:
    """Every target that has another responsible inspector than in the base."""
    columns = [
        Column(told.words(f"compare.column.{c}"), 26) for c in ("scenario", "target", "old", "new")
    ]
    rows = [
        (scenario.name, told.target(one.target), told.person(one.old), told.person(one.new))
        for scenario in told.comparison.scenarios
        for one in (scenario.contrast.hands if scenario.contrast else ())
    ]
    page.main_table(columns, rows)


def _draw(workbook: Workbook, page: Page, told: Told) -> None:
    """The charts; their figures lie in the other sheets."""
    words = told.words
    page.title(words("compare.sheet.charts"))
    _, people = told.histogram()
    _, starts = told.weeks()
    charts = [
        _columns_chart(workbook, told, "workload", "column", people),
        _columns_chart(workbook, told, "weeks", "line", starts),
        *_level_charts(workbook, told),
    ]
    for number, chart in enumerate(charts):
        row, column = divmod(number, 2)
        place = (1 + row * ROWS_OF_A_CHART, column * COLUMNS_OF_A_CHART)
        page.sheet.insert_chart(*place, chart)


def _columns_chart(
    workbook: Workbook, told: Told, code: str, kind: str, counts: Sequence[Sequence[int]]
) -> Any:
    """A chart of a sheet whose first column is the axis, and each further one a scenario.

    Viewers that do not calculate show the figures kept with the chart itself.
    """
    sheet, rows = told.words(f"compare.sheet.{code}"), len(counts[0])
    chart = workbook.add_chart({"type": kind})
    for number, scenario in enumerate(told.comparison.scenarios, start=1):
        if scenario.account is not None:
            chart.add_series(
                {
                    "name": [sheet, 0, number],
                    "categories": [sheet, 1, 0, rows, 0],
                    "values": [sheet, 1, number, rows, number],
                    "values_data": list(counts[number - 1]),
                }
            )
    chart.set_title({"name": told.words(f"compare.heading.{code}"), "overlay": False})
    if code == "weeks":
        chart.set_x_axis(
            {"date_axis": True, "num_format": "mm-dd", "major_unit": 2, "major_unit_type": "months"}
        )
    chart.set_size(CHART)
    return chart


def _level_charts(workbook: Workbook, told: Told) -> Iterator[Any]:
    """A chart for each level: the values found, with whiskers down to the bounds."""
    words = told.words
    sheet = words("compare.sheet.levels")
    for number, line in enumerate(told.comparison.levels):
        found = [cell.value for cell in line.cells if cell]
        if not any(abs(value) > WHOLE for value in found):
            continue
        chart = workbook.add_chart({"type": "column"})
        row = number + 2  # below the title and the header
        for n, cell in enumerate(line.cells):
            column = _value_column(n)
            if cell is None:
                continue
            series: dict[str, Any] = {
                "name": [words("compare.sheet.workload"), 0, n + 1],
                "values": [sheet, row, column, row, column],
                "values_data": [cell.value],
            }
            gap = round(cell.value - (cell.value if cell.least is None else cell.least), 4)
            if gap:
                # a series of one column each, so that each has a whisker of its own length
                series["y_error_bars"] = {"type": "fixed", "value": gap, "direction": "minus"}
            chart.add_series(series)
        chart.set_title({"name": f"{told.label(line)} ({told.unit(line)})"})
        chart.set_x_axis({"visible": False})
        chart.set_y_axis({"min": 0})
        chart.set_size(CHART)
        yield chart


def _value_column(number: int) -> int:
    """Where the sheet of objectives has the value of the scenario of that number."""
    return 3 if number == 0 else 4 + 4 * (number - 1) + 1
