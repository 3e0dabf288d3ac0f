"""Plans from submission to result."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.jobs.port import FOLLOWERS, OPEN, State, may_follow
from api.store import datasets, trail
from api.store.by import By
from api.store.columns import canonical
from api.store.found import found
from api.store.refusals import Refused, missing
from api.store.stored import Stored
from api.store.tables import DatasetRow, OfficeRow, PlanRow
from models.text import Text

_WITH_RESULT = {State.COMPLETED, State.INCOMPLETE, State.COMPUTED}


class Kind(StrEnum):
    """How a plan comes about: from data alone, by replanning another, or by hand from another."""

    PLAN = "plan"
    REPLAN = "replan"
    EDIT = "edit"


class Plan(Stored):
    """A plan that was asked for, without its contents.

    `key` is the idempotency key of the request. `total` is of how many parts it consists, 0 before
    it is begun. `stopping`: it shall end with the best found so far. `figures` are of the result;
    `published`: since when others may read it. `base` is the plan that it changes.
    """

    id: str
    dataset: str
    name: str
    office: str
    state: State
    options: dict[str, Any]
    author: str
    key: str | None
    total: int
    stopping: bool
    failure: Text | None
    figures: dict[str, Any]
    created: datetime
    scheduled: datetime | None
    started: datetime | None
    active: datetime | None
    ended: datetime | None
    published: datetime | None
    kind: Kind
    base: str | None


@dataclass(frozen=True)
class Solved:
    """How long a plan took, in seconds, and the largest gap of its levels, if it was noted."""

    seconds: float
    gap: float | None


def submit(
    session: Session,
    by: By,
    dataset: str,
    options: Mapping[str, Any],
    *,
    name: str = "",
    key: str | None = None,
    kind: Kind = Kind.PLAN,
    base: str | None = None,
    course: Mapping[str, Any] | None = None,
) -> tuple[Plan, bool]:
    """A new plan of a data set, which is frozen by it; and whether it is new.

    The same key from the same account with the same request gives the plan it gave before.

    Parameters
    ----------
    base
        The plan that it changes.
    course
        What is to be changed, as its kind has it.

    Raises
    ------
    Refused
        `missing` without such a data set; `reused` when the key came with another request.
    """
    asked = [dataset, options, name, kind, base, course]
    request = hashlib.sha256(canonical(asked).encode()).hexdigest()
    if key is not None and (before := _of_key(session, by.account, key)):
        return _same(before, request), False
    used = datasets.get(session, dataset)
    row = PlanRow(
        id=by.new_id(),
        dataset=dataset,
        name=name or used.name,
        office=used.office,
        state=State.DATASET_CREATED,
        options=dict(options),
        author=by.account,
        key=key,
        request=request,
        total=0,
        stopping=False,
        failure=None,
        figures={},
        created=by.now,
        kind=kind,
        base=base,
        course=None if course is None else dict(course),
        content=None,
        changes=None,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        before = _of_key(session, by.account, key) if key is not None else None
        if before is None:
            raise
        return _same(before, request), False
    datasets.freeze(session, by, dataset)
    told = {"dataset": dataset} if base is None else {"dataset": dataset, "base": base}
    trail.note(session, by, "plan.submitted", row.id, row.office, told)
    return Plan.of(row), True


def advance(
    session: Session, by: By, id_: str, to: State, only_from: Collection[State] | None = None
) -> State:
    """Bring a plan into a state if it may follow, and if it is in one of `only_from`.

    Returns the state it is in now; the first time it comes there is noted.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = _locked(session, id_)
    now = State(row.state)
    if not may_follow(now, to) or (only_from is not None and now not in only_from):
        return now
    _enter(session, by, row, to)
    return to


def conclude(
    session: Session,
    by: By,
    id_: str,
    to: State,
    content: str | None,
    *,
    figures: Mapping[str, Any] | None = None,
    failure: Text | None = None,
    changes: str | None = None,
) -> bool:
    """Keep a result, as JSON, and move the plan to its state, both or neither; whether it was so.

    Parameters
    ----------
    changes
        In what it differs from its base, and why, as JSON.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = _locked(session, id_)
    if not may_follow(State(row.state), to):
        return False
    row.content, row.changes, row.figures = content, changes, dict(figures or {})
    row.failure = failure.model_dump(mode="json") if failure else None
    _enter(session, by, row, to)
    return True


def outline(session: Session, id_: str, total: int) -> None:
    """Note of how many parts a plan consists.

    Raises
    ------
    Refused
        When it is missing.
    """
    _locked(session, id_).total = total
    session.flush()


def stop(session: Session, by: By, id_: str) -> Plan:
    """Ask that a plan end with the best found so far; without effect when it has ended."""
    row = _locked(session, id_)
    if not is_final(State(row.state)) and not row.stopping:
        row.stopping = True
        session.flush()
        trail.note(session, by, "plan.stopping", id_, row.office)
    return Plan.of(row)


def is_stopping(session: Session, id_: str) -> bool:
    """Whether it was asked to end; workers ask this every second, so nothing else is read.

    Raises
    ------
    Refused
        When it is missing.
    """
    stopping = session.execute(select(PlanRow.stopping).where(PlanRow.id == id_)).scalar()
    if stopping is None:
        raise missing("plan", id_)
    return stopping


def publish(session: Session, by: By, id_: str) -> Plan:
    """Let others read a plan that is complete; feeds show the office's last one published.

    Raises
    ------
    Refused
        `state` when it has no result, or `missing`.
    """
    row = _locked(session, id_)
    if State(row.state) not in _WITH_RESULT or row.content is None:
        raise Refused("state", what=row.state)
    row.published = by.now
    session.flush()
    trail.note(session, by, "plan.published", id_, row.office)
    return Plan.of(row)


def get(session: Session, id_: str) -> Plan:
    """One plan.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = found(session, PlanRow, id_, "plan")
    return Plan.of(row)


