"""Browsers that are logged in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.accounts.secrets import Kind, digest, new_secret
from api.store.by import By
from api.store.tables import AccountRow, SessionRow


@dataclass(frozen=True)
class LoggedIn:
    """What the browser is given: the secret of its cookie and the one that its forms repeat."""

    secret: str
    csrf: str
    expires: datetime


def begin(session: Session, by: By, account: str, lasts: timedelta) -> LoggedIn:
    """A new session of an account; sessions that are over are removed."""
    session.execute(delete(SessionRow).where(SessionRow.expires <= by.now))
    secret, csrf = new_secret(Kind.SESSION, by.chance), new_secret(Kind.CSRF, by.chance)
    row = SessionRow(
        id=by.new_id(),
        account=account,
        digest=digest(secret),
        csrf=digest(csrf),
        created=by.now,
        expires=by.now + lasts,
    )
    session.add(row)
    session.flush()
    return LoggedIn(secret=secret, csrf=csrf, expires=row.expires)


def holder(session: Session, secret: str, now: datetime, csrf: str | None = None) -> str | None:
    """The account of a session that is valid now; None for any other.

    Parameters
    ----------
    csrf
        What the form repeated; needed for whatever changes something.
    """
    query = (
        select(SessionRow.account)
        .join(AccountRow, AccountRow.id == SessionRow.account)
        .where(SessionRow.digest == digest(secret), SessionRow.expires > now)
        .where(AccountRow.active.is_(True))
    )
    if csrf is not None:
        query = query.where(SessionRow.csrf == digest(csrf))
    return session.execute(query).scalar()


def end(session: Session, secret: str) -> None:
    """Log out."""
    session.execute(delete(SessionRow).where(SessionRow.digest == digest(secret)))


def end_all(session: Session, account: str) -> None:
    """Log an account out everywhere."""
    session.execute(delete(SessionRow).where(SessionRow.account == account))
