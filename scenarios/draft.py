"""A workbook that is being mended: its cells, changed one by one, checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from openpyxl.utils.cell import column_index_from_string, get_column_letter

from models.issue import DataError, Issue
from models.problem import Problem
from scenarios.cells import Raw, clean, is_blank, shown
from scenarios.dataset import understood
from scenarios.issues import Issues
from scenarios.records import read_headers
from scenarios.sheets import DATA_SHEETS, SETTINGS
from scenarios.tables import Grid, Source, open_source

Cell = tuple[int, int]
"""A row as the spreadsheet counts it, and a column from 0 on."""


@dataclass(frozen=True)
class Draft:
    """The sheets of a data set as cells. `opening` is what was wrong with the file as such."""

    source: Source
    opening: tuple[Issue, ...] = ()

    @property
    def sheets(self) -> Mapping[str, Grid]:
        """The sheets that are there, by key, in the order of the template."""
        there = {s.key: self.source.grids[s.key] for s in DATA_SHEETS if s.key in self.source.grids}
        return MappingProxyType(there)

    def text(self, key: str, cell: Cell) -> str:
        """What stands in a cell, as a person sees it."""
        cells = dict(self.sheets[key].rows).get(cell[0], ())
        return shown(cells[cell[1]]) if cell[1] < len(cells) else ""

    def titles(self, key: str) -> tuple[str, ...]:
        """The header of each column; its letter where it has none."""
        grid = self.sheets[key]
        width = max((len(cells) for _, cells in grid.rows), default=0)
        header = dict(grid.rows).get(self.header_row(key), ())
        named = [clean(shown(cell)) for cell in header] + [""] * (width - len(header))
        return tuple(title or get_column_letter(n + 1) for n, title in enumerate(named))

    def header_row(self, key: str) -> int:
        """The row of the headers; 0 when there are none."""
        if key == SETTINGS.key:
            return 0
        sheet = next(s for s in DATA_SHEETS if s.key == key)
        headers = read_headers(self.sheets[key], sheet, Issues())
        return headers.row if headers else 0

    def cell_of(self, issue: Issue) -> tuple[str, Cell | None] | None:
        """The sheet that an issue is about, and its cell when it names one."""
        key = next((key for key, grid in self.sheets.items() if grid.place == issue.place), None)
        if key is None:
            return None
        if issue.row is None:
            return key, None
        column = 1 if key == SETTINGS.key else self._column(key, issue.column)
        return key, None if column is None else (issue.row, column)

    def _column(self, key: str, header: str) -> int | None:
        titles = self.titles(key)
        if header in titles:
            return titles.index(header)
        if header.isascii() and header.isalpha() and header.isupper() and len(header) <= 2:
            return column_index_from_string(header) - 1
        return None


def read_draft(path: Path) -> Draft:
    """The cells of a workbook.

    Raises
    ------
    DataError
        When there is nothing to mend, as the file is no workbook or has no sheet of a data set.
    """
    issues = Issues()
    source = open_source(path, issues, DATA_SHEETS)
    if not source.grids:
        understood(source, issues)
        issues.stop_if_any()
    return Draft(source, tuple(issues.found))


def with_cell(draft: Draft, key: str, cell: Cell, text: str) -> Draft:
    """A draft with something else in a cell, read as if it had been typed; "" empties it."""
    row, column = cell
    rows = {number: list(cells) for number, cells in draft.sheets[key].rows}
    cells = rows.setdefault(row, [])
    cells += [None] * (column + 1 - len(cells))
    cells[column] = text or None
    return _with_rows(draft, key, rows)


def without_rows(draft: Draft, key: str, numbers: frozenset[int]) -> Draft:
    """A draft without what stands in some rows; the others keep their numbers."""
    rows = {n: list(cells) for n, cells in draft.sheets[key].rows if n not in numbers}
    return _with_rows(draft, key, rows)


def checked(draft: Draft) -> Problem:
    """The data set that the draft is.

    Raises
    ------
    DataError
        With every issue, those of the file too.
    """
    issues = Issues()
    for issue in draft.opening:
        issues.note(issue)
    # No file beside the workbook is read: it came alone.
    with TemporaryDirectory() as empty:
        return understood(replace(draft.source, path=Path(empty) / draft.source.path.name), issues)


def issues_of(draft: Draft) -> tuple[Issue, ...]:
    """Everything that is still wrong."""
    try:
        checked(draft)
    except DataError as error:
        return error.issues
    return ()


def _with_rows(draft: Draft, key: str, rows: Mapping[int, list[Raw]]) -> Draft:
    kept = [(n, tuple(rows[n])) for n in sorted(rows) if not all(map(is_blank, rows[n]))]
    grid = replace(draft.sheets[key], rows=tuple(kept))
    return replace(draft, source=replace(draft.source, grids={**draft.source.grids, key: grid}))
