"""Browsers that are logged in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.accounts.secrets import Kind, digest, new_secret
from api.store import trail
from api.store.by import By
from api.store.refusals import missing
from api.store.stored import Stored
from api.store.tables import AccountRow, SessionRow


@dataclass(frozen=True)
class LoggedIn:
    """What the browser is given: the secret of its cookie and the one that its forms repeat."""

    secret: str
    csrf: str
    expires: datetime


class Browser(Stored):
    """A session without its secrets."""

    id: str
    created: datetime
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


def listed(session: Session, account: str, now: datetime) -> tuple[Browser, ...]:
    """Where an account is logged in, the newest first."""
    query = select(SessionRow).where(SessionRow.account == account, SessionRow.expires > now)
    return tuple(Browser.of(row) for row in session.scalars(query.order_by(SessionRow.id.desc())))


def revoke(session: Session, by: By, id_: str, account: str) -> None:
    """Log an account out of one browser.

    Raises
    ------
    Refused
        When the account has no such session.
    """
    row = session.get(SessionRow, id_)
    if row is None or row.account != account:
        raise missing("session", id_)
    session.delete(row)
    session.flush()
    holder_of = session.get(AccountRow, account)
    region = None if holder_of is None else holder_of.region
    trail.note(session, by, "session.revoked", id_, region, {"account": account})
