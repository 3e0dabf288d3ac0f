"""Changes of a JSON document, one after another, all or none.

Source: RFC 6902 (JSON Patch), RFC 6901 (JSON Pointer).
"""

import copy
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, StringConstraints

from api.desk.denial import Denial
from models.base import Frozen
from models.text import Text, say

MOST = 1000
MOST_COPIED = 10_000_000
"""Characters that `copy` may add: copies of copies would grow without end."""

Pointer = Annotated[
    str,
    StringConstraints(strip_whitespace=False, max_length=1000, pattern=r"^(/([^~]|~[01])*)?$"),
]
"""Where in a JSON text (RFC 6901)."""


class Operation(Frozen):
    """One change; `from` is for `move` and `copy`, `value` for `add`, `replace` and `test`."""

    op: Literal["add", "remove", "replace", "move", "copy", "test"]
    path: Pointer
    source: Pointer | None = Field(default=None, alias="from")
    value: Any = None


class Patch(RootModel[tuple[Operation, ...]]):
    """Changes in their order."""

    root: tuple[Operation, ...] = Field(
        min_length=1,
        max_length=MOST,
        examples=[[{"op": "replace", "path": "/name", "value": "某县2027"}]],
    )


def patched(text: str, patch: Patch, language: str = "zh") -> str:
    """A JSON text after all changes.

    Raises
    ------
    Denial
        422 with the first change that cannot be made.
    """
    whole = {"": json.loads(text)}  # so that the whole document has a place too
    left = MOST_COPIED
    for number, one in enumerate(patch.root):
        try:
            left -= _made(whole, one)
            if left < 0:
                raise LookupError
        except (LookupError, TypeError, RecursionError):
            raise _impossible(number, one, language) from None
    try:
        return json.dumps(whole.get(""), ensure_ascii=False)
    except RecursionError:
        raise _impossible(len(patch.root) - 1, patch.root[-1], language) from None


def _impossible(number: int, one: Operation, language: str) -> Denial:
    text = Text(code="patch.impossible", args={"op": one.op, "path": one.path})
    errors = [{"place": f"body.{number}", "code": text.code, "detail": say(text, language)}]
    return Denial(422, Text(code="problem.invalid"), errors=errors)


def _made(whole: Any, one: Operation) -> int:
    """Make one change; how many characters were copied."""
    path = _pointed(one.path)
    if one.op == "remove":
        _remove(whole, path)
        return 0
    if one.op in {"move", "copy"}:
        source = _pointed(one.source)
        value = _at(whole, source)
        if one.op == "copy":
            told = json.dumps(value)
            _add(whole, path, json.loads(told))
            return len(told)
        if path[: len(source)] == source and path != source:
            raise LookupError  # nothing can be moved into itself
        _remove(whole, source)
        _add(whole, path, value)
        return 0
    if "value" not in one.model_fields_set:
        raise LookupError
    value = copy.deepcopy(one.value)
    if one.op == "test":
        if not _equal(_at(whole, path), value):
            raise LookupError
    elif one.op == "replace":
        holder = _at(whole, path[:-1])
        holder[_key(holder, path[-1])] = value
    else:
        _add(whole, path, value)
    return 0


def _pointed(pointer: str | None) -> Sequence[str]:
    """The steps of a pointer, the first to the whole document."""
    if pointer is None:
        raise LookupError
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]


def _at(whole: Any, path: Sequence[str]) -> Any:
    for step in path:
        whole = whole[_key(whole, step)]
    return whole


def _add(whole: Any, path: Sequence[str], value: Any) -> None:
    holder, last = _at(whole, path[:-1]), path[-1]
    if isinstance(holder, list):
        holder.insert(len(holder) if last == "-" else _index(last, len(holder) + 1), value)
    else:
        holder[last] = value


def _remove(whole: Any, path: Sequence[str]) -> None:
    holder = _at(whole, path[:-1])
    del holder[_key(holder, path[-1])]


def _key(holder: Any, step: str) -> str | int:
    """By what something that is there is found."""
    if isinstance(holder, list):
        return _index(step, len(holder))
    if not isinstance(holder, dict) or step not in holder:
        raise LookupError
    return step


def _index(step: str, length: int) -> int:
    """A place in a list: digits without leading zeros."""
    if not (step.isascii() and step.isdigit()) or (step != "0" and step.startswith("0")):
        raise LookupError
    if len(step) > len(str(length)) or int(step) >= length:
        raise LookupError
    return int(step)


def _equal(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; true is not 1."""
    return json.dumps(_plain(one), sort_keys=True) == json.dumps(_plain(other), sort_keys=True)


def _plain(value: Any) -> Any:
    """Numbers that are equal are written alike."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
