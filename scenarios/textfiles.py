"""Text files of a folder: CSV tables and TOML, in the encodings that offices use."""

import codecs
import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.cells import is_blank
from scenarios.issues import Issues

MAX_BYTES = 100_000_000
MAX_ROWS = 200_000
ESCAPED = re.compile(r"'+[=+\-@]")
DANGEROUS = re.compile(r"'*[=+\-@]")
_QUOTED = re.compile(r""" "(?:\\.|[^"\\])*" | '[^']*' | \#.* """, re.VERBOSE)
_WIDE = re.compile("[“”‘’，＝＃［］｛｝]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Rows = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class TomlFile:
    """The content of a TOML file and the name under which messages speak of it."""

    place: str
    table: Mapping[str, object]


def read_text(path: Path, issues: Issues) -> str | None:
    """The file's text: UTF-8, UTF-16 with a byte order mark, or GB18030; None with an issue."""
    try:
        if path.stat().st_size > MAX_BYTES:
            issues.add(path.name, "too_large", megabytes=MAX_BYTES // 1_000_000)
            return None
        raw = path.read_bytes()
    except OSError:
        issues.add(path.name, "unreadable")
        return None
    named = [encoding for bom, encoding in _BOMS if raw.startswith(bom)]
    for encoding in named or ["utf-8", "gb18030"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    issues.add(path.name, "encoding")
    return None


def read_toml(path: Path, issues: Issues) -> TomlFile | None:
    """The file as a table; a syntax error becomes an issue that names the line."""
    text = read_text(path, issues)
    if text is None:
        return None
    table = parsed_toml(text)
    if isinstance(table, int):
        line = (text.splitlines() or [""])[table - 1].strip()
        issues.add(path.name, toml_fault(line), table, found=line)
        return None
    return TomlFile(path.name, table)


def parsed_toml(text: str) -> Mapping[str, object] | int:
    """The text as a table, or the number of the line that is no TOML."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        last = max(len(text.splitlines()), 1)
        return min(int(line[1]), last) if line else last


def toml_fault(line: str) -> str:
    """The code of what is wrong with a line that is no TOML; Chinese texts have usual faults."""
    bare = _QUOTED.sub("", line)
    if _WIDE.search(bare):
        return "toml_wide"
    return "toml" if bare.isascii() else "toml_key"


def read_csv(path: Path, issues: Issues) -> Rows | None:
    """The rows that hold anything, numbered as a spreadsheet shows them; None with an issue."""
    text = read_text(path, issues)
    if text is None:
        return None
    if not text.strip():
        issues.add(path.name, "file_empty")
        return None
    rows: list[tuple[int, tuple[str, ...]]] = []
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for number, cells in enumerate(reader, start=1):
            if not all(is_blank(cell) for cell in cells):
                rows.append((number, tuple(unescaped(cell) for cell in cells)))
    except csv.Error:
        issues.add(path.name, "csv", number + 1)
        return None
    if len(rows) > MAX_ROWS:
        issues.add(path.name, "too_many_rows", MAX_ROWS + 1, limit=MAX_ROWS)
        return None
    return tuple(rows)


def _delimiter(text: str) -> str:
    header = text.lstrip().split("\n", 1)[0]
    return max((",", "\t", ";"), key=header.count)


def escaped(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula; `read_csv` undoes it."""
    return f"'{cell}" if DANGEROUS.match(cell) else cell


def unescaped(cell: str) -> str:
    """The cell as it was before `escaped`."""
    return cell[1:] if ESCAPED.match(cell) else cell
