"""Pieces of a problem as messages: each value by the word that people use for it."""

import re
from collections.abc import Mapping
from datetime import date
from enum import Enum

from models.base import Frozen
from models.inspector import Inspector, InspectorFilter
from models.pin import Pin
from models.problem import Problem
from models.target import Target
from models.text import Text, catalogue
from planner.pins import subject

_TABLES = {"interest_kind": "interest", "break_kind": "break"}
"""Tables of words that are not called like their enumeration."""

Args = Mapping[str, str | int | float | Text | tuple[Text, ...]]


def person_words(person: Inspector) -> str:
    """Name and id."""
    return f"{person.name}（{person.id}）"


def target_words(target: Target) -> str:
    """Name and id."""
    return f"{target.name}（{target.id}）"


def office_words(problem: Problem, office: str) -> str:
    """The name of the region whose office it is; what the data call it where it is none."""
    return problem.tree[office].name if office in problem.tree else office


def value_words(value: Enum) -> Text:
    """The word for a value of an enumeration: `Employment.EXPERT` is `employment.expert`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(value).__name__).lower()
    return Text(code=f"{_TABLES.get(name, name)}.{value.value}")


def span_words(first: date, last: date) -> Text:
    """From the first to the last day."""
    return Text(code="text.span", args={"first": f"{first:%m-%d}", "last": f"{last:%m-%d}"})


def sort_words(sort: InspectorFilter) -> tuple[Text, ...]:
    """What the people of a sort have in common; nothing when everybody is meant."""
    words: list[Text] = []
    for field in type(sort).model_fields:
        value = getattr(sort, field)
        if isinstance(value, tuple):
            words += [value_words(v) if isinstance(v, Enum) else _literal(v) for v in value]
        elif value is not None:
            code = f"sort.{field}" + (f".{value}".lower() if isinstance(value, bool) else "")
            words.append(Text(code=code, args={"value": value}))
    return tuple(words) or (Text(code="sort.anybody"),)


def item_words(problem: Problem, code: str, item: Frozen) -> Text:
    """An item of a list under the code of the list, with its fields as arguments.

    A list of which the catalogue has no sentence yet is told as such, with its clause.
    """
    if code not in catalogue("zh"):
        return Text(code="conflict.other", args={"rule": code.partition(".")[2]})
    return Text(
        code=code, args={f: _field(problem, getattr(item, f)) for f in type(item).model_fields}
    )


def pin_words(problem: Problem, pin: Pin) -> Text:
    """The visit with its target, and what is fixed about it."""
    pair = subject(problem, pin)
    where = "" if pair is None else problem.target_by_id[pair[1]].name
    parts: list[Text] = []
    if pin.start is not None:
        start: Args = {"start": pin.start.isoformat()}
        if pin.half is None:
            parts.append(Text(code="pins.start", args=start))
        else:
            half = value_words(pin.half)
            parts.append(Text(code="pins.start_half", args={**start, "half": half}))
    if pin.team:
        names = tuple(_literal(person_words(problem.inspector_by_id[p])) for p in pin.team)
        parts.append(Text(code="pins.team", args={"team": names}))
    args: Args = {"visit": pin.visit, "target": where, "what": tuple(parts)}
    return Text(code="pins.pin", args=args)


def _field(problem: Problem, value: object) -> str | int | float | Text | tuple[Text, ...]:
    if isinstance(value, Enum):
        return value_words(value)
    if isinstance(value, InspectorFilter):
        return sort_words(value)
    if isinstance(value, tuple):
        return tuple(value_words(v) if isinstance(v, Enum) else _literal(v) for v in value)
    if isinstance(value, str):
        person, target = problem.inspector_by_id.get(value), problem.target_by_id.get(value)
        named = person_words(person) if person else target_words(target) if target else value
        return problem.programme_by_id[value].name if value in problem.programme_by_id else named
    return value if isinstance(value, int | float) else "" if value is None else str(value)


def _literal(value: object) -> Text:
    return Text(code="text.literal", args={"value": str(value)})
