"""What draws chose, as the data of a plan tell it."""

from datetime import date

from models.base import Frozen


class DrawnTarget(Frozen):
    """A target that a draw chose for a programme, in the data of a plan.

    A part of a problem keeps all of them, also those of targets that it leaves out: a programme
    whose draw chose others has none there.
    `first` and `last` bound the visit to the days of the draw's campaign; `record` is the digest of
    the draw's record.
    """

    draw: str
    programme: str
    target: str
    first: date | None = None
    last: date | None = None
    record: str = ""
