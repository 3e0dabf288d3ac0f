"""What the caller chooses about a planning run, and what it hears meanwhile."""

from collections.abc import Callable

from pydantic import Field

from models.base import Frozen


class Options(Frozen):
    """`time_limit_s` bounds the whole run. `deterministic` stops solvers on deterministic limits
    with one worker each, so that equal input gives equal bytes. `workers` are CP-SAT workers; fewer
    than 8 run no LP worker and are far slower, on two cores too. `gap` is the relative distance
    from the proven bound at which teams and days are not searched any further. `margin_days` keeps
    back the last so many possible days of each visit, as long as no visit is left out for that.
    """

    time_limit_s: float = Field(default=60, gt=0)
    gap: float = Field(default=0.005, ge=0, le=1)
    seed: int = Field(default=0, ge=0, lt=2**31)
    deterministic: bool = False
    workers: int = Field(default=8, ge=1, le=64)
    margin_days: int = Field(default=0, ge=0, le=60)


class Progress(Frozen):
    """Where a run is: the stage, the level it minimises, best objective and bound so far."""

    stage: str
    level: str = ""
    objective: float | None = None
    bound: float | None = None
    done: bool = False


Listener = Callable[[Progress], None]
Stop = Callable[[], bool]
