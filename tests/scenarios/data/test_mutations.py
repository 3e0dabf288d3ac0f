"""From one good workbook hundreds of wrong ones: each refused, each telling where it is wrong."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.issue import DataError, Issue
from models.text import catalogue, say
from scenarios.columns import CellType, Column, Sheet
from scenarios.dataset import read_dataset, write_workbook
from scenarios.sheets import DATA_SHEETS, SETTINGS
from tests.scenarios.data.sample import MATRIX, ROADS, sample

Mutation = Callable[[Worksheet, int, int], None]


def _set(value: object) -> Mutation:
    def mutate(page: Worksheet, row: int, column: int) -> None:
        page.cell(row, column).value = value  # type: ignore[assignment]

    return mutate


def _misspell(page: Worksheet, row: int, column: int) -> None:
    page.cell(row, column).value = f"{page.cell(row, column).value}X"


def _merge_down(page: Worksheet, row: int, column: int) -> None:
    page.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)


def _merge_across(page: Worksheet, row: int, column: int) -> None:
    other = column + 1 if column == 1 or page.title == SETTINGS.zh else column - 1
    first, last = sorted((column, other))
    page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


NUMBERS: dict[str, Mutation] = {
    "words": _set("很多"),
    "negative": _set(-5),
    "two numbers": _set("1-2"),
    "endless": _set("9" * 60),
}
DATES: dict[str, Mutation] = {
    "impossible": _set("2026-02-30"),
    "impossible month": _set("2026年13月1日"),
    "ambiguous": _set("3/4/2026"),
    "words": _set("下周一"),
    "small number": _set(2026),
}


def mutations(column: Column) -> Iterator[tuple[str, Mutation]]:
    yield "formula", _set("=1+1")
    yield "error", _set("#N/A")
    yield "merged", _merge_across
    if column.required:
        yield "emptied", _set(None)
        yield "only spaces", _set(" \u3000\u00a0")
    match column.cell:
        case CellType.NUMBER | CellType.INTEGER:
            free = column.field in ("lon", "lat", "carried_days")
            yield from (item for item in NUMBERS.items() if not (free and item[0] == "negative"))
        case CellType.DATE:
            yield from DATES.items()
        case CellType.CHOICE | CellType.FLAG:
            yield "no such word", _set("乱写")
        case CellType.REFERENCE:
            yield "misspelt", _set("S0O1X")
    if column.cell is CellType.INTEGER:
        yield "fraction", _set(1.5)
    if column.field in ("lon", "lat"):
        yield "off the globe", _set(999)


Wrong = tuple[Sheet, int, int, Mutation]
"""A cell, by sheet, row and column, and what is done to it."""


def cells() -> Iterator[tuple[str, Wrong]]:
    """Every wrong cell that is tried, and of which kind it is."""
    for sheet in DATA_SHEETS:
        if sheet.key in ("roads", "nodes", "distances", "attachments"):
            continue
        for position, column in enumerate(sheet.columns, start=1):
            for name, mutate in mutations(column):
                at = (position + 1, 2) if sheet is SETTINGS else (2, position)
                yield name, (sheet, *at, mutate)


def cases() -> Iterator[object]:
    """The wrong cells of a kind in one workbook: all are told at once.

    Only wrong settings may hide what depends on them. Neighbours are not merged both, and no row
    is emptied whole.
    """
    found: dict[str, list[Wrong]] = {}
    for name, wrong in cells():
        sheet, _, column, _ = wrong
        apart = name in ("merged", "emptied", "only spaces")
        part = f" {column % 2 if column > 1 else 'first'}" if apart else ""
        place = "settings: " if sheet is SETTINGS else ""
        found.setdefault(f"{place}{name}{part}", []).append(wrong)
    for name, all_of in found.items():
        yield pytest.param(all_of, id=name)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("good") / "good.xlsx"
    write_workbook(sample(), file)
    assert read_dataset(file) == sample()
    return file.read_bytes()


def refused(file: Path) -> tuple[Issue, ...]:
    """The issues of a workbook that must not be read; each has its place and its words."""
    with pytest.raises(DataError) as caught:
        read_dataset(file)
    issues = caught.value.issues
    assert issues
    for issue in issues:
        assert issue.place
        for language in ("zh", "en"):
            assert issue.text.code in catalogue(language)
            assert "{" not in say(issue.text, language)
    return issues


def read_or_refused(file: Path) -> bool:
    """Whether the workbook was read, or refused with something said about it."""
    try:
        read_dataset(file)
    except DataError as error:
        return len(error.issues) > 0
    return True


def saved(book: Workbook, folder: Path) -> Path:
    book.save(folder / "wrong.xlsx")
    return folder / "wrong.xlsx"


@pytest.mark.parametrize("wrong", list(cases()))
def test_every_wrong_cell_is_named(good: bytes, tmp_path: Path, wrong: list[Wrong]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    expected = set()
    for sheet, row, column, mutate in wrong:
        page = book[sheet.zh]
        header = page.cell(row, 1).value if sheet is SETTINGS else page.cell(1, column).value
        mutate(page, row, column)
        expected.add((sheet.zh, row, header))
    issues = refused(saved(book, tmp_path))
    assert expected <= {(i.place, i.row, i.column) for i in issues}


def test_there_are_enough_wrong_cells() -> None:
    assert len(list(cells())) >= 200


def _duplicate(page: Worksheet) -> None:
    for column in range(1, page.max_column + 1):
        page.cell(page.max_row if column > 1 else page.max_row + 1, column).value = page.cell(
            2, column
        ).value


def _cycle(page: Worksheet) -> None:
    page["D2"] = "510421001"


def _own_parent(page: Worksheet) -> None:
    page["D2"] = page["A2"].value


def _level(page: Worksheet) -> None:
    page["C4"] = "县级"


def _far_cell(page: Worksheet) -> None:
    page["XFD1048576"] = "x"


def _no_header(page: Worksheet) -> None:
    page.delete_rows(1)


def _strange_header(page: Worksheet) -> None:
    page["B1"] = "名陈"


def _headless(page: Worksheet) -> None:
    page.cell(2, page.max_column + 2).value = "额外"


def _header_twice(page: Worksheet) -> None:
    page.cell(1, page.max_column + 1).value = page["A1"].value


def _exchange(page: Worksheet) -> None:
    for row in (2, 3):
        lon, lat = page.cell(row, 5).value, page.cell(row, 6).value
        page.cell(row, 5).value, page.cell(row, 6).value = lat, lon


SHEET_MUTATIONS = [
    *(
        (s, _duplicate, "duplicate")
        for s in ("区域", "督导对象", "督学", "利害关系", "请假", "历史督导", "校历")
    ),
    *((s, _far_cell, "far cell") for s in ("设置", "区域", "督导对象", "督学", "历史督导", "校历")),
    *((s, _headless, "no header over a column") for s in ("督导对象", "督学", "请假")),
    *((s, _header_twice, "header twice") for s in ("督导对象", "督学", "校历")),
    *((s, _strange_header, "header misspelt") for s in ("区域", "督导对象", "督学", "校历")),
    *((s, _no_header, "no headers") for s in ("区域", "督导对象", "督学", "校历")),
    ("区域", _cycle, "cycle"),
    ("区域", _own_parent, "own parent"),
    ("区域", _level, "level"),
    ("督导对象", _exchange, "lon lat exchanged"),
]


@pytest.mark.parametrize(
    ("name", "mutate"), [pytest.param(s, m, id=f"{s}: {n}") for s, m, n in SHEET_MUTATIONS]
)
def test_wrong_sheet_is_named(
    good: bytes, tmp_path: Path, name: str, mutate: Callable[[Worksheet], None]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    mutate(book[name])
    issues = refused(saved(book, tmp_path))
    assert any(issue.place == name and issue.row for issue in issues)


@pytest.mark.parametrize("name", [s.zh for s in DATA_SHEETS if s.required])
@pytest.mark.parametrize("change", ["removed", "misspelt", "emptied"])
def test_required_sheet_lost(good: bytes, tmp_path: Path, name: str, change: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    if change == "removed":
        del book[name]
    elif change == "misspelt":
        book[name].title = f"{name}某某表格"
    else:
        book[name].delete_rows(1, 100)
    assert any(name in (i.place, i.found) for i in refused(saved(book, tmp_path)))


@pytest.mark.parametrize("name", ["利害关系", "历史督导"])
def test_optional_sheet_misspelt_is_not_ignored(good: bytes, tmp_path: Path, name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    book[name].title = f"{name}表"
    (issue,) = refused(saved(book, tmp_path))
    assert (issue.place, issue.suggestion) == (f"{name}表", name)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_truncated(good: bytes, tmp_path: Path, keep: float) -> None:
    file = tmp_path / "cut.xlsx"
    file.write_bytes(good[: int(len(good) * keep)])
    (issue,) = refused(file)
    assert issue.place == "cut.xlsx"


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_never_crash(good: bytes, tmp_path: Path, seed: int) -> None:
    data = bytearray(good)
    for n in range(5):
        data[(seed * 7919 + n * 104729) % len(data)] ^= 1 << (seed % 8)
    file = tmp_path / "flipped.xlsx"
    file.write_bytes(data)
    assert read_or_refused(file)


@pytest.mark.parametrize("part", range(12))
@pytest.mark.parametrize(
    "content", [b"", b"<a>", b"<a/>", b"\xff\xfe\x00", b"<worksheet><row r='x'/>"]
)
def test_broken_part_never_crashes(good: bytes, tmp_path: Path, part: int, content: bytes) -> None:
    file = tmp_path / "part.xlsx"
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(file, "w") as new:
        names = old.namelist()
        for name in names:
            new.writestr(name, content if name == names[part] else old.read(name))
    assert read_or_refused(file)


@pytest.mark.parametrize("travel", [ROADS, MATRIX], ids=["roads", "matrix"])
def test_place_out_of_reach(tmp_path: Path, travel: object) -> None:
    file = tmp_path / "far.xlsx"
    write_workbook(sample(travel), file)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(file)
    if travel is ROADS:
        book["道路"]["E3"] = "是"
    else:
        book["距离"].delete_rows(2)
    issues = refused(saved(book, tmp_path))
    assert any("第一小学" in say(issue.text) for issue in issues)


def test_a_setting_without_its_name(tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    write_workbook(sample(), path)
    book = openpyxl.load_workbook(path)
    page = book[SETTINGS.zh]
    row = page.max_row + 1
    page.cell(row, 2).value = "什么"
    book.save(path)
    with pytest.raises(DataError) as caught:
        read_dataset(path)
    (issue,) = caught.value.issues
    assert (issue.row, issue.column, issue.found) == (row, "A", "什么")
    assert say(issue.text).startswith("缺设置项名称")
