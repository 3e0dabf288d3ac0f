"""Calendar addresses of inspectors, secret like passwords."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.accounts.secrets import Kind, digest, new_secret
from api.store import trail
from api.store.by import By
from api.store.found import found
from api.store.stored import Stored
from api.store.tables import FeedRow, TrailRow

_ADDED = "feed.added"


class Feed(Stored):
    """Whose visits the address shows: those of an inspector in an office's published plan.

    `own`: the inspector's own account made it.
    """

    id: str
    office: str
    inspector: str
    own: bool
    created: datetime
    revoked: datetime | None


def add(
    session: Session, by: By, office: str, inspector: str, *, own: bool = False
) -> tuple[Feed, str]:
    """A new address, and its secret, which is never shown again."""
    secret = new_secret(Kind.FEED, by.chance)
    row = FeedRow(
        id=by.new_id(),
        office=office,
        inspector=inspector,
        own=own,
        digest=digest(secret),
        created=by.now,
        revoked=None,
    )
    session.add(row)
    session.flush()
    trail.note(session, by, _ADDED, row.id, office, {"inspector": inspector, "own": own})
    return Feed.of(row), secret


def find(session: Session, secret: str) -> Feed | None:
    """The feed of a secret address; None when there is none or it was revoked."""
    query = select(FeedRow).where(FeedRow.digest == digest(secret), FeedRow.revoked.is_(None))
    row = session.scalars(query).first()
    return None if row is None else Feed.of(row)


def get(session: Session, id_: str) -> Feed:
    """One feed.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = found(session, FeedRow, id_, "feed")
    return Feed.of(row)


def revoke(session: Session, by: By, id_: str) -> None:
    """Make an address worthless, as when a phone was lost.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = found(session, FeedRow, id_, "feed", locked=True)
    if row.revoked is None:
        row.revoked = by.now
        session.flush()
        trail.note(session, by, "feed.revoked", id_, row.office, {"inspector": row.inspector})


def revoke_of_person(session: Session, by: By, office: str | None, inspector: str) -> None:
    """Make all addresses of an inspector's visits worthless: they lie on that person's phone."""
    if office is not None and inspector:
        _revoke_all(session, by, FeedRow.office == office, FeedRow.inspector == inspector)


def revoke_made_by(session: Session, by: By, account: str) -> None:
    """Make all addresses worthless that an account made, and has seen; the trail tells which."""
    made = select(TrailRow.subject).where(TrailRow.account == account, TrailRow.action == _ADDED)
    _revoke_all(session, by, FeedRow.id.in_(made))


def _revoke_all(session: Session, by: By, *which: ColumnElement[bool]) -> None:
    query = select(FeedRow.id).where(*which, FeedRow.revoked.is_(None)).order_by(FeedRow.id)
    for id_ in session.scalars(query).all():
        revoke(session, by, id_)


def listed(
    session: Session, office: str | None = None, inspector: str | None = None
) -> tuple[Feed, ...]:
    """The feeds of an office, and of an inspector there, the newest first."""
    query = select(FeedRow).order_by(FeedRow.id.desc())
    if office is not None:
        query = query.where(FeedRow.office == office)
    if inspector is not None:
        query = query.where(FeedRow.inspector == inspector)
    return tuple(Feed.of(row) for row in session.scalars(query))
