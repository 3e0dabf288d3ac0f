"""Finished offices of a plan, under the hash of their input: never solved twice."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.store.by import By
from api.store.stored import Stored
from api.store.tables import PartRow


class Part(Stored):
    """One finished task of an office; `input` is the SHA-256 of what it was solved from."""

    plan: str
    input: str
    task: str
    seconds: float
    created: datetime
    content: str


def put(
    session: Session, by: By, plan: str, input_: str, task: str, content: str, *, seconds: float
) -> Part:
    """Keep what a task came to; the one kept first stays, and is given back."""
    row = PartRow(
        plan=plan, input=input_, task=task, content=content, seconds=seconds, created=by.now
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        kept = find(session, plan, input_)
        if kept is None:
            raise
        return kept
    return Part.of(row)


def find(session: Session, plan: str, input_: str) -> Part | None:
    """What the task came to when it was solved before."""
    row = session.get(PartRow, (plan, input_))
    return None if row is None else Part.of(row)


def finished(session: Session, plan: str) -> tuple[str, ...]:
    """The tasks of a plan that are finished, by name."""
    query = select(PartRow.task).where(PartRow.plan == plan).order_by(PartRow.task)
    return tuple(session.scalars(query))
