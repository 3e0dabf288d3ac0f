"""From the cells of a sheet to records: headers understood, each cell parsed by its column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from models.issue import Issue
from scenarios.cells import CellError, Raw, clean, is_blank, parse, shown
from scenarios.columns import CellType, Column, Sheet, Value
from scenarios.issues import Issues
from scenarios.tables import Grid
from scenarios.words import folded

TITLE_ROWS = 10
"""The headers stand in one of the first so many filled rows; above them there may be a title."""

REMARKS = frozenset(map(folded, ("备注", "note", "notes", "remark", "remarks", "备注说明")))


@dataclass(frozen=True)
class Record:
    """One row with what was understood of it.

    `values` lacks fields that are empty or could not be read; `broken` says that some could not.
    `headers` and `found` hold headers and cells as they stand in the file, for messages.
    """

    place: str
    row: int | None
    values: Mapping[str, Value]
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    found: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    broken: bool = False

    def header(self, name: str) -> str:
        """The header of a field as it stands in the file."""
        return self.headers.get(name, name)

    def has(self, *names: str) -> bool:
        """Whether all these fields hold something that was understood."""
        return all(name in self.values for name in names)


@dataclass(frozen=True)
class Headers:
    """Where the fields of a sheet stand in its grid, and in which language they are headed."""

    row: int
    position: Mapping[str, int]
    text: Mapping[str, str]
    language: str


def read_records(grid: Grid, sheet: Sheet, issues: Issues) -> list[Record]:
    """All rows below the headers; everything not understood becomes an issue."""
    headers = read_headers(grid, sheet, issues)
    if headers is None:
        return []
    named = [sheet.column(name) for name in headers.position]
    columns = [column for column in named if column.cell is not CellType.INFO]
    lacking = any(column.required and column not in columns for column in sheet.columns)
    records = []
    for number, cells in grid.rows:
        if number <= headers.row:
            continue
        cell_of = ((c.field, headers.position[c.field]) for c in columns)
        raw = {name: cells[n] for name, n in cell_of if n < len(cells)}
        if any(not is_blank(cell) for cell in raw.values()):
            record = make_record(
                columns,
                raw,
                issues,
                place=grid.place,
                row=number,
                headers=headers.text,
                language=headers.language,
            )
            records.append(replace(record, broken=True) if lacking else record)
    return records


def read_headers(grid: Grid, sheet: Sheet, issues: Issues) -> Headers | None:
    """The row of headers and what stands below each; None when no row looks like one."""
    known = {
        folded(name): column
        for column in sheet.columns
        for name in (column.field, *column.aliases, column.en, column.zh)
    }
    best: tuple[int, int, tuple[Raw, ...]] = (1, 0, ())
    for number, cells in grid.rows[:TITLE_ROWS]:
        hits = {known[folded(shown(c))].field for c in cells if folded(shown(c)) in known}
        if len(hits) > best[0]:
            best = len(hits), number, cells
    _, row, cells = best
    if not row:
        first = grid.rows[0][0] if grid.rows else 1
        wanted = "、".join(f"{c.zh} ({c.en})" for c in sheet.columns if c.required)
        issues.add(grid.place, "no_headers", first, wanted=wanted)
        return None
    position: dict[str, int] = {}
    for n, cell in enumerate(cells):
        column = known.get(folded(shown(cell)))
        header = clean(shown(cell))
        if column is None:
            if header and folded(header) not in REMARKS:
                alike = issues.nearest(header, [c.zh for c in sheet.columns] + [*known])
                issues.add(grid.place, "column_unknown", row, header, suggestion=alike)
        elif column.field in position:
            issues.add(grid.place, "column_twice", row, header)
        else:
            position[column.field] = n
    text = {field: clean(shown(cells[n])) for field, n in position.items()}
    english = sum(folded(t) == folded(sheet.column(f).en) for f, t in text.items())
    language = "en" if english * 2 > len(text) else "zh"
    _check_headless(grid, row, cells, issues)
    for column in sheet.columns:
        if column.required and column.field not in position:
            issues.add(grid.place, "column_missing", row, column.header(language))
    return Headers(row, position, text, language)


def _check_headless(grid: Grid, row: int, header: tuple[Raw, ...], issues: Issues) -> None:
    """Columns that hold something but have no header: nobody could say what they mean."""
    bare = {n for n, cell in enumerate(header) if is_blank(cell)}
    reported: set[int] = set()
    for number, cells in grid.rows:
        for n in (*bare, *range(len(header), len(cells))) if number > row else ():
            if n not in reported and n < len(cells) and not is_blank(cells[n]):
                reported.add(n)
                # openpyxl takes long to load, and folders of text need nothing else of it
                from openpyxl.utils.cell import get_column_letter

                letter = get_column_letter(n + 1)
                issues.add(grid.place, "column_headless", number, letter, found=shown(cells[n]))


def make_record(
    columns: Iterable[Column],
    raw: Mapping[str, Raw],
    issues: Issues,
    *,
    place: str,
    headers: Mapping[str, str],
    row: int | None = None,
    language: str = "zh",
) -> Record:
    """One record from raw cells by field; what is wrong with each becomes an issue."""
    values: dict[str, Value] = {}
    broken = False
    for column in columns:
        cell = raw.get(column.field)
        header = headers.get(column.field, column.field)
        try:
            value = parse(column, cell, language)
        except CellError as error:
            broken = True
            issues.note(
                Issue(
                    place=place,
                    row=row,
                    column=header,
                    found=shown(cell),
                    text=error.text,
                    suggestion=error.suggestion,
                )
            )
            continue
        if value is not None and value != "":
            values[column.field] = value
        elif column.required:
            broken = True
            issues.add(place, "required", row, header)
    found = {field: shown(cell) for field, cell in raw.items()}
    return Record(place, row, values, headers, found, broken)
