"""Templates: overlays with a number to be filled in."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from models.overlay import BLANK, Overlay
from scenarios.issues import Issues
from scenarios.overlay.site import Site


def has_blank(value: object) -> bool:
    """Whether a number still has to be filled in somewhere in a change."""
    if isinstance(value, Mapping):
        return any(map(has_blank, value.values()))
    if isinstance(value, tuple):
        return any(map(has_blank, value))
    fields = getattr(type(value), "model_fields", None)
    return any(has_blank(getattr(value, f)) for f in fields) if fields else value == BLANK


def is_template(overlay: Overlay) -> bool:
    """Whether the overlay has a number to be filled in."""
    return any(map(has_blank, overlay.changes))


def filled(overlay: Overlay, x: float) -> Overlay:
    """The template with one number in all its blanks.

    Raises
    ------
    DataError
        When a change does not take this number.
    """
    issues = Issues()
    changes: list[Any] = []
    for n, change in enumerate(overlay.changes):
        values = {name: getattr(change, name) for name in type(change).model_fields}
        try:
            changes.append(type(change).model_validate(_replaced(values, x)))
        except ValidationError as error:
            lines = overlay.lines[n] if overlay.lines else {}
            site = Site(overlay.place or overlay.name, n + 1, lines, issues)
            site.refused(error, type(change))
    issues.stop_if_any()
    return overlay.model_copy(update={"changes": tuple(changes)})


def _replaced(value: object, number: float) -> object:
    if isinstance(value, Mapping):
        return {key: _replaced(inner, number) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(_replaced(item, number) for item in value)
    return number if value == BLANK else value
