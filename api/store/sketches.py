"""What of each part of a finished plan is drawn on a map, and its journeys, beside the whole plan.

The JSON of a province's plan has some fifty megabytes, of which reading takes seconds; what a map
needs of it is a twentieth.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from api.store.tables import SketchRow
from models.plan import AnnualPlan
from models.tiers import TieredPlan

_GROUND: dict[str, Any] = {
    "zones": True,
    "left_out": {"__all__": {"target", "programmes"}},
    "selected": {"__all__": {"programme", "target", "score"}},
    "rotations": {"__all__": {"programme", "batches"}},
}
_JOURNEYS: dict[str, Any] = {"trips": True, "milestones": True}


@dataclass(frozen=True)
class Sketch:
    """A part of a plan: `office` makes the visits from number `first` to `last`.

    `content` has what was asked for as it stands in the part's JSON: zones, visits left out, the
    targets chosen by risk and rotations (`ground`), or trips and milestones (`journeys`).
    """

    key: str
    office: str
    first: int
    last: int
    content: Mapping[str, Any] = field(hash=False)


def of_plan(plan: TieredPlan) -> tuple[dict[str, Any], ...]:
    """The rows of a plan's parts, in order."""
    return tuple(_of_parts(plan))


def _of_parts(plan: TieredPlan) -> Iterator[dict[str, Any]]:
    last = 0
    for number, one in enumerate(plan.offices):
        first, last = last + 1, last + len(one.plan.visits)
        yield {
            "key": one.key,
            "number": number,
            "office": one.office,
            "first": first,
            "last": last,
            "ground": _json(one.plan, _GROUND),
            "journeys": _json(one.plan, _JOURNEYS),
        }


def fill(session: Session, plan: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the rows of a plan anew; see `of_plan`."""
    session.execute(delete(SketchRow).where(SketchRow.plan == plan))
    if told := [{"plan": plan, **row} for row in rows]:
        session.execute(insert(SketchRow), told)


def grounds(
    session: Session, plan: str, offices: Collection[str] | None = None
) -> tuple[Sketch, ...]:
    """What a map draws of the parts of a plan, in order; of some offices."""
    which = () if offices is None else (SketchRow.office.in_(sorted(offices)),)
    return _read(session, plan, SketchRow.ground, *which)


def journeys(session: Session, plan: str, numbers: Collection[int]) -> tuple[Sketch, ...]:
    """Trips and milestones of the parts in which visits have these numbers, in order."""
    query = select(SketchRow.key, SketchRow.first, SketchRow.last).where(SketchRow.plan == plan)
    wanted = set(numbers)
    keys = [
        key
        for key, first, last in session.execute(query)
        if not wanted.isdisjoint(range(first, last + 1))
    ]
    return _read(session, plan, SketchRow.journeys, SketchRow.key.in_(keys))


def _read(
    session: Session, plan: str, content: Any, *which: ColumnElement[bool]
) -> tuple[Sketch, ...]:
    shown = (SketchRow.key, SketchRow.office, SketchRow.first, SketchRow.last, content)
    query = select(*shown).where(SketchRow.plan == plan, *which).order_by(SketchRow.number)
    return tuple(
        Sketch(key, office, first, last, from_json(text))
        for key, office, first, last, text in session.execute(query)
    )


def _json(plan: AnnualPlan, which: dict[str, Any]) -> str:
    return plan.model_dump_json(include=which)
