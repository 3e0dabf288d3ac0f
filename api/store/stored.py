"""What the store hands out: values, apart from the database."""

from typing import Any, Self

from pydantic import ConfigDict

from models.base import Frozen


class Stored(Frozen):
    """A row as a value; large contents are asked for separately."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    @classmethod
    def of(cls, row: Any) -> Self:
        """The value of a row."""
        return cls.model_validate(row)
