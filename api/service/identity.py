"""Who asks: by a token in the header, or by a session's cookie with its token against forgery."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.accounts.roles import Action, may
from api.accounts.scope import relation
from api.service.problems import Denial
from api.service.world import World, world_of
from api.store import By, accounts, regions, sessions, tokens
from api.store.accounts import Account
from models.text import Text

COOKIE = "dudao-session"
CSRF = "X-CSRF-Token"
_SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Asker:
    """The account that asks, and the means to see what it may."""

    account: Account
    by: By
    world: World

    def require(self, action: Action, region: str | None, kind: str, id_: str) -> None:
        """Refuse what the account may not do.

        What it may not even read does not exist for it, so that nobody learns which ids there are.
        """
        with self.world.store.reading() as session:
            tree = regions.parents(session)
        stands = relation(self.account.region, region, tree)
        if may(self.account.role, action, stands):
            return
        reading = Action(f"{action.rpartition('_')[0]}_read")
        if may(self.account.role, reading, stands):
            raise Denial(403, Text(code="problem.forbidden"))
        raise Denial(404, Text(code="store.missing", args={"kind": kind, "id": id_}))


def newcomer(request: Request) -> Asker:
    """Whoever is logged in, even with a password that must be changed first."""
    world = world_of(request)
    now = world.clock()
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    with world.store.reading() as session:
        if kind:
            valid = kind.lower() == "bearer"
            who = tokens.holder(session, secret.strip(), now) if valid else None
        elif cookie := request.cookies.get(COOKIE):
            repeated = None if request.method in _SAFE else request.headers.get(CSRF, "")
            who = sessions.holder(session, cookie, now, repeated)
        else:
            who = None
        if who is None:
            raise Denial(401, Text(code="problem.nobody"), {"WWW-Authenticate": "Bearer"})
        account = accounts.get(session, who)
    return Asker(account, By(account.id, now, world.chance), world)


Newcomer = Annotated[Asker, Depends(newcomer)]


def asker(who: Newcomer) -> Asker:
    """Whoever is logged in and has a password of their own."""
    if who.account.must_change:
        raise Denial(403, Text(code="problem.must_change"))
    return who


Asking = Annotated[Asker, Depends(asker)]
