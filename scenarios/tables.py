"""The cells of a data set before anything is made of them, from a folder or a workbook."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from scenarios.cells import Raw
from scenarios.columns import Sheet
from scenarios.issues import Issues, nearest
from scenarios.sheets import SHEETS
from scenarios.textfiles import TomlFile, read_csv, read_toml
from scenarios.words import folded

TOML_FILES = ("dataset.toml", "calendar.toml", "programmes.toml", "policy.toml")


@dataclass(frozen=True)
class Grid:
    """The rows of one sheet or file that hold anything, each with the number people see."""

    place: str
    rows: tuple[tuple[int, tuple[Raw, ...]], ...]


@dataclass(frozen=True)
class Source:
    """Everything read from a folder or a workbook.

    `unreadable` are keys of sheets that exist but could not be read, so that nothing more is said
    of what they hold.
    """

    path: Path
    grids: Mapping[str, Grid]
    tomls: Mapping[str, TomlFile] = field(default_factory=lambda: MappingProxyType({}))
    unreadable: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where files named in the data set lie."""
        return self.path if self.path.is_dir() else self.path.parent

    def place(self, sheet: Sheet) -> str:
        """What messages call this sheet: its name in the file, or the name it should have."""
        grid = self.grids.get(sheet.key)
        if grid is not None:
            return grid.place
        return f"{sheet.key}.csv" if self.path.is_dir() else sheet.zh


def open_source(path: Path, issues: Issues, sheets: Collection[Sheet] = SHEETS) -> Source:
    """Read all sheets of a data set that are there; what cannot be read becomes an issue."""
    if path.is_dir():
        return _open_folder(path, issues, sheets)
    if not path.exists():
        issues.add(path.name, "not_found", found=str(path))
        return Source(path, {}, unreadable=frozenset(s.key for s in SHEETS))
    return _open_workbook(path, issues, sheets)


def _open_folder(path: Path, issues: Issues, sheets: Collection[Sheet]) -> Source:
    files = sorted(f for f in path.iterdir() if f.is_file() and not f.name.startswith((".", "~")))
    grids: dict[str, Grid] = {}
    unreadable: set[str] = set()
    tables = {f.stem: f for f in files if f.suffix.casefold() == ".csv"}
    for sheet, stem in _matched(tables, sheets, issues, ".csv").items():
        rows = read_csv(tables[stem], issues)
        if rows is None:
            unreadable.add(sheet)
        else:
            grids[sheet] = Grid(tables[stem].name, rows)
    tomls = {f.name.casefold(): f for f in files if f.suffix.casefold() == ".toml"}
    read: dict[str, TomlFile] = {}
    for name in TOML_FILES:
        if name in tomls:
            table = read_toml(tomls[name], issues)
            if table is None:
                unreadable.add(name)
            else:
                read[name] = table
    return Source(path, grids, read, frozenset(unreadable), tuple(f.name for f in files))


def _open_workbook(path: Path, issues: Issues, sheets: Collection[Sheet]) -> Source:
    # openpyxl takes long to load, and folders do not need it
    from scenarios.workbook import open_workbook, read_grid

    book = open_workbook(path, issues)
    if book is None:
        return Source(path, {}, unreadable=frozenset(s.key for s in SHEETS))
    grids: dict[str, Grid] = {}
    unreadable: set[str] = set()
    with book:
        for key, name in _matched(book.sheets, sheets, issues, "").items():
            rows = read_grid(book, name, issues)
            if rows is None:
                unreadable.add(key)
            else:
                grids[key] = Grid(name, rows)
        return Source(path, grids, unreadable=frozenset(unreadable), names=tuple(book.sheets))


def _matched(
    names: Collection[str], sheets: Collection[Sheet], issues: Issues, suffix: str
) -> dict[str, str]:
    """For each sheet the name under which it stands; names alike but wrong become issues."""
    understood = {folded(n): s.key for s in SHEETS for n in (s.key, s.zh, s.en)}
    found: dict[str, str] = {}
    strange: list[str] = []
    for name in names:
        key = understood.get(folded(name))
        if key is None:
            strange.append(name)
        elif key in found:
            issues.add(name + suffix, "sheet_twice", other=found[key] + suffix)
        else:
            found[key] = name
    missing = [n for s in sheets if s.key not in found for n in (s.key, s.zh, s.en)]
    for name in strange:
        alike = nearest(name, missing)
        if suffix or alike:
            code = "file_unknown" if suffix else "sheet_unknown"
            issues.add(name + suffix, code, suggestion=alike + suffix if alike else "")
    wanted = {s.key for s in sheets}
    return {key: name for key, name in found.items() if key in wanted}
