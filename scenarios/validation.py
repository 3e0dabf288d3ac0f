"""Refusals of the domain's types, told as issues: which file, which key or cell, and why."""

import typing
from collections.abc import Container, Iterable, Mapping
from enum import EnumMeta

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from models.programme import MONTH_DAY
from models.text import Text
from scenarios.issues import Issues
from scenarios.records import Record

_CODES = {
    "greater_than_equal": "at_least",
    "greater_than": "more_than",
    "less_than_equal": "at_most",
    "less_than": "less_than",
    "missing": "required",
    "extra_forbidden": "key_unknown",
    "enum": "value_unknown",
    "literal_error": "value_unknown",
    "string_type": "text_wanted",
    "string_too_short": "required",
    "string_too_long": "text_too_long",
    "tuple_type": "list_wanted",
    "too_short": "list_empty",
    "too_long": "list_too_long",
    "model_type": "table_wanted",
    "dict_type": "table_wanted",
    "bool_type": "flag_wanted",
    "bool_parsing": "flag_wanted",
}
GENERAL = "data.refused"
"""The reason that stands for all that have no words of their own."""

_PREFIXES = (("int", "integer"), ("float", "number"), ("date", "date"))


def reason(detail: ErrorDetails) -> Text:
    """Why a value was refused; the value itself is not told."""
    return Text(code=f"data.{_code(detail)}", args=_limits(detail))


def note_record(error: ValidationError, record: Record, issues: Issues, *, only: str = "") -> None:
    """Issues of a record that one of the domain's types refused; of one field with `only`."""
    for detail in error.errors():
        fields = [part for part in detail["loc"] if isinstance(part, str) and part in record.values]
        name = fields[-1] if fields else _field(detail)
        if only not in ("", name):
            continue
        issues.add(
            record.place,
            _code(detail),
            record.row,
            record.header(name),
            found=record.found.get(name, ""),
            args=_limits(detail),
        )


def note_strange(record: Record, known: Container[str], kind: str, issues: Issues) -> bool:
    """Whether a record fills only what its kind knows; a cell that only others have is an issue."""
    strange = [name for name in record.values if name not in known]
    for name in strange:
        issues.add(
            record.place,
            "not_for_kind",
            record.row,
            record.header(name),
            found=record.found.get(name, ""),
            kind=kind,
        )
    return not strange


def note_table(
    error: ValidationError,
    place: str,
    model: type[BaseModel],
    issues: Issues,
    *,
    prefix: str = "",
    cell: tuple[int | None, str] | None = None,
) -> None:
    """Issues of a TOML table that one of the domain's types refused, by the path of the key.

    Parameters
    ----------
    prefix
        Path of the table in its file.
    cell
        Row and header of the cell that holds the table, when it does not lie in a file.
    """
    for detail in error.errors():
        code = _code(detail)
        found = "" if code == "required" else _shown(detail["input"])
        suggestion = ""
        if code == "key_unknown":
            found = str(detail["loc"][-1])
            suggestion = issues.nearest(found, _keys(model, detail["loc"][:-1]))
        elif code == "value_unknown":
            allowed = str(_limits(detail)["allowed"]).replace("'", "").split(", ")
            suggestion = issues.nearest(found, allowed)
        row, column = cell or (None, _path(detail["loc"], prefix))
        issues.add(
            place, code, row, column, found=found, suggestion=suggestion, args=_limits(detail)
        )


def _field(detail: ErrorDetails) -> str:
    names = [part for part in detail["loc"] if isinstance(part, str)]
    return names[-1] if names else ""


def _code(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind == "string_pattern_mismatch":
        return "pattern" if detail.get("ctx", {}).get("pattern") == MONTH_DAY else "form"
    if kind in _CODES:
        return _CODES[kind]
    if kind == "value_error":
        return _code_of_rule(str(detail.get("ctx", {}).get("error", "")))
    return next((code for start, code in _PREFIXES if kind.startswith(start)), "refused")


def _code_of_rule(message: str) -> str:
    """The code for a rule that a type of the domain states by itself."""
    if message.startswith("clauses used but not listed"):
        return "clauses_unlisted"
    if "before it starts" in message:
        return "ends_before_start"
    if message.startswith("interval_days"):
        return "interval_twice"
    if message.startswith("least_days is more"):
        return "gaps_crossed"
    if message.startswith("a limit of work needs"):
        return "limit_span"
    if message.startswith("a need without"):
        return "need_empty"
    if message.startswith("a need of at_most"):
        return "need_crossed"
    if message.startswith("a sealed programme"):
        return "sealed_unfit"
    if message.startswith("phase "):
        return "phase_unfit"
    if message.startswith(("month must", "day is out", "day ")):
        return "date_impossible"
    return "refused"


def _limits(detail: ErrorDetails) -> Mapping[str, str | int | float]:
    """Figures and names that the message of the code speaks of."""
    context = detail.get("ctx", {})
    if "max_length" in context:
        return {"limit": context["max_length"]}
    for key in ("ge", "gt", "le", "lt"):
        if key in context:
            return {"limit": context[key]}
    if "expected" in context:
        return {"allowed": str(context["expected"]).replace(" or ", ", ")}
    message = str(context.get("error", ""))
    if message.startswith("clauses used but not listed"):
        return {"clauses": message.partition(": ")[2]}
    return {}


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _path(loc: Iterable[int | str], prefix: str) -> str:
    path = prefix
    for part in loc:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def _keys(model: type[BaseModel], loc: Iterable[int | str]) -> list[str]:
    """The keys that the table at this path may hold; empty when the path leads out of the types."""
    current: object = model
    for part in loc:
        if isinstance(part, str):
            fields = _by_key(current)
            if part not in fields:
                return []
            current = _model_in(fields[part].annotation)
    return [*_by_key(current)]


def _by_key(model: object) -> Mapping[str, FieldInfo]:
    """The fields of a type by the keys that state them."""
    fields: Mapping[str, FieldInfo] = getattr(model, "model_fields", {})
    return {field.alias or name: field for name, field in fields.items()}


def _model_in(annotation: object) -> object:
    if isinstance(annotation, EnumMeta) or not typing.get_args(annotation):
        return annotation
    inner = [_model_in(argument) for argument in typing.get_args(annotation)]
    return next((i for i in inner if hasattr(i, "model_fields")), annotation)
