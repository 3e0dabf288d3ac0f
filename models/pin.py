"""Pins (固定安排): what the office has settled about a visit before it is planned."""

from datetime import date

from pydantic import model_validator

from models.base import Frozen
from models.plan import Half


class Pin(Frozen):
    """A visit that is due keeps this day, this team, or both.

    `visit` is its id as plans show it: the programme's id, the target's and what tells several
    visits of a year apart, with hyphens between. `start` is its first day, `half` the half of it;
    the team is exactly `team`. What is None the planner chooses.
    """

    visit: str
    start: date | None = None
    half: Half | None = None
    team: tuple[str, ...] | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _sound(self) -> "Pin":
        if self.start is None and not self.team:
            raise ValueError("a pin states a day or a team")
        if self.start is None and self.half is not None:
            raise ValueError("a pin states a half of a day but no day")
        if self.team is not None and len(set(self.team)) < len(self.team):
            raise ValueError("a pin names a member twice")
        return self

    def may_name(self, programme: str, target: str) -> bool:
        """Whether `visit` reads like a visit of this programme to this target."""
        whole = f"{programme}-{target}"
        return self.visit == whole or self.visit.startswith(f"{whole}-")
