"""Closures (停课): days on which one target cannot be visited."""

from datetime import date

from pydantic import model_validator

from models.base import Frozen


class Closure(Frozen):
    """Days, both ends included, on which nobody can visit the target, whatever the visit."""

    target: str
    start: date
    end: date
    reason: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Closure":
        if self.end < self.start:
            raise ValueError(f"closure of {self.target} ends {self.end} before it starts")
        return self
