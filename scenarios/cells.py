"""What a cell says, read as a person would, and how a value is written into one."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from models.text import Text
from scenarios.columns import CellType, Column, Scalar, Value
from scenarios.issues import nearest
from scenarios.words import Truth, folded, label, labels, meanings

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
SEPARATORS = re.compile(r"[、,，;；/|\n]")
NOTHING = frozenset(("-", "--", "—", "——", "–", "/", "无", "none", "n/a", "null"))
EXCEL_EPOCH = date(1899, 12, 30)
FIRST_YEAR = 1950
"""Earlier dates are slips, such as a year alone in a cell that Excel shows as a date."""

SERIALS = range(18264, 76700)
"""Excel's numbers of the days from 1950 to 2109; other numbers are no dates."""

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d{1,3})?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(T?00:00(:00(\.0*)?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class Fault:
    """A cell that holds no value to read: a formula, an error, part of a merged range."""

    code: str
    found: str = ""


Raw = str | int | float | bool | date | datetime | time | timedelta | Fault | None


class CellError(Exception):
    """A cell that cannot be understood."""

    def __init__(self, code: str, suggestion: str = "", **args: str | int | float) -> None:
        super().__init__(code)
        self.text = Text(code=f"data.{code}", args=args)
        self.suggestion = suggestion


def shown(raw: Raw) -> str:
    """The cell as a person sees it."""
    if isinstance(raw, Fault):
        return raw.found
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return "" if raw is None else str(raw)


def clean(text: str) -> str:
    """A name on one line: no invisible characters, single plain spaces, none at the ends."""
    if text.isprintable():  # the usual case, and far faster
        return " ".join(text.split())
    visible = (" " if unicodedata.category(c) == "Cc" else c for c in text.translate(INVISIBLE))
    return " ".join("".join(visible).split())


def plain(text: str) -> str:
    """An id, number or date typed in any width, in its plain form."""
    return clean(unicodedata.normalize("NFKC", text))


def is_blank(raw: Raw) -> bool:
    """Whether the cell holds nothing but white space."""
    return raw is None or (isinstance(raw, str) and not raw[:1].isalnum() and not clean(raw))


def parse(column: Column, raw: Raw, language: str = "zh") -> Value | None:
    """The value of a cell; None when it is empty.

    Parameters
    ----------
    language
        The language in which a message names the values allowed.

    Raises
    ------
    CellError
        When the cell cannot be understood.
    """
    if isinstance(raw, Fault):
        raise CellError(raw.code)
    if is_blank(raw) or column.cell is CellType.INFO:
        return None
    says_nothing = shown(raw).strip().casefold() in NOTHING
    if column.many:
        return () if says_nothing else _parse_list(column, raw, language)
    if says_nothing and column.cell not in (CellType.TEXT, CellType.PROSE, CellType.FLAG):
        return None
    return _parse_one(column, raw, language)


def _parse_list(column: Column, raw: Raw, language: str) -> tuple[str, ...]:
    parts = [part for part in SEPARATORS.split(shown(raw)) if not is_blank(part)]
    return tuple(str(_parse_one(column, part, language)) for part in parts)


def _parse_one(column: Column, raw: Raw, language: str) -> Scalar:
    if column.cell is CellType.CHOICE:
        assert column.choices is not None
        return _choice(column.choices, shown(raw), language)
    return _PARSERS[column.cell](raw)


def _choice(choices: type[StrEnum], text: str, language: str) -> StrEnum:
    table = meanings(choices)
    value = table.get(folded(text))
    if value is None:
        alike = nearest(folded(text), table)
        suggestion = label(table[alike], language) if alike else ""
        separator = ", " if language == "en" else "、"
        raise CellError("choice", suggestion, allowed=separator.join(labels(choices, language)))
    return value


def _text(raw: Raw) -> str:
    return clean(shown(raw))


def _prose(raw: Raw) -> str:
    return shown(raw).strip()


def _id(raw: Raw) -> str:
    return plain(shown(raw))


def _number(raw: Raw) -> float:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise CellError("number")
    if not isinstance(raw, str):
        return _finite(float(raw)) if abs(raw) < 1e300 else _finite(math.inf)
    text = plain(raw).replace(" ", "")
    if not _NUMBER.fullmatch(text) or not any(c.isdigit() for c in text) or len(text) > 40:
        raise CellError("number")
    return _finite(float(text.replace(",", "")))


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise CellError("number")
    return value


def _integer(raw: Raw) -> int:
    try:
        value = _number(raw)
    except CellError:
        raise CellError("integer") from None
    if not value.is_integer() or abs(value) > 1e15:
        raise CellError("integer")
    return int(value)


def _flag(raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    return _choice(Truth, shown(raw), "zh") == Truth.YES


def _date(raw: Raw) -> date:
    day = _any_date(raw)
    if day.year < FIRST_YEAR:
        raise CellError("date_implausible", first=FIRST_YEAR)
    return day


def _any_date(raw: Raw) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain(shown(raw)).replace(" ", "")
    if isinstance(raw, time | timedelta | bool):
        raise CellError("date")
    match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        year, month, day = (int(part) for part in match.groups()[:3])
        try:
            return date(year, month, day)
        except ValueError:
            raise CellError("date_impossible") from None
    if text.isdecimal() and len(text) == 5 and int(text) in SERIALS:
        return EXCEL_EPOCH + timedelta(int(text))
    raise CellError("date")


_PARSERS: Mapping[CellType, Callable[[Raw], Scalar]] = {
    CellType.TEXT: _text,
    CellType.PROSE: _prose,
    CellType.ID: _id,
    CellType.REFERENCE: _text,
    CellType.NUMBER: _number,
    CellType.INTEGER: _integer,
    CellType.FLAG: _flag,
    CellType.DATE: _date,
}


def written(column: Column, value: Value | None, language: str = "zh") -> str:
    """The value as it stands in a cell; `parse` reads it back."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        if not value:
            return label_none(language) if column.default else ""
        separator = ", " if language == "en" else "、"
        return separator.join(_written_one(column, item, language) for item in value)
    return _written_one(column, value, language)


def label_none(language: str) -> str:
    """The word that states an empty list where an empty cell would mean a default."""
    return "none" if language == "en" else "无"


def _written_one(column: Column, value: Scalar, language: str) -> str:
    if column.cell is CellType.CHOICE:
        assert column.choices is not None
        return label(column.choices(str(value)), language)
    if isinstance(value, bool):
        return label(Truth.YES if value else Truth.NO, language)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)
