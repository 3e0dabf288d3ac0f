"""Files that are no workbook, or that would do harm if opened."""

import io
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from models.issue import DataError
from scenarios.dataset import read_dataset, write_workbook
from scenarios.workbookguard import MAX_ENTRIES, MAX_UNPACKED_BYTES
from tests.scenarios.data.sample import sample

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def code_of(file: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_dataset(file)
    (issue,) = caught.value.issues
    assert issue.place == file.name
    return issue.text.code


@pytest.fixture
def good(tmp_path: Path) -> bytes:
    write_workbook(sample(), tmp_path / "good.xlsx")
    return (tmp_path / "good.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "data.file_empty"),
        (b"%PDF-1.7 ...", "data.pdf"),
        (OLE + b"\0" * 600, "data.old_xls"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "data.password"),
        ("编号,名称\n".encode(), "data.not_xlsx"),
        (b"PK\x03\x04 and nothing more", "data.damaged"),
        (b"\x89PNG\r\n\x1a\n", "data.not_xlsx"),
    ],
)
def test_no_workbook(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "data.xlsx"
    file.write_bytes(content)
    assert code_of(file) == code


@pytest.mark.parametrize("name", ["data.xls", "data.et", "data"])
def test_a_workbook_is_known_by_what_it_holds(good: bytes, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(good)
    assert read_dataset(tmp_path / name) == sample()


def test_missing_file(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nothing.xlsx") == "data.not_found"


def test_word_document(tmp_path: Path) -> None:
    file = tmp_path / "doc.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert code_of(file) == "data.not_xlsx"


def altered(good: bytes, file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    compressed = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(file, "w", compressed) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file


def test_zip_bomb_whose_sizes_lie(good: bytes, tmp_path: Path) -> None:
    file = altered(good, tmp_path / "bomb.xlsx", lambda name, data: data)
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _ in range(MAX_UNPACKED_BYTES // 10_000_000 + 1):
            part.write(b"\0" * 10_000_000)
    data = bytearray(file.read_bytes())
    assert len(data) < 2_000_000
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    file.write_bytes(data)
    tracemalloc.start()
    assert code_of(file) in ("data.zip_bomb", "data.damaged")
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


def test_zip_bomb(good: bytes, tmp_path: Path) -> None:
    spaces = b" " * (MAX_UNPACKED_BYTES + 1)
    file = altered(
        good,
        tmp_path / "bomb.xlsx",
        lambda name, data: data + spaces if name.endswith("sheet1.xml") else data,
    )
    assert code_of(file) == "data.zip_bomb"


def test_too_many_parts(good: bytes, tmp_path: Path) -> None:
    file = altered(good, tmp_path / "parts.xlsx", lambda name, data: data)
    with zipfile.ZipFile(file, "a") as archive:
        for n in range(MAX_ENTRIES):
            archive.writestr(f"xl/media/{n}.png", b"")
    assert code_of(file) == "data.zip_bomb"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_external_entities_are_refused(good: bytes, tmp_path: Path, encoding: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    attack = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><x>&e;</x>'
    file = altered(
        good,
        tmp_path / "xxe.xlsx",
        lambda name, data: attack.encode(encoding) if name.endswith("sharedStrings.xml") else data,
    )
    assert code_of(file) == "data.doctype"


def test_a_cell_at_the_end_of_the_world_costs_nothing(good: bytes, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    book["督学"]["XFD1048576"] = 1
    file = tmp_path / "far.xlsx"
    book.save(file)
    start = time.perf_counter()
    tracemalloc.start()
    with pytest.raises(DataError) as caught:
        read_dataset(file)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert time.perf_counter() - start < 10
    (issue,) = [i for i in caught.value.issues if i.text.code == "data.cell_far_away"]
    assert (issue.place, issue.row, issue.column) == ("督学", 1048576, "XFD")


def test_formatted_empty_cells_far_below_do_not_matter(good: bytes, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    for row in (500, 200_000, 1_048_576):
        book["督学"].cell(row, 3).number_format = "0.00"
    file = tmp_path / "formatted.xlsx"
    book.save(file)
    assert read_dataset(file) == sample()


def test_merging_everything_is_refused(good: bytes, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    book["督学"].cell(90_000, 190).value = "x"
    file = tmp_path / "merged.xlsx"
    book.save(file)
    merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    wide = altered(
        file.read_bytes(),
        tmp_path / "wide.xlsx",
        lambda name, data: data.replace(b"</sheetData>", b"</sheetData>" + merge),
    )
    with pytest.raises(DataError) as caught:
        read_dataset(wide)
    assert "data.merged_everywhere" in {i.text.code for i in caught.value.issues}


def test_title_rows_and_merged_titles_are_fine(good: bytes, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    for name in ("督学", "校历"):
        book[name].insert_rows(1, 2)
        book[name]["A1"] = "米易县2026年一览表"
        book[name].merge_cells("A1:F1")
    file = tmp_path / "titled.xlsx"
    book.save(file)
    assert read_dataset(file) == sample()


def test_sheet_that_declares_a_wrong_size(good: bytes, tmp_path: Path) -> None:
    file = altered(
        good,
        tmp_path / "size.xlsx",
        lambda name, data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', data),
    )
    assert read_dataset(file) == sample()


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    write_workbook(sample(), tmp_path / "text.xlsx")
    page = openpyxl.load_workbook(tmp_path / "text.xlsx")["督导对象"]
    cell = page["B4"]
    assert (cell.value, cell.data_type) == ("=cmd|九年一贯", "s")


def test_a_workbook_packed_as_no_office_program_does(good: bytes, tmp_path: Path) -> None:
    """What packs tighter swells more at once than is measured piece by piece."""
    file = tmp_path / "data.xlsx"
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), zipfile.ZIP_LZMA)
    assert code_of(file) == "data.damaged"
