"""Processes that solve: who lives, who has not been heard of, and who holds which office."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.store.tables import LeaseRow, WorkerRow


def beat(session: Session, id_: str, now: datetime) -> None:
    """A worker lives."""
    session.merge(WorkerRow(id=id_, seen=now))
    session.flush()


def silent(session: Session, since: datetime) -> tuple[str, ...]:
    """Workers whose last sign of life is older."""
    query = select(WorkerRow.id).where(WorkerRow.seen < since).order_by(WorkerRow.id)
    return tuple(session.scalars(query))


def forget(session: Session, id_: str) -> None:
    """Strike a worker from the roll."""
    session.execute(delete(WorkerRow).where(WorkerRow.id == id_))


def seen(session: Session) -> Collection[tuple[str, datetime]]:
    """All workers with their last sign of life."""
    rows = session.scalars(select(WorkerRow).order_by(WorkerRow.id))
    return tuple((row.id, row.seen) for row in rows)


def lease(session: Session, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Take or renew an office that one worker holds at a time; False: another holds it."""
    row = session.get(LeaseRow, name, with_for_update=True, populate_existing=True)
    if row is None:
        try:
            with session.begin_nested():
                session.add(LeaseRow(name=name, holder=holder, until=until))
        except IntegrityError:
            return False
        return True
    if row.holder != holder and row.until > now:
        return False
    row.holder, row.until = holder, until
    session.flush()
    return True
