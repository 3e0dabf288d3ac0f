"""What a difference between two plans is worth, by the intervals in which their optima lie.

A level of the objective is searched with the levels before it kept at the values they reached, for
the zones chosen before. So its interval from bound to objective holds the optimum only as long as
all of these are what they would be in an optimal plan too. A difference is called an effect only
where that is proven, or where it cannot matter; else it is conditional, and it says upon what.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.comparison import Judgement, Mark
from models.plan import StageFigure
from models.text import Text

NOISE = 1e-9
TRIPS, ZONING = "trips", "zoning"
Key = tuple[str, str]


@dataclass(frozen=True)
class Interval:
    """Where a figure of any optimal plan lies."""

    least: float
    most: float

    @property
    def proven(self) -> bool:
        """Whether it is one value."""
        return self.most - self.least <= NOISE

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        return self.least <= other.most + NOISE and other.least <= self.most + NOISE


@dataclass(frozen=True)
class Proof:
    """How good a plan was proven to be, level by level in their order.

    `zones` are the responsible inspectors by target. `mixed`: optional visits may be served along
    with mandatory ones. The levels of `several` offices are sums, and each office planned around
    those before it.
    """

    stages: tuple[StageFigure, ...]
    zones: Mapping[str, str]
    mixed: bool = False
    several: bool = False

    def interval(self, key: Key) -> Interval | None:
        """From bound to objective of a level; None when the plan has no such level."""
        return next((Interval(s.bound, s.objective) for s in self.stages if key_of(s) == key), None)

    def before(self, key: Key) -> tuple[StageFigure, ...]:
        """The levels before that one."""
        number = next((n for n, s in enumerate(self.stages) if key_of(s) == key), 0)
        return self.stages[:number]


def key_of(figure: StageFigure) -> Key:
    """What a level is called: its stage and its name in it."""
    return figure.stage, figure.level


def judged(old: Interval | None, new: Interval | None, because: Text | None = None) -> Judgement:
    """What the difference of two figures is worth, given where the optima lie.

    Parameters
    ----------
    because
        What the intervals are conditional upon; None when they hold for all optimal plans.
    """
    if old is None or new is None:
        return Judgement(mark=Mark.BY_PRODUCT)
    if old.proven and new.proven and old.meets(new):
        return Judgement(mark=Mark.NONE)
    if old.meets(new):
        return Judgement(mark=Mark.WITHIN_GAP)
    if because is None:
        return Judgement(mark=Mark.EFFECT)
    return Judgement(mark=Mark.CONDITIONAL, because=because)


def condition(old: Proof, new: Proof, key: Key) -> Text | None:
    """What the intervals of a level are conditional upon; None when they hold whatever happens.

    The first of: an earlier level that is not proven, other zones, the teams and days that trips
    are made of, several offices.
    """
    for proof in (old, new):
        for earlier in proof.before(key):
            if earlier.objective - earlier.bound > NOISE:
                return _because("open", earlier)
    if key[0] != ZONING and old.zones != new.zones:
        return Text(code="compare.because.zones")
    if key[0] == TRIPS:
        return Text(code="compare.because.tours")
    if old.several or new.several:
        return Text(code="compare.because.offices")
    return None


def _because(why: str, figure: StageFigure) -> Text:
    names = {
        "stage": Text(code=f"export.plan_stage.{figure.stage}"),
        "level": Text(code=f"export.plan_level.{figure.level}"),
    }
    return Text(code=f"compare.because.{why}", args=names)


def of_count(level: Interval | None, value: int, priorities: Sequence[float]) -> Interval | None:
    """How many visits an optimal plan leaves out, when it leaves out as much weight as that level.

    Each weighs at least the least and at most the greatest of the priorities. None when nothing is
    known, or when the plan's own number contradicts it.
    """
    if level is None:
        return None
    if not priorities:
        return Interval(value, value) if value == 0 else None
    fewest = max(math.ceil(level.least / max(priorities) - NOISE), int(level.least > NOISE))
    most = math.floor(level.most / min(priorities) + NOISE)
    return Interval(fewest, most) if fewest <= value <= most else None
