"""How a plan bears a year that goes otherwise (稳健性): leave, closed schools, bad weather."""

from pydantic import Field

from models.base import Frozen


class Hazards(Frozen):
    """What goes otherwise in a random year; settings of the office, no policy has numbers for them.

    Spells of leave of a person, closures of a target and of a whole region of the lowest level come
    so often a year, each at any time, and last so many calendar days on the average.
    """

    leave_a_year: float = Field(default=1.0, ge=0, le=50)
    leave_days: float = Field(default=3.0, ge=1, le=366)
    closures_a_year: float = Field(default=0.2, ge=0, le=50)
    closure_days: float = Field(default=2.0, ge=1, le=366)
    weather_a_year: float = Field(default=0.5, ge=0, le=50)
    weather_days: float = Field(default=1.5, ge=1, le=366)


class YearOutcome(Frozen):
    """One random year: visits that could not be made as planned, and what became of them.

    A visit hit again after it was moved counts once. `stand_in`: on its day by another team;
    `moved`: by its team on another day; `both`: by another team on another day; `lost`: not at all,
    unless visits that nothing happened to were moved too.
    """

    hit: int = Field(ge=0)
    stand_in: int = Field(ge=0)
    moved: int = Field(ge=0)
    both: int = Field(ge=0)
    lost: int = Field(ge=0)


class Spread(Frozen):
    """How a figure varies over the years."""

    mean: float
    median: float
    p95: float
    most: float


class Share(Frozen):
    """A share of the years, and its interval of 95 % (Wilson's score)."""

    share: float
    least: float
    most: float


class Weakness(Frozen):
    """How many times, over all years, something was `hit`, and `lost` in the end."""

    id: str
    hit: int
    lost: int


class Robustness(Frozen):
    """What random years do to a plan.

    `touched` are years in which some visit could not be made as planned, `failing` those in which
    one was lost. `visits` and `people` are the weakest: those lost most often, and those whose
    absence lost most. `unjudged` visits of the plan are not among those due and were left alone.
    """

    runs: int = Field(ge=1)
    seed: int
    hazards: Hazards
    planned: int
    unjudged: int
    touched: Share
    failing: Share
    hit: Spread
    stand_in: Spread
    moved: Spread
    both: Spread
    lost: Spread
    visits: tuple[Weakness, ...]
    people: tuple[Weakness, ...]
    years: tuple[YearOutcome, ...]
