"""Replacing one piece deep inside a problem."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

from pydantic import BaseModel

from models.problem import Problem

Step = str | BaseModel
"""A field's name; or, inside a list, an item's id, or the item itself when it has none."""


class _Gone(Enum):
    GONE = "gone"


GONE = _Gone.GONE
"""In place of a list's item: the item is taken out."""


Follows = Callable[[Mapping[str, Any]], object]


@dataclass(frozen=True)
class Edit:
    """A new value at a place: `Edit(("inspectors", "i7", "days_per_month"), None)`.

    The value may follow from the other fields beside it, as they are by then.
    """

    path: tuple[Step, ...]
    value: object | Follows = GONE


def edited(problem: Problem, edits: Iterable[Edit]) -> Problem:
    """The problem with other values, built anew so that the types judge them."""
    return cast(Problem, _in_model(problem, [(edit.path, edit.value) for edit in edits]))


_Places = list[tuple[tuple[Step, ...], object]]


def _by_step(places: _Places) -> dict[Step, _Places]:
    table: dict[Step, _Places] = {}
    for path, value in places:
        table.setdefault(path[0], []).append((path[1:], value))
    return table


def _in_model(model: BaseModel, places: _Places) -> BaseModel:
    values = {name: getattr(model, name) for name in type(model).model_fields}
    for field, below in _by_step(places).items():
        old = values[cast(str, field)]
        for value in [value for path, value in below if not path]:
            old = value(values) if callable(value) else value
            values[cast(str, field)] = old
        deeper = [(path, value) for path, value in below if path]
        if deeper:
            values[cast(str, field)] = _in_any(old, deeper)
    return type(model)(**values)


def _in_any(old: object, places: _Places) -> object:
    if not isinstance(old, tuple):
        return _in_model(cast(BaseModel, old), places)
    below = _by_step(places)
    items: list[object] = []
    for item in old:
        found = below.get(getattr(item, "id", None) or item)
        if found is None:
            items.append(item)
        elif all(path for path, _ in found):
            items.append(_in_model(item, found))
        elif (value := found[-1][1]) is not GONE:
            items.append(value)
    return tuple(items)
