"""Cells read as a person would."""

from datetime import date, datetime, time
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.inspector import Employment
from models.region import Level
from models.target import Locality, Stage
from scenarios.cells import CellError, Raw, clean, parse, plain, written
from scenarios.columns import CellType, Column
from scenarios.textfiles import escaped, unescaped
from scenarios.words import folded, label, meanings


def column(cell: CellType, *, many: bool = False, choices: type[StrEnum] | None = None) -> Column:
    return Column("f", "列", "Field", cell, many=many, choices=choices)


@pytest.mark.parametrize(
    "raw",
    [
        "2027-03-01",
        "2027/3/1",
        "2027.3.1",
        "2027年3月1日",
        "２０２７年３月１日",
        " 2027-03-01\u3000",
        "20270301",
        20270301,
        20270301.0,
        46447,
        46447.0,
        "46447",
        "2027-03-01 00:00:00",
        datetime(2027, 3, 1),
        datetime(2027, 3, 1, 8, 30),
        date(2027, 3, 1),
    ],
)
def test_dates(raw: Raw) -> None:
    assert parse(column(CellType.DATE), raw) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2027-02-29", "date_impossible"),
        ("2027-13-01", "date_impossible"),
        ("20270230", "date_impossible"),
        ("3/1/2027", "date"),
        ("2027-03", "date"),
        (2027, "date"),
        (True, "date"),
        (time(8), "date"),
        ("1905-07-18", "date_implausible"),
        ("0000-01-01", "date_impossible"),
        ("²⁰²⁷-03-01x", "date"),
    ],
)
def test_no_dates(raw: Raw, code: str) -> None:
    with pytest.raises(CellError) as caught:
        parse(column(CellType.DATE), raw)
    assert caught.value.text.code == f"data.{code}"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12", 12),
        ("12.0", 12),
        (12.0, 12),
        ("１２", 12),
        ("1,200", 1200),
        ("1，200", 1200),
        (" 7 ", 7),
    ],
)
def test_integers(raw: Raw, value: int) -> None:
    assert parse(column(CellType.INTEGER), raw) == value


@pytest.mark.parametrize(
    "raw", ["12.5", 12.5, "十二", "1,20", "12人", True, "1e400", "nan", date(2027, 1, 1)]
)
def test_no_integers(raw: Raw) -> None:
    with pytest.raises(CellError):
        parse(column(CellType.INTEGER), raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("小学", Stage.PRIMARY),
        ("初中", Stage.JUNIOR_SECONDARY),
        ("九年一贯制学校", Stage.NINE_YEAR),
        ("高中", Stage.SENIOR_SECONDARY),
        ("完全中学", Stage.COMPLETE_SECONDARY),
        ("中职", Stage.SECONDARY_VOCATIONAL),
        ("特校", Stage.SPECIAL),
        ("幼儿园", Stage.KINDERGARTEN),
        (" Nine-Year ", Stage.NINE_YEAR),
        ("junior_secondary", Stage.JUNIOR_SECONDARY),
        ("Ｐrimary", Stage.PRIMARY),
    ],
)
def test_words(raw: str, value: Stage) -> None:
    assert parse(column(CellType.CHOICE, choices=Stage), raw) == value


def test_equal_values_of_different_enumerations_keep_their_own_words() -> None:
    assert label(Level.TOWNSHIP) == "乡镇级"
    assert label(Locality.TOWNSHIP) == "镇区"
    assert meanings(Level)[folded("乡")] is Level.TOWNSHIP
    assert meanings(Locality)[folded("乡")] is Locality.RURAL


def test_misspelt_word_is_suggested() -> None:
    with pytest.raises(CellError) as caught:
        parse(column(CellType.CHOICE, choices=Employment), "专职督")
    assert caught.value.suggestion == "专职"


@pytest.mark.parametrize(
    "raw",
    [
        "语文、数学",
        "语文，数学",
        "语文,数学",
        "语文;数学",
        "语文 / 数学",
        "语文|数学|",
        "语文\n数学",
    ],
)
def test_lists(raw: str) -> None:
    assert parse(column(CellType.TEXT, many=True), raw) == ("语文", "数学")


@pytest.mark.parametrize("raw", [None, "", " ", "\u3000", "\u00a0\u200b", "\ufeff"])
def test_blank(raw: Raw) -> None:
    for cell in CellType:
        assert parse(column(cell, choices=Stage), raw) is None


def test_nothing_in_words() -> None:
    assert parse(column(CellType.DATE), "无") is None
    assert parse(column(CellType.TEXT), "无") == "无"
    assert parse(column(CellType.TEXT, many=True), "无") == ()


def test_names_keep_their_width_ids_do_not() -> None:
    assert clean(" Ａ校\u3000\u200b二部\n") == "Ａ校 二部"
    assert plain("Ｓ００１\u00a0") == "S001"
    assert parse(column(CellType.ID), 150402.0) == "150402"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back(value: float) -> None:
    number = column(CellType.NUMBER)
    assert parse(number, written(number, value)) == value


@given(st.dates(min_value=date(1950, 1, 1)))
def test_dates_come_back(value: date) -> None:
    day = column(CellType.DATE)
    assert parse(day, written(day, value)) == value


@given(st.text())
def test_formula_escape_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(("=", "+", "-", "@"))


@given(st.text(), st.sampled_from(CellType), st.booleans())
def test_any_text_is_read_or_refused(text: str, cell: CellType, many: bool) -> None:
    code = "data."
    try:
        parse(column(cell, many=many, choices=Stage), text)
    except CellError as error:
        code = error.text.code
    assert code.startswith("data.")
