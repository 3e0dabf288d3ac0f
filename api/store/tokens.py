"""Tokens of programs; only digests of their secrets are kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.secrets import Kind, digest, new_secret
from api.store import trail
from api.store.by import By
from api.store.refusals import missing
from api.store.stored import Stored
from api.store.tables import AccountRow, TokenRow


class Token(Stored):
    """A token without its secret."""

    id: str
    account: str
    name: str
    created: datetime
    expires: datetime | None
    revoked: datetime | None


def add(
    session: Session, by: By, account: str, name: str, expires: datetime | None = None
) -> tuple[Token, str]:
    """A new token, and its secret, which is never shown again."""
    secret = new_secret(Kind.TOKEN, by.chance)
    row = TokenRow(
        id=by.new_id(),
        account=account,
        name=name,
        digest=digest(secret),
        created=by.now,
        expires=expires,
        revoked=None,
    )
    session.add(row)
    session.flush()
    region = _region_of(session, account)
    trail.note(session, by, "token.added", row.id, region, {"account": account})
    return Token.of(row), secret


@dataclass(frozen=True)
class Grant:
    """Whose token it is, and until when."""

    account: str
    expires: datetime | None

    def at(self, now: datetime) -> str | None:
        """The account, if the token is valid then."""
        return self.account if self.expires is None or self.expires > now else None


def grant(session: Session, secret: str) -> Grant | None:
    """What a token grants that is neither revoked nor of an account that is switched off."""
    query = (
        select(TokenRow.account, TokenRow.expires)
        .join(AccountRow, AccountRow.id == TokenRow.account)
        .where(TokenRow.digest == digest(secret), TokenRow.revoked.is_(None))
        .where(AccountRow.active.is_(True))
    )
    row = session.execute(query).first()
    return None if row is None else Grant(row.account, row.expires)


def holder(session: Session, secret: str, now: datetime) -> str | None:
    """The account of a token that is valid now; None for any other."""
    found = grant(session, secret)
    return None if found is None else found.at(now)


def revoke(session: Session, by: By, id_: str, account: str) -> None:
    """Make a token of an account worthless.

    Raises
    ------
    Refused
        When the account has no such token.
    """
    row = session.get(TokenRow, id_, with_for_update=True)
    if row is None or row.account != account:
        raise missing("token", id_)
    if row.revoked is None:
        row.revoked = by.now
        session.flush()
        region = _region_of(session, account)
        trail.note(session, by, "token.revoked", id_, region, {"account": account})


def revoke_all(session: Session, by: By, account: str) -> None:
    """Make all tokens of an account worthless."""
    query = select(TokenRow.id).where(TokenRow.account == account, TokenRow.revoked.is_(None))
    for id_ in session.scalars(query.order_by(TokenRow.id)).all():
        revoke(session, by, id_, account)


def listed(session: Session, account: str) -> tuple[Token, ...]:
    """The tokens of an account, the newest first."""
    query = select(TokenRow).where(TokenRow.account == account).order_by(TokenRow.id.desc())
    return tuple(Token.of(row) for row in session.scalars(query))


def _region_of(session: Session, account: str) -> str | None:
    return session.execute(select(AccountRow.region).where(AccountRow.id == account)).scalar()
