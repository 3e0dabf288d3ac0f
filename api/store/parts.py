"""The tasks of a plan, kept under the hash of their input: never solved twice for the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.by import By
from api.store.refusals import missing
from api.store.stored import Stored
from api.store.tables import PartRow, PlanRow


class Part(Stored):
    """What a task came to; `digest` is the SHA-256 of all that this follows from."""

    plan: str
    key: str
    digest: str
    interrupted: bool
    finished: datetime
    content: str


def begin(session: Session, plan: str, key: str) -> int:
    """Count that solving a task begins; how often it has begun by now."""
    row = _row(session, plan, key)
    row.begun += 1
    session.flush()
    return row.begun


def tell(session: Session, plan: str, key: str, progress: Mapping[str, Any]) -> None:
    """Note where a task under way is."""
    _row(session, plan, key).progress = dict(progress)
    session.flush()


def finish(
    session: Session, by: By, plan: str, key: str, digest: str, content: str, *, interrupted: bool
) -> None:
    """Keep what a task came to.

    What came of the same input and was not interrupted stays; anything else is replaced.
    """
    row = _row(session, plan, key)
    row.progress = None
    if row.digest != digest or row.interrupted:
        row.digest, row.content, row.interrupted = digest, content, interrupted
        row.finished = by.now
    session.flush()


def find(session: Session, plan: str, key: str) -> Part | None:
    """What a task came to; None while it is not finished."""
    row = session.get(PartRow, (plan, key))
    return None if row is None or row.digest is None else Part.of(_plain(row))


def finished(session: Session, plan: str) -> tuple[str, ...]:
    """The tasks that came to an end without being interrupted, by key."""
    done = (PartRow.digest.is_not(None), PartRow.interrupted.is_(False))
    query = select(PartRow.key).where(PartRow.plan == plan, *done).order_by(PartRow.key)
    return tuple(session.scalars(query))


def under_way(session: Session, plan: str) -> Mapping[str, Mapping[str, Any]]:
    """Where each task under way is, by key."""
    query = select(PartRow.key, PartRow.progress).where(PartRow.plan == plan)
    rows = session.execute(query.where(PartRow.progress.is_not(None)).order_by(PartRow.key))
    return {key: progress for key, progress in rows if progress is not None}


def beginnings(session: Session, plan: str) -> Mapping[str, int]:
    """How often each task was begun, by key."""
    query = select(PartRow.key, PartRow.begun).where(PartRow.plan == plan).order_by(PartRow.key)
    return dict(session.execute(query).all())


def _row(session: Session, plan: str, key: str) -> PartRow:
    """The row of a task; the plan's is locked, so that two workers do not both make it."""
    locked = select(PlanRow.id).where(PlanRow.id == plan).with_for_update()
    if session.execute(locked).first() is None:
        raise missing("plan", plan)
    row = session.get(PartRow, (plan, key), populate_existing=True)
    if row is None:
        row = PartRow(plan=plan, key=key, begun=0, interrupted=False, finished=None)
        session.add(row)
    return row


def _plain(row: PartRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Part.model_fields}
