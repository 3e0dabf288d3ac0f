"""What is settled about visits before they are planned: the pins of a plan's data set.

Pins are data, so that other pins are another version of the data set, to be planned again.
"""

from collections.abc import Iterator

from pydantic import Field

from api.desk.asker import Asker
from api.desk.bases import Base, changeable, shown
from api.desk.lines import Name
from api.desk.versions import version
from api.store.datasets import Dataset
from models.base import Frozen, rebuilt
from models.issue import DataError, Issue
from models.pin import Pin
from models.problem import Problem
from models.text import Text
from planner.explain.contradiction import PLACE, contradictions


class PinChange(Frozen):
    """Pins that are added, each in place of another of its visit, and visits whose pins go.

    `keep` names visits of the plan that shall stay as they are.
    """

    pins: tuple[Pin, ...] = Field(default=(), max_length=1000)
    keep: tuple[Name, ...] = Field(default=(), max_length=1000, examples=[["regular-S001-03"]])
    remove: tuple[Name, ...] = Field(default=(), max_length=1000)


def listed(who: Asker, id_: str) -> tuple[Pin, ...]:
    """The pins of a plan's data set, as far as one sees the visits they are about."""
    base = shown(who, id_)
    return tuple(pin for pin in base.problem.pins if base.whole or not _sealed(base.problem, pin))


def check(who: Asker, id_: str, asked: PinChange) -> tuple[Pin, ...]:
    """The pins as they would be; nothing is kept.

    Raises
    ------
    Denial
        404, 403, 409 without a result, 422 for a plan of several offices.
    DataError
        With every pin that is unsound or contradicts rules or others.
    """
    return _changed(changeable(who, id_), asked).pins


def change(who: Asker, id_: str, asked: PinChange) -> tuple[Dataset, tuple[Pin, ...]]:
    """The version of a plan's data set with other pins, to be planned, and these.

    Raises
    ------
    Denial, DataError
        As for `check`.
    """
    base = changeable(who, id_)
    problem = _changed(base, asked)
    with who.world.store.writing() as session:
        made = version(session, who, base.row.dataset, problem, source="pins")
    return made, problem.pins


def _changed(base: Base, asked: PinChange) -> Problem:
    before, visits = base.problem.pin_by_visit, base.trial.visit
    issues = [*_strange(base, asked)]
    kept = [visits[name] for name in asked.keep if name in visits]
    fresh = {
        visit.id: Pin(
            visit=visit.id,
            start=visit.start,
            half=visit.half if visit.half_days == 1 else None,
            team=visit.team,
        )
        for visit in kept
    } | {pin.visit: pin for pin in asked.pins}
    stay = {name: pin for name, pin in before.items() if name not in {*asked.remove}}
    if issues:
        raise DataError(tuple(issues))
    problem = rebuilt(base.problem, pins=tuple((stay | fresh).values()))
    seed = base.plan.origin.seed if base.plan.origin else 0
    if found := tuple(contradictions(problem, seed)):
        raise DataError(found)
    return problem


def _strange(base: Base, asked: PinChange) -> Iterator[Issue]:
    """What pins name that is not there."""
    for name in asked.keep:
        if name not in base.trial.visit:
            yield _issue(name, "visit")
    for name in asked.remove:
        if name not in base.problem.pin_by_visit:
            yield _issue(name, "none")
    named = [*asked.keep, *asked.remove, *(pin.visit for pin in asked.pins)]
    for name in dict.fromkeys(name for name in named if named.count(name) > 1):
        yield _issue(name, "twice")
    for pin in asked.pins:
        if pin.start is not None and pin.start.year != base.problem.year:
            yield _issue(pin.visit, "year")
        for person in pin.team or ():
            if person not in base.problem.inspector_by_id:
                yield _issue(person, "inspector")


def _issue(found: str, code: str) -> Issue:
    return Issue(place=PLACE, found=found, text=Text(code=f"pin_asked.{code}"))


def _sealed(problem: Problem, pin: Pin) -> bool:
    return any(
        programme.sealed and pin.visit.startswith(f"{programme.id}-")
        for programme in problem.programmes
    )
