"""What every type of the domain shares: immutable, closed to unknown fields, rebuilt to change."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict

Whole = TypeVar("Whole", bound=BaseModel)


class Frozen(BaseModel):
    """A value that never changes after it was made; an unknown field is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def rebuilt(whole: Whole, **values: object) -> Whole:
    """The same with some values new, validated, and without anything computed before.

    Raises
    ------
    ValidationError
        When the type does not admit of them; `model_copy` would let them pass.
    """
    fields = {name: getattr(whole, name) for name in type(whole).model_fields}
    return type(whole)(**fields | values)
