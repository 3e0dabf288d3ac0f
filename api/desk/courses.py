"""How the solving of a plan went, as far as somebody looked on: objectives and their bounds.

The ledger holds where a plan is, not how it got there; what was seen is kept in memory for a while.
"""

import threading
from collections.abc import Mapping

from api.desk import plans
from api.desk.asker import Asker
from api.desk.exports import opened
from api.desk.plans import PartStatus, Status
from api.store import regions
from models.base import Frozen
from models.plan import AnnualPlan, StageFigure

MOST_POINTS = 4000
"""Of one plan; then the older half goes."""


class Point(Frozen):
    """Where a part was, so many seconds after the plan was begun."""

    seconds: float
    part: str
    stage: str
    level: str
    objective: float | None
    bound: float | None
    gap: float | None


class Course(Frozen):
    """Where a plan is, and what was seen of its way there, oldest first.

    `offices` are the names of the parts that were seen, by key.
    """

    status: Status
    points: tuple[Point, ...]
    offices: Mapping[str, str]


class Seen:
    """What was seen of one plan."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._points: list[Point] = []
        self._last: dict[str, PartStatus] = {}

    def note(self, parts: tuple[PartStatus, ...], seconds: float) -> tuple[Point, ...]:
        """Note what is new; all that was seen."""
        with self._lock:
            for one in parts:
                if one.stage and self._last.get(one.part) != one:
                    self._last[one.part] = one
                    self._points.append(Point(seconds=seconds, **one.model_dump()))
            if len(self._points) > MOST_POINTS:
                del self._points[: MOST_POINTS // 2]
            return tuple(self._points)


def course(who: Asker, id_: str) -> Course:
    """Where a plan is now, with what anybody saw of it since the service began.

    Raises
    ------
    Denial
        404 without such a plan.
    """
    view = plans.get(who, id_)
    status = plans.progress(who.world.store, id_)
    seen = who.world.held.get(("course", id_), Seen)
    since = view.started or view.created
    points = seen.note(status.parts, max(0.0, (who.by.now - since).total_seconds()))
    with who.world.store.reading() as session:
        names = regions.names(session)
    keys = dict.fromkeys(point.part for point in points)
    return Course(status=status, points=points, offices={key: _name(key, names) for key in keys})


def proof(who: Asker, id_: str) -> tuple[StageFigure, ...]:
    """How good each level of each stage was proven to be; of several offices there is no one proof.

    Raises
    ------
    Denial
        404 without such a plan, 409 when it has no result.
    """
    plan = opened(who, id_).plan
    return plan.stages if isinstance(plan, AnnualPlan) else ()


def _name(key: str, names: Mapping[str, str]) -> str:
    region, _, task = key.partition("-")
    name = names.get(region, region)
    return f"{name} · {task}" if task else name
