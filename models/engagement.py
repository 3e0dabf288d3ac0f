"""Engagements (外部任务): visits that another office makes in the planned year."""

from datetime import date, timedelta

from pydantic import Field, model_validator

from models.base import Frozen
from models.plan import Half
from models.programme import ProgrammeKind


class Engagement(Frozen):
    """A visit of another office that takes this office's people or comes to its target.

    `office` is the id of a region, or any other name of that office; `target` is empty when it is
    none of the problem's, and `team` holds the problem's people alone. It runs like a visit of the
    plan: a longer one starts in the morning and takes consecutive days.
    """

    id: str
    office: str
    target: str = ""
    kind: ProgrammeKind
    start: date
    half: Half = Half.AM
    half_days: int = Field(ge=1)
    team: tuple[str, ...] = ()

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + timedelta((self.half_days + 1) // 2 - 1)

    @model_validator(mode="after")
    def _sound(self) -> "Engagement":
        if self.half is Half.PM and self.half_days > 1:
            raise ValueError("an engagement of more than a half-day starts in the morning")
        if len(set(self.team)) < len(self.team):
            raise ValueError("an engagement names a member twice")
        return self
