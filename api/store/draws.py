"""The register of draws (抽查台账) of each office: entries in order, never taken back."""

from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.store import trail
from api.store.by import By
from api.store.found import found
from api.store.refusals import Refused, missing
from api.store.stored import Stored
from api.store.tables import DrawRow, VerifierRow


class Sort(StrEnum):
    """What an entry is: a draw, or what happened to one later."""

    DRAW = "draw"
    EVENT = "event"


class Draw(Stored):
    """An entry without its contents.

    `draw` is the name of the draw, `drawn` when it was made, `published` since when everybody may
    read its record; its commitment is public from the beginning.
    """

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
    published: datetime | None


def commit(
    session: Session,
    by: By,
    office: str,
    draw: str,
    *,
    position: int,
    previous: str,
    digest: str,
    content: str,
    sealed: str,
    verifier: tuple[str, str],
    dataset: str | None = None,
) -> Draw:
    """Add the commitment to a draw.

    Parameters
    ----------
    previous
        The digest of the entry before, as the commitment names it; empty for the first.
    content
        The commitment as it is published.
    sealed
        What stays with the office: the secret, and the record that waits for its numbers.
    verifier
        Digest and text of the verifier that the commitment names; kept for whoever checks later.

    Raises
    ------
    Refused
        `position` or `state` when the register has gone on since the commitment was made.
    """
    _keep(session, *verifier)
    row = DrawRow(kind=Sort.DRAW, draw=draw, content=content, sealed=sealed, dataset=dataset)
    return _add(session, by, row, office, position, previous, digest)


def event(
    session: Session,
    by: By,
    office: str,
    draw: str,
    *,
    position: int,
    previous: str,
    digest: str,
    content: str,
) -> Draw:
    """Add what happened to a draw: a replacement, or that it was given up.

    Raises
    ------
    Refused
        `position` or `state` when the register has gone on since.
    """
    row = DrawRow(kind=Sort.EVENT, draw=draw, content=content)
    return _add(session, by, row, office, position, previous, digest)


def carry_out(session: Session, by: By, id_: str, record: str, digest: str) -> Draw:
    """Keep the record of a draw; it is never drawn again.

    Raises
    ------
    Refused
        `state` when it was drawn or given up before, or `missing`.
    """
    row = _locked(session, id_)
    last = _last(session, row.office)
    if row.kind != Sort.DRAW or row.drawn is not None or last is not row:
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
    row = found(session, DrawRow, id_, "draw")
    return Draw.of(row)


def publish(session: Session, by: By, id_: str) -> Draw:
    """Let everybody read the record of a draw, and its replacements.

    Raises
    ------
    Refused
        `state` when it is not drawn, or `missing`.
    """
    row = _locked(session, id_)
    if row.kind != Sort.DRAW or row.drawn is None:
        raise Refused("state", what=row.draw)
    if row.published is None:
        row.published = by.now
        session.flush()
        trail.note(session, by, "draw.published", id_, row.office, {"digest": row.digest})
    return Draw.of(row)


def offices(session: Session) -> tuple[str, ...]:
    """The offices that have a register."""
    return tuple(session.scalars(select(DrawRow.office).distinct().order_by(DrawRow.office)))


def whole_text(session: Session, id_: str) -> str:
    """An entry with everything in it, as JSON: the record, the event, or else the commitment.

    Raises
    ------
    Refused
        When it is missing.
    """
    found = session.execute(
        select(DrawRow.record, DrawRow.content).where(DrawRow.id == id_)
    ).first()
    if found is None:
        raise missing("draw", id_)
    record, content = found
    return content if record is None else record


def whole_texts(session: Session, office: str) -> tuple[str, ...]:
    """All entries of an office with everything in them, in order."""
    query = select(DrawRow.record, DrawRow.content).where(DrawRow.office == office)
    rows = session.execute(query.order_by(DrawRow.position))
    return tuple(content if record is None else record for record, content in rows)


def committed_text(session: Session, id_: str) -> str | None:
    """The commitment to a draw as it was published; None when there is no such draw."""
    query = select(DrawRow.content).where(DrawRow.id == id_, DrawRow.kind == Sort.DRAW)
    return session.execute(query).scalar()


def verifier_text(session: Session, digest: str) -> str | None:
    """The verifier of this digest, if a draw names it."""
    query = select(VerifierRow.content).where(VerifierRow.digest == digest)
    return session.execute(query).scalar()


def sealed_text(session: Session, id_: str) -> str | None:
    """What stays with the office, as JSON; None for what has nothing of the kind."""
    return session.execute(select(DrawRow.sealed).where(DrawRow.id == id_)).scalar()


def _keep(session: Session, digest: str, verifier: str) -> None:
    if session.get(VerifierRow, digest) is None:
        with suppress(IntegrityError), session.begin_nested():  # another may keep it just now
            session.add(VerifierRow(digest=digest, content=verifier))


def _locked(session: Session, id_: str) -> DrawRow:
    return found(session, DrawRow, id_, "draw", locked=True)


def _last(session: Session, office: str) -> DrawRow | None:
    """The last entry of a register, locked: whoever adds one or draws waits for whoever does so."""
    query = select(DrawRow).where(DrawRow.office == office).order_by(DrawRow.position.desc())
    return session.scalars(
        query.limit(1).with_for_update().execution_options(populate_existing=True)
    ).first()


def _add(
    session: Session, by: By, row: DrawRow, office: str, position: int, previous: str, digest: str
) -> Draw:
    last = _last(session, office)
    expected = last.position + 1 if last else 1
    if position != expected:
        raise Refused("position", found=position, expected=expected)
    if previous != (last.digest if last else ""):
        raise Refused("state", what=row.draw)
    row.id, row.author, row.created = by.new_id(), by.account, by.now
    row.office, row.position, row.digest = office, position, digest
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:  # PostgreSQL: another added one while this one waited
        raise Refused("position", found=position, expected=position + 1) from error
    what = "draw.committed" if row.kind == Sort.DRAW else "draw.event"
    trail.note(session, by, what, row.id, office, {"draw": row.draw, "digest": digest})
    return Draw.of(row)
