"""What is told of a plan while it is made, in order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.by import By
from api.store.stored import Stored
from api.store.tables import PlanRow, ProgressRow


class Message(Stored):
    """One message about a plan; `number` is the id of the server-sent event."""

    plan: str
    number: int
    at: datetime
    event: dict[str, Any]


def tell(session: Session, by: By, plan: str, event: Mapping[str, Any]) -> Message:
    """Add a message; several processes may tell of one plan."""
    session.execute(select(PlanRow.id).where(PlanRow.id == plan).with_for_update())
    last = select(func.coalesce(func.max(ProgressRow.number), 0)).where(ProgressRow.plan == plan)
    number = session.execute(last).scalar_one() + 1
    row = ProgressRow(plan=plan, number=number, at=by.now, event=dict(event))
    session.add(row)
    session.flush()
    return Message.of(row)


def told(session: Session, plan: str, *, after: int = 0, limit: int = 500) -> tuple[Message, ...]:
    """Messages in order, from after a number on."""
    query = select(ProgressRow).where(ProgressRow.plan == plan, ProgressRow.number > after)
    rows = session.scalars(query.order_by(ProgressRow.number).limit(limit))
    return tuple(Message.of(row) for row in rows)
