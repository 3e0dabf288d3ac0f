"""The cells of an Excel workbook, with formulas, errors and merged ranges told apart."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, cast
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries

from scenarios.cells import Fault, Raw, is_blank
from scenarios.issues import Issues
from scenarios.workbookguard import check

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_MERGED_CELLS = 500_000

Rows = tuple[tuple[int, tuple[Raw, ...]], ...]


class _Sheet(Protocol):
    """What is used of openpyxl's read-only worksheet; its stubs describe another class."""

    title: str
    _worksheet_path: str

    def reset_dimensions(self) -> None: ...

    def iter_rows(self, *, max_row: int, max_col: int) -> Iterator[tuple[object, ...]]: ...


@dataclass(frozen=True)
class Book:
    """An open workbook and its worksheets by name; closes its file as a context manager."""

    path: Path
    workbook: Workbook
    sheets: Mapping[str, _Sheet]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.workbook.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without openpyxl's warnings of parts it does not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_workbook(path: Path, issues: Issues) -> Book | None:
    """The workbook, once it is found safe to open; None with an issue."""
    if not check(path, issues):
        return None
    try:
        with _quiet():
            # From bytes: of a path, openpyxl judges by the extension.
            content = BytesIO(path.read_bytes())
            workbook = load_workbook(content, read_only=True, data_only=False)
    except Exception:  # openpyxl raises whatever a broken part makes it trip over
        issues.add(path.name, "damaged")
        return None
    sheets = cast(list[_Sheet], workbook.worksheets)
    return Book(path, workbook, {sheet.title: sheet for sheet in sheets})


def read_grid(book: Book, name: str, issues: Issues) -> Rows | None:
    """The rows that hold anything; merged cells, formulas and errors stand as faults."""
    sheet = book.sheets[name]
    try:
        extent = _survey(book.path, sheet)
        if extent.row > MAX_ROWS or extent.column > MAX_COLUMNS:
            place = extent.row, get_column_letter(extent.column)
            issues.add(name, "cell_far_away", *place, rows=MAX_ROWS, columns=MAX_COLUMNS)
            return None
        if extent.merged is None:
            issues.add(name, "merged_everywhere", limit=MAX_MERGED_CELLS)
            return None
        with _quiet():
            return tuple(_rows(sheet, extent))
    except Exception:  # as above: a broken sheet, a string that is not there, an invalid number
        issues.add(name, "sheet_damaged")
        return None


@dataclass(frozen=True)
class _Extent:
    """The last row and column that hold anything; the cells of merged ranges, None if too many."""

    row: int
    column: int
    merged: Mapping[tuple[int, int], str] | None


def _survey(path: Path, sheet: _Sheet) -> _Extent:
    last_row = last_column = row = 0
    ranges: list[str] = []
    with ZipFile(path) as archive, archive.open(sheet._worksheet_path.lstrip("/")) as part:
        for _, element in iterparse(part):
            tag = element.tag.rpartition("}")[2]
            if tag == "row":
                row = int(float(element.get("r", row + 1)))
                width = _width(element)
                if width:
                    last_row, last_column = max(last_row, row), max(last_column, width)
                element.clear()
            elif tag == "mergeCell":
                ranges.append(element.get("ref", "A1"))
    merged: dict[tuple[int, int], str] = {}
    for ref in ranges:
        left, top, right, bottom = (side or 1 for side in range_boundaries(ref))
        rows, columns = (
            range(top, min(bottom, last_row) + 1),
            range(left, min(right, last_column) + 1),
        )
        if len(merged) + len(rows) * len(columns) > MAX_MERGED_CELLS:
            return _Extent(last_row, last_column, None)
        merged.update({(row, column): ref for row in rows for column in columns})
    return _Extent(last_row, last_column, merged)


def _width(row: Element) -> int:
    """The last column of the row whose cell holds anything."""
    width = column = 0
    for cell in row:
        reference = cell.get("r")
        column = coordinate_to_tuple(reference)[1] if reference else column + 1
        if len(cell):
            width = max(width, column)
    return width


def _rows(sheet: _Sheet, extent: _Extent) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    sheet.reset_dimensions()  # the size a sheet declares may be wrong
    if not extent.row:
        return
    cells = sheet.iter_rows(max_row=extent.row, max_col=extent.column)
    for number, row in enumerate(cells, start=1):
        values = [_value(cell) for cell in row]
        if all(is_blank(value) for value in values):
            continue
        if extent.merged:
            for n in range(len(values)):
                area = extent.merged.get((number, n + 1))
                values[n] = values[n] if area is None else Fault("merged", area)
        yield number, tuple(values)


def _value(cell: object) -> Raw:
    value: Raw = getattr(cell, "value", None)
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return Fault("formula", str(getattr(value, "text", value)))
    return Fault("error_value", str(value)) if kind == "e" else value
