"""The register of draws (抽查台账) of each office: entries in order, never taken back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store import trail
from api.store.by import By
from api.store.refusals import Refused, missing
from api.store.stored import Stored
from api.store.tables import DrawRow


class Sort(StrEnum):
    """What an entry is: a draw, or what happened to one later."""

    DRAW = "draw"
    EVENT = "event"


class Draw(Stored):
    """An entry without its contents; `draw` is the name of the draw, `drawn` when it was made."""

    id: str
    office: str
    position: int
    draw: str
    kind: Sort
    digest: str
    dataset: str | None
    author: str
    created: datetime
    drawn: datetime | None


def commit(
    session: Session,
    by: By,
    office: str,
    draw: str,
    *,
    position: int,
    digest: str,
    content: str,
    sealed: str,
    dataset: str | None = None,
) -> Draw:
    """Add the commitment to a draw.

    Parameters
    ----------
    content
        The commitment as it is published.
    sealed
        What stays with the office until the draw: the secret, and the record that waits.

    Raises
    ------
    Refused
        `position` when the register has gone on since the commitment was made.
    """
    return _add(
        session, by, Sort.DRAW, office, draw, position, digest, content, sealed=sealed, data=dataset
    )


def event(
    session: Session, by: By, office: str, draw: str, *, position: int, digest: str, content: str
) -> Draw:
    """Add what happened to a draw: a replacement, or that it was given up.

    Raises
    ------
    Refused
        `position` when the register has gone on since.
    """
    return _add(session, by, Sort.EVENT, office, draw, position, digest, content)


def carry_out(session: Session, by: By, id_: str, record: str, digest: str) -> Draw:
    """Keep the record of a draw; it is never drawn again.

    Raises
    ------
    Refused
        `state` when it was drawn before, or `missing`.
    """
    row = session.get(DrawRow, id_, with_for_update=True, populate_existing=True)
    if row is None:
        raise missing("draw", id_)
    if row.kind != Sort.DRAW or row.drawn is not None:
        raise Refused("state", what=row.draw)
    row.record, row.digest, row.drawn = record, digest, by.now
    session.flush()
    trail.note(session, by, "draw.drawn", id_, row.office, {"digest": digest})
    return Draw.of(row)


def register(session: Session, office: str) -> tuple[Draw, ...]:
    """All entries of an office, in order."""
    query = select(DrawRow).where(DrawRow.office == office).order_by(DrawRow.position)
    return tuple(Draw.of(row) for row in session.scalars(query))


def get(session: Session, id_: str) -> Draw:
    """One entry.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = session.get(DrawRow, id_)
    if row is None:
        raise missing("draw", id_)
    return Draw.of(row)


def public_text(session: Session, id_: str) -> str:
    """What everybody may read, as JSON: the record with its `private` part, else the commitment.

    Raises
    ------
    Refused
        When it is missing.
    """
    query = select(DrawRow.record, DrawRow.content).where(DrawRow.id == id_)
    found = session.execute(query).first()
    if found is None:
        raise missing("draw", id_)
    record, commitment = found
    return commitment if record is None else record


def sealed_text(session: Session, id_: str) -> str | None:
    """What stays with the office, as JSON; None for what has nothing of the kind."""
    return session.execute(select(DrawRow.sealed).where(DrawRow.id == id_)).scalar()


def _add(
    session: Session,
    by: By,
    kind: Sort,
    office: str,
    draw: str,
    position: int,
    digest: str,
    content: str,
    *,
    sealed: str | None = None,
    data: str | None = None,
) -> Draw:
    last = select(func.coalesce(func.max(DrawRow.position), 0)).where(DrawRow.office == office)
    expected = session.execute(last).scalar_one() + 1
    if position != expected:
        raise Refused("position", found=position, expected=expected)
    row = DrawRow(
        id=by.new_id(),
        office=office,
        position=position,
        draw=draw,
        kind=kind,
        digest=digest,
        dataset=data,
        author=by.account,
        created=by.now,
        content=content,
        sealed=sealed,
    )
    session.add(row)
    session.flush()
    what = "draw.committed" if kind is Sort.DRAW else "draw.event"
    trail.note(session, by, what, row.id, office, {"draw": draw, "digest": digest})
    return Draw.of(row)
