"""One's own tokens, by which programs act in one's name."""

from datetime import timedelta

from api.desk.asker import Asker
from api.store import tokens
from api.store.tokens import Token
from models.base import Frozen


class NewToken(Frozen):
    """A token with its secret, which is never shown again."""

    token: Token
    secret: str


def own(who: Asker) -> tuple[Token, ...]:
    """One's tokens, the newest first."""
    with who.world.store.reading() as session:
        return tokens.listed(session, who.account.id)


def add(who: Asker, name: str, days: int | None = None) -> NewToken:
    """A new token; without `days` it does not expire."""
    expires = None if days is None else who.by.now + timedelta(days=days)
    with who.world.store.writing() as session:
        token, secret = tokens.add(session, who.by, who.account.id, name, expires)
    return NewToken(token=token, secret=secret)


def revoke(who: Asker, id_: str) -> None:
    """Make a token of one's own worthless."""
    with who.world.store.writing() as session:
        tokens.revoke(session, who.by, id_, who.account.id)
