"""Plans from submission to result."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.store import datasets, trail
from api.store.by import By
from api.store.columns import canonical
from api.store.refusals import Refused, missing
from api.store.states import NEXT, UNDER_WAY, State
from api.store.stored import Stored
from api.store.tables import PlanRow
from models.text import Text


class Plan(Stored):
    """A plan that was asked for, without its contents.

    `key` is the idempotency key of the request. `stopping`: it shall end with the best found so
    far. `figures` are of the best plan so far; `published`: since when others may read it.
    """

    id: str
    dataset: str
    name: str
    office: str
    state: State
    options: dict[str, Any]
    author: str
    key: str | None
    attempts: int
    stopping: bool
    worker: str
    failure: Text | None
    figures: dict[str, Any]
    created: datetime
    scheduled: datetime | None
    started: datetime | None
    active: datetime | None
    ended: datetime | None
    published: datetime | None


def submit(
    session: Session,
    by: By,
    dataset: str,
    options: Mapping[str, Any],
    *,
    name: str = "",
    key: str | None = None,
) -> tuple[Plan, bool]:
    """A new plan of a data set, which is frozen by it; and whether it is new.

    The same key from the same account with the same request gives the plan it gave before.

    Raises
    ------
    Refused
        `missing` without such a data set; `reused` when the key came with another request.
    """
    request = hashlib.sha256(canonical([dataset, options, name]).encode()).hexdigest()
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
        attempts=0,
        stopping=False,
        worker="",
        failure=None,
        figures={},
        created=by.now,
        content=None,
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
    trail.note(session, by, "plan.submitted", row.id, row.office, {"dataset": dataset})
    return Plan.of(row), True


def move(
    session: Session, by: By, id_: str, to: State, *, worker: str = "", failure: Text | None = None
) -> Plan:
    """Bring a plan into its next state; the first time it comes there is noted.

    Raises
    ------
    Refused
        `state` when that state cannot follow, or `missing`.
    """
    row = _locked(session, id_)
    if to not in NEXT[State(row.state)]:
        raise Refused("state", what=f"{row.state} → {to}")
    row.state = to
    row.worker = worker
    row.failure = failure.model_dump(mode="json") if failure else None
    if to is State.SOLVING_SCHEDULED:
        row.scheduled = row.scheduled or by.now
    if to is State.STARTED:
        row.attempts += 1
        row.started = row.started or by.now
    if to is State.ACTIVE:
        row.active = row.active or by.now
    if not NEXT[to]:
        row.ended = by.now
    session.flush()
    trail.note(session, by, f"plan.{to.lower()}", id_, row.office, {"attempt": row.attempts})
    return Plan.of(row)


def keep(session: Session, id_: str, content: str, figures: Mapping[str, Any]) -> None:
    """Keep the best plan so far, as JSON.

    Raises
    ------
    Refused
        `state` when the plan has ended: its result stands; or `missing`.
    """
    row = _locked(session, id_)
    if not NEXT[State(row.state)]:
        raise Refused("state", what=row.state)
    row.content, row.figures = content, dict(figures)
    session.flush()


def stop(session: Session, by: By, id_: str) -> Plan:
    """Ask that a plan end with the best found so far; without effect when it has ended."""
    row = _locked(session, id_)
    if NEXT[State(row.state)] and not row.stopping:
        row.stopping = True
        session.flush()
        trail.note(session, by, "plan.stopping", id_, row.office)
    return Plan.of(row)


def is_stopping(session: Session, id_: str) -> bool:
    """Whether it was asked to end; workers ask this every second, so nothing else is read."""
    return bool(session.execute(select(PlanRow.stopping).where(PlanRow.id == id_)).scalar())


def publish(session: Session, by: By, id_: str) -> Plan:
    """Let others read a plan that is complete; feeds show the office's last one published.

    Raises
    ------
    Refused
        `state` when it has no result, or `missing`.
    """
    row = _locked(session, id_)
    if State(row.state) not in {State.COMPLETED, State.INCOMPLETE, State.COMPUTED}:
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
    row = session.get(PlanRow, id_)
    if row is None:
        raise missing("plan", id_)
    return Plan.of(row)


def content_of(session: Session, id_: str) -> str | None:
    """The result, or the best so far, as JSON; None while there is none."""
    return session.execute(select(PlanRow.content).where(PlanRow.id == id_)).scalar()


def listed(
    session: Session,
    *,
    offices: Iterable[str] | None = None,
    dataset: str | None = None,
    states: Iterable[State] | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[Plan, ...]:
    """Plans, the newest first, from before an id on; of some offices, a data set, some states."""
    query = select(PlanRow).order_by(PlanRow.id.desc()).limit(limit)
    if offices is not None:
        query = query.where(PlanRow.office.in_(tuple(offices)))
    if dataset is not None:
        query = query.where(PlanRow.dataset == dataset)
    if states is not None:
        query = query.where(PlanRow.state.in_(tuple(states)))
    if before is not None:
        query = query.where(PlanRow.id < before)
    return tuple(Plan.of(row) for row in session.scalars(query))


def last_published(session: Session, office: str) -> Plan | None:
    """The plan of an office that was published last."""
    published = PlanRow.published.desc()
    query = select(PlanRow).where(PlanRow.office == office, PlanRow.published.is_not(None))
    row = session.scalars(query.order_by(published, PlanRow.id.desc()).limit(1)).first()
    return None if row is None else Plan.of(row)


def waiting(session: Session) -> int:
    """How many plans are queued or being solved."""
    query = select(func.count()).select_from(PlanRow).where(PlanRow.state.in_(tuple(UNDER_WAY)))
    return session.execute(query).scalar_one()


def _of_key(session: Session, account: str, key: str) -> PlanRow | None:
    query = select(PlanRow).where(PlanRow.author == account, PlanRow.key == key)
    return session.scalars(query).first()


def _same(before: PlanRow, request: str) -> Plan:
    if before.request != request:
        raise Refused("reused", key=before.key or "")
    return Plan.of(before)


def _locked(session: Session, id_: str) -> PlanRow:
    row = session.get(PlanRow, id_, with_for_update=True, populate_existing=True)
    if row is None:
        raise missing("plan", id_)
    return row
