"""Processes that solve: who lives, and who has not been heard of."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.store.by import By
from api.store.refusals import missing
from api.store.stored import Stored
from api.store.tables import WorkerRow


class Worker(Stored):
    """A process that solves; `seen` is when it last said so."""

    id: str
    host: str
    process: int
    slots: int
    program: str
    started: datetime
    seen: datetime


def begin(
    session: Session, by: By, id_: str, *, host: str, process: int, slots: int, program: str
) -> Worker:
    """A worker starts; one of the same id has died and is replaced."""
    session.execute(delete(WorkerRow).where(WorkerRow.id == id_))
    row = WorkerRow(
        id=id_,
        host=host,
        process=process,
        slots=slots,
        program=program,
        started=by.now,
        seen=by.now,
    )
    session.add(row)
    session.flush()
    return Worker.of(row)


def beat(session: Session, by: By, id_: str) -> None:
    """A worker lives.

    Raises
    ------
    Refused
        When it was given up; it must begin again.
    """
    row = session.get(WorkerRow, id_)
    if row is None:
        raise missing("worker", id_)
    row.seen = by.now
    session.flush()


def end(session: Session, id_: str) -> None:
    """A worker ends, or is given up."""
    session.execute(delete(WorkerRow).where(WorkerRow.id == id_))


def silent(session: Session, now: datetime, within: timedelta) -> tuple[Worker, ...]:
    """Workers not heard of for so long."""
    query = select(WorkerRow).where(WorkerRow.seen < now - within).order_by(WorkerRow.id)
    return tuple(Worker.of(row) for row in session.scalars(query))


def listed(session: Session) -> tuple[Worker, ...]:
    """All workers."""
    query = select(WorkerRow).order_by(WorkerRow.id)
    return tuple(Worker.of(row) for row in session.scalars(query))
