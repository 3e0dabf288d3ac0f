"""Who asks: by a token in the header, or by a session's cookie with its token against forgery."""

from typing import Annotated

from fastapi import Depends, Request

from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.world import world_of
from api.store import By, accounts, sessions, tokens
from models.text import Text

COOKIE = "dudao-session"
CSRF = "X-CSRF-Token"
SIGN_ON = "/v1/oidc/login"
"""Where browsers begin to log in at the OpenID Connect provider, if there is one."""
_SAFE = {"GET", "HEAD", "OPTIONS"}


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


async def asker(who: Newcomer) -> Asker:
    """Whoever is logged in and has a password of their own; nothing here waits for anything."""
    if who.account.must_change:
        raise Denial(403, Text(code="problem.must_change"))
    return who


Asking = Annotated[Asker, Depends(asker)]
