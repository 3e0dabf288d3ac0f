"""What the offices of a plan would have to hire, once it is known."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store import plans, trail
from api.store.by import By
from api.store.tables import HiringRow


def keep(session: Session, by: By, plan: str, office: str, content: str) -> None:
    """Keep the answer for an office of a plan, as JSON; what is kept already stays."""
    if session.get(HiringRow, (plan, office)) is not None:
        return
    row = HiringRow(plan=plan, office=office, author=by.account, created=by.now, content=content)
    session.add(row)
    session.flush()
    owner = plans.get(session, plan).office
    trail.note(session, by, "hiring.added", plan, owner, {"office": office})


def content_of(session: Session, plan: str, office: str) -> str | None:
    """The answer for an office of a plan, as JSON; None while it is not known."""
    query = select(HiringRow.content).where(HiringRow.plan == plan, HiringRow.office == office)
    return session.execute(query).scalar()
