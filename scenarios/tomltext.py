"""Writing TOML; the standard library only reads it."""

import json
import re
from collections.abc import Mapping
from datetime import date

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dumps(table: Mapping[str, object], path: str = "") -> str:
    """The table as TOML text that `tomllib` reads back as it is. None is left out.

    Lists of tables and tables inside tables get headers of their own, in order, after plain keys.
    """
    lines: list[str] = []
    below: list[str] = []
    for key, value in table.items():
        name = _key(key)
        inner = f"{path}.{name}" if path else name
        if isinstance(value, Mapping) and value:
            below.append(f"\n[{inner}]\n{dumps(value, inner)}")
        elif tables := _tables(value):
            below += [f"\n[[{inner}]]\n{dumps(item, inner)}" for item in tables]
        elif value is not None:
            lines.append(f"{name} = {inline(value)}\n")
    return "".join(lines + below)


def _tables(value: object) -> list[Mapping[str, object]]:
    """The tables of a list that holds nothing else; none for any other value."""
    items = value if isinstance(value, list | tuple) else ()
    tables = [item for item in items if isinstance(item, Mapping)]
    return tables if len(tables) == len(items) else []


def inline(value: object) -> str:
    """A value on one line; long lists of dates and the like break into several.

    Raises
    ------
    TypeError
        When TOML has nothing for such a value.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        items = [inline(item) for item in value]
        if sum(map(len, items)) > 80:
            return "[\n" + "".join(f"  {item},\n" for item in items) + "]"
        return "[" + ", ".join(items) + "]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(k)} = {inline(v)}" for k, v in value.items() if v is not None)
        return "{ " + ", ".join(pairs) + " }" if value else "{}"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
