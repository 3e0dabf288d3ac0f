"""Visits as the checks see them."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.engagement import Engagement
from models.inspector import Inspector
from models.plan import Half, Visit
from models.programme import Programme, ProgrammeKind
from models.target import Target


@dataclass(frozen=True, slots=True)
class Row:
    """A visit with everything it names that the problem knows.

    `target` is None when unknown; `programmes` and `members` hold the known ones, each once;
    `days` is empty when the visit does not lie within the planned year.
    """

    visit: Visit
    target: Target | None
    programmes: tuple[Programme, ...]
    members: tuple[Inspector, ...]
    kind: ProgrammeKind
    days: tuple[date, ...]

    @property
    def programmes_known(self) -> bool:
        """Whether the problem knows all programmes of the visit, and there are any."""
        named = self.visit.programmes
        return bool(named) and len(self.programmes) == len(set(named))

    @property
    def team_known(self) -> bool:
        """Whether the problem knows all members of the team, and there are any."""
        return bool(self.members) and len(self.members) == len(set(self.visit.team))

    @property
    def leading_programme(self) -> Programme | None:
        """The programme that gives the visit its kind and team rule; None when unknown."""
        if self.programmes and self.programmes[0].id == self.visit.programmes[0]:
            return self.programmes[0]
        return None

    def halves(self) -> list[tuple[date, Half]]:
        """The half-days that the visit takes."""
        if self.visit.half_days == 1:
            return [(day, self.visit.half) for day in self.days]
        taken = [(day, half) for day in self.days for half in Half]
        return taken[: self.visit.half_days]


def halves_of(engagement: Engagement) -> list[tuple[date, Half]]:
    """The half-days that an engagement takes."""
    if engagement.half_days == 1:
        return [(engagement.start, engagement.half)]
    numbers = range(engagement.half_days)
    return [(engagement.start + timedelta(n // 2), (Half.AM, Half.PM)[n % 2]) for n in numbers]


@dataclass(frozen=True, slots=True)
class Place:
    """A row whose target is known."""

    row: Row
    target: Target
