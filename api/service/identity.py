"""Who asks: by a token in the header, or by a session's cookie with its token against forgery."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request, Response

from api.accounts.secrets import digest
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.world import World, world_of
from api.service.problems import spoken
from api.service.rates import KNOWN
from api.store import By, Session, accounts, sessions, tokens, trail
from api.store.sessions import LoggedIn
from api.store.tokens import Grant
from models.text import Text

COOKIE = "dudao-session"
CSRF = "X-CSRF-Token"
SIGN_ON = "/v1/oidc/login"
"""Where browsers begin to log in at the OpenID Connect provider, if there is one."""
_SAFE = {"GET", "HEAD", "OPTIONS"}


def begin_session(response: Response, world: World, logged: LoggedIn, now: datetime) -> None:
    """Have an answer set the cookie of a session, which no script reads and no other site sends."""
    response.set_cookie(
        COOKIE,
        logged.secret,
        max_age=int((logged.expires - now) / timedelta(seconds=1)),
        secure=world.settings.secure,
        httponly=True,
        samesite="strict",
    )


def newcomer(request: Request) -> Asker:
    """Whoever is logged in, even with a password that must be changed first."""
    world = world_of(request)
    now = world.clock()
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    with world.store.reading() as session:
        end = trail.end(session) if request.method in _SAFE else None
        if kind.lower() == "bearer":
            given = secret.strip()
            key = ("token", digest(given))
            who = world.settled.get(end, key, lambda: _granted(request, session, given)).at(now)
        elif not kind and (cookie := request.cookies.get(COOKIE)):
            # Sessions end without an entry in the trail, so that each is looked up.
            repeated = None if request.method in _SAFE else request.headers.get(CSRF, "")
            who = sessions.holder(session, cookie, now, repeated)
        else:
            who = None
        if who is None:
            raise _nobody(request)
        holder = who
        account = world.settled.get(end, ("account", holder), lambda: accounts.get(session, holder))
    setattr(request.state, KNOWN, True)
    return Asker(account, By(account.id, now, world.chance), world, end, spoken(request))


def _granted(request: Request, session: Session, secret: str) -> Grant:
    found = tokens.grant(session, secret)
    if found is None:
        raise _nobody(request)
    return found


def _nobody(request: Request) -> Denial:
    setattr(request.state, KNOWN, False)
    return Denial(401, Text(code="problem.nobody"), {"WWW-Authenticate": "Bearer"})


Newcomer = Annotated[Asker, Depends(newcomer)]


async def asker(who: Newcomer) -> Asker:
    """Whoever is logged in and has a password of their own; nothing here waits for anything."""
    if who.account.must_change:
        raise Denial(403, Text(code="problem.must_change"))
    return who


Asking = Annotated[Asker, Depends(asker)]