def content_of(session: Session, id_: str) -> str | None:
    """The result as JSON; None while there is none."""
    return session.execute(select(PlanRow.content).where(PlanRow.id == id_)).scalar()


def changes_of(session: Session, id_: str) -> str | None:
    """In what it differs from its base, and why, as JSON; None when it has none or no result."""
    return session.execute(select(PlanRow.changes).where(PlanRow.id == id_)).scalar()


def course_of(session: Session, id_: str) -> Mapping[str, Any] | None:
    """What of its base was to be changed; None when it has none."""
    return session.execute(select(PlanRow.course).where(PlanRow.id == id_)).scalar()


def listed(
    session: Session,
    *,
    offices: Iterable[str] | None = None,
    dataset: str | None = None,
    states: Iterable[State] | None = None,
    before: str | None = None,
    limit: int = 50,
    parts: bool = False,
    made_for: str | None = None,
    named: str = "",
) -> tuple[Plan, ...]:
    """Plans, the newest first, from before an id on; of some offices, a data set, some states.

    Parameters
    ----------
    parts
        Published plans of others in which one of the offices has a part are listed too.
    made_for
        Only plans of this office.
    named
        Only those that have this in their names, or whose data sets do.
    """
    query = select(PlanRow).order_by(PlanRow.id.desc()).limit(limit)
    if offices is not None:
        own = tuple(offices)
        theirs: ColumnElement[bool] = PlanRow.office.in_(own)
        if parts:
            part = exists().where(OfficeRow.plan == PlanRow.id, OfficeRow.office.in_(own))
            theirs = theirs | (PlanRow.published.is_not(None) & part)
        query = query.where(theirs)
    if made_for is not None:
        query = query.where(PlanRow.office == made_for)
    if dataset is not None:
        query = query.where(PlanRow.dataset == dataset)
    if named:
        data = DatasetRow.name.icontains(named, autoescape=True)
        of_such = exists().where(DatasetRow.id == PlanRow.dataset, data)
        query = query.where(PlanRow.name.icontains(named, autoescape=True) | of_such)
    if states is not None:
        query = query.where(PlanRow.state.in_(tuple(states)))
    if before is not None:
        query = query.where(PlanRow.id < before)
    return tuple(Plan.of(row) for row in session.scalars(query))


def last_published(session: Session, office: str, above: Collection[str] = ()) -> Plan | None:
    """The plan that was published last among those of an office.

    Parameters
    ----------
    above
        Plans of these offices count too when the office has a part in them.
    """
    part = exists().where(OfficeRow.plan == PlanRow.id, OfficeRow.office == office)
    theirs = (PlanRow.office == office) | (PlanRow.office.in_(sorted(above)) & part)
    query = select(PlanRow).where(theirs, PlanRow.published.is_not(None))
    newest = query.order_by(PlanRow.published.desc(), PlanRow.id.desc()).limit(1)
    row = session.scalars(newest).first()
    return None if row is None else Plan.of(row)


def under_way(session: Session) -> tuple[str, ...]:
    """The plans that are queued or being solved, the oldest first."""
    query = select(PlanRow.id).where(PlanRow.state.in_(tuple(OPEN))).order_by(PlanRow.id)
    return tuple(session.scalars(query))


def count_by_state(session: Session) -> Mapping[State, int]:
    """How many plans are in each state that any is in."""
    query = select(PlanRow.state, func.count()).group_by(PlanRow.state)
    return {State(state): count for state, count in session.execute(query)}


def count_open(session: Session) -> int:
    """How many plans are queued or being solved."""
    query = select(func.count()).where(PlanRow.state.in_(tuple(OPEN)))
    return session.execute(query).scalar_one()


def solved(session: Session) -> tuple[Solved, ...]:
    """How long each complete plan took, and its gap, the oldest first."""
    query = select(PlanRow.started, PlanRow.ended, PlanRow.figures)
    rows = session.execute(query.where(PlanRow.state == State.COMPLETED).order_by(PlanRow.id))
    return tuple(
        Solved((ended - started).total_seconds(), figures.get("gap"))
        for started, ended, figures in rows
        if started is not None and ended is not None
    )


def is_final(state: State) -> bool:
    """Whether nothing follows."""
    return not FOLLOWERS[state]


def _enter(session: Session, by: By, row: PlanRow, to: State) -> None:
    row.state = to
    if to is State.SOLVING_SCHEDULED:
        row.scheduled = by.now
    if to is State.STARTED:
        row.started = by.now
    if to is State.ACTIVE:
        row.active = by.now
    if is_final(to):
        row.ended = by.now
    session.flush()
    trail.note(session, by, f"plan.{to.lower()}", row.id, row.office)


def _of_key(session: Session, account: str, key: str) -> PlanRow | None:
    query = select(PlanRow).where(PlanRow.author == account, PlanRow.key == key)
    return session.scalars(query).first()


def _same(before: PlanRow, request: str) -> Plan:
    if before.request != request:
        raise Refused("reused", key=before.key or "")
    return Plan.of(before)


def _locked(session: Session, id_: str) -> PlanRow:
    return found(session, PlanRow, id_, "plan", locked=True)
