"""What is settled about visits before they are planned: the pins of a plan's data set.

Pins are data, so that other pins are another version of the data set, to be planned again.
"""

from collections.abc import Collection, Iterator

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
from planner.tiers import Offices, share
from planner.tiers.ledger import Ledger
from planner.tiers.share import unshared_pins


class PinChange(Frozen):
    """Pins that are added, each in place of another of its visit, and visits whose pins go.

    `keep` names visits of the plan that shall stay as they are. Of a plan of several offices
    `office` is the key of the part that makes them all.
    """

    pins: tuple[Pin, ...] = Field(default=(), max_length=1000)
    keep: tuple[Name, ...] = Field(default=(), max_length=1000, examples=[["regular-S001-03"]])
    remove: tuple[Name, ...] = Field(default=(), max_length=1000)
    office: Name | None = Field(default=None, examples=["510499"])


def listed(who: Asker, id_: str, office: str | None = None) -> tuple[Pin, ...]:
    """The pins of a plan's data set, as far as one sees the visits they are about.

    Parameters
    ----------
    office
        The key of a part of a plan of several offices: those of its visits.
    """
    base = shown(who, id_, office)
    return tuple(pin for pin in base.problem.pins if base.whole or not _sealed(base.problem, pin))


def check(who: Asker, id_: str, asked: PinChange) -> tuple[Pin, ...]:
    """The pins as they would be; nothing is kept.

    Raises
    ------
    Denial
        404, 403, 409 without a result, 422 when a part must be named.
    DataError
        With every pin that is unsound or contradicts rules or others.
    """
    return _changed(changeable(who, id_, asked.office), asked).pins


def change(who: Asker, id_: str, asked: PinChange) -> tuple[Dataset, tuple[Pin, ...]]:
    """The version of a plan's data set with other pins, to be planned, and these.

    Raises
    ------
    Denial, DataError
        As for `check`.
    """
    base = changeable(who, id_, asked.office)
    problem = _changed(base, asked)
    with who.world.store.writing() as session:
        made = version(session, who, base.row.dataset, problem, source="pins")
    return made, problem.pins


def _changed(base: Base, asked: PinChange) -> Problem:
    data = base.made.problem
    before, visits = data.pin_by_visit, base.trial.visit
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
    problem = rebuilt(data, pins=tuple((stay | fresh).values()))
    seed = base.plan.origin.seed if base.plan.origin else 0
    if found := tuple(contradictions(_judged(base, problem, fresh), seed)):
        raise DataError(found)
    return problem


def _judged(base: Base, problem: Problem, fresh: Collection[str]) -> Problem:
    """The data on which pins are judged: of several offices the share before anybody has planned.

    Raises
    ------
    DataError
        With every pin of a visit that the office does not make, or of people it cannot send.
    """
    if base.key is None:
        return problem
    offices = Offices(problem)
    if issues := unshared_pins(offices):
        raise DataError(issues)
    task = next(task for task in offices.tasks if task.key == base.key)
    before = Ledger(offices, offices.tasks).before(task)
    own = share(offices, task, before, base.plan.rotations or ())
    if elsewhere := tuple(name for name in fresh if name not in own.pin_by_visit):
        raise DataError(tuple(_issue(name, "elsewhere") for name in elsewhere))
    return own


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
            if person not in base.made.problem.inspector_by_id:
                yield _issue(person, "inspector")


def _issue(found: str, code: str) -> Issue:
    return Issue(place=PLACE, found=found, text=Text(code=f"pin_asked.{code}"))


def _sealed(problem: Problem, pin: Pin) -> bool:
    return any(
        programme.sealed and pin.visit.startswith(f"{programme.id}-")
        for programme in problem.programmes
    )
