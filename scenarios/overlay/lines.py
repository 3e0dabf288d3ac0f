"""On which lines the changes of an overlay stand; the TOML reader does not tell."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

_CHANGE = re.compile(r"\s*\[\[\s*change\s*\]\]")
_LIST = re.compile(r"\s*\[\[\s*change\s*\.\s*([^\]]+?)\s*\]\]")
_TABLE = re.compile(r"\s*\[\s*change\s*\.\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_ITEM = re.compile(r"\s*[\[,]?\s*\{")
_OPEN = re.compile(r"=\s*\[\s*(#.*)?$")


@dataclass
class _Block:
    """What was seen of one change so far: lines by path, the table and the list it is in."""

    lines: dict[str, int] = field(default_factory=dict)
    prefix: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    array: str = ""

    def count(self, path: str, number: int) -> str:
        """The path of one more item of a list."""
        self.counts[path] = self.counts.get(path, 0) + 1
        item = f"{path}[{self.counts[path]}]"
        self.lines.setdefault(path, number)
        self.lines[item] = number
        return item


def lines_of(text: str, changes: int) -> tuple[Mapping[str, int], ...]:
    """For each change the lines of its keys by path, such as `rows[2].name`; `""` is its first.

    Parameters
    ----------
    changes
        How many the file has. When the text shows another number of headers, some stand inside
        longer texts, or the list is written on one line.
    """
    rows = text.splitlines()
    heads = [n for n, row in enumerate(rows) if _CHANGE.match(row)]
    if len(heads) != changes:
        heads = [n for n in heads if _is_toml("\n".join(rows[:n]))]
    if len(heads) != changes:
        first = next((n for n, row in enumerate(rows, 1) if row.lstrip().startswith("change")), 1)
        return tuple({"": first} for _ in range(changes))
    return tuple(_lines(rows, a, b) for a, b in pairwise((*heads, len(rows))))


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def _lines(rows: list[str], first: int, past: int) -> Mapping[str, int]:
    block = _Block({"": first + 1})
    for number in range(first + 1, past):
        _read(block, rows[number], number + 1)
    return block.lines


def _read(block: _Block, row: str, number: int) -> None:
    if match := _LIST.match(row):
        block.prefix, block.array = block.count(_plain(match[1]), number), ""
    elif match := _TABLE.match(row):
        block.prefix, block.array = _plain(match[1]), ""
        block.lines.setdefault(block.prefix, number)
    elif match := _KEY.match(row):
        name = _plain(match[1])
        path = f"{block.prefix}.{name}" if block.prefix else name
        for n, sign in enumerate(path):
            if sign == ".":
                block.lines.setdefault(path[:n], number)
        block.lines.setdefault(path, number)
        block.array = path if _OPEN.search(row) else ""
    elif block.array and _ITEM.match(row):
        block.count(block.array, number)


def _plain(path: str) -> str:
    parts = re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", path)
    return ".".join(part.strip("\"'") for part in parts)
