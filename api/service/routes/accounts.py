"""Logging in and out, one's own account, its password and its tokens."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.accounts.login import Denied
from api.desk import tokens
from api.desk.denial import Denial
from api.desk.lines import Name, Secret
from api.desk.tokens import NewToken
from api.desk.world import world_of
from api.service.identity import COOKIE, Asking, Newcomer, begin_session
from api.service.routing import PUBLIC
from api.store import By, sessions
from api.store.accounts import Account
from api.store.tokens import Token
from models.base import Frozen

router = APIRouter(prefix="/v1", tags=["accounts"])


class Login(Frozen):
    """Name and password."""

    name: Name = Field(examples=["admin"])
    password: Secret


class LoggedIn(Frozen):
    """The account, and what each change must repeat in the header `X-CSRF-Token`."""

    account: Account
    csrf: str


class PasswordChange(Frozen):
    """The password until now, and the new one."""

    old: Secret
    new: Secret


class TokenRequest(Frozen):
    """A token for a program; without `days` it does not expire."""

    name: Name = Field(examples=["同步脚本"])
    days: int | None = Field(default=None, ge=1, le=3660)


@router.post("/login", openapi_extra=PUBLIC)
def log_in(request: Request, response: Response, given: Login) -> LoggedIn:
    """Log in a browser: the answer sets its cookie."""
    world = world_of(request)
    by = By("", world.clock(), world.chance)
    answer = world.gate.log_in(world.store, by, given.name, given.password)
    if isinstance(answer, Denied):
        raise _denial(answer)
    account, logged = answer
    begin_session(response, world, logged, by.now)
    response.headers["Cache-Control"] = "no-store"
    return LoggedIn(account=account, csrf=logged.csrf)


@router.post("/logout", status_code=204)
def log_out(request: Request, response: Response, who: Newcomer) -> None:
    """End the session of the cookie."""
    with who.world.store.writing() as session:
        sessions.end(session, request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE)


@router.get("/me")
async def me(who: Newcomer) -> Account:
    """The account that asks."""
    return who.account


@router.post("/me/password", status_code=204)
def change_password(who: Newcomer, given: PasswordChange) -> None:
    """Set a new password, which logs out everywhere."""
    world = who.world
    denied = world.gate.change_password(world.store, who.by, who.account, given.old, given.new)
    if denied is not None:
        raise _denial(denied, 422)


@router.get("/me/tokens")
def own_tokens(who: Asking) -> tuple[Token, ...]:
    """One's tokens, the newest first."""
    return tokens.own(who)


@router.post("/me/tokens", status_code=201)
def new_token(who: Asking, response: Response, given: TokenRequest) -> NewToken:
    """A new token."""
    response.headers["Cache-Control"] = "no-store"
    return tokens.add(who, given.name, given.days)


@router.delete("/me/tokens/{id_}", status_code=204)
def revoke_token(who: Asking, id_: str) -> None:
    """Make a token worthless."""
    tokens.revoke(who, id_)


def _denial(denied: Denied, status: int = 401) -> Denial:
    if denied.wait is None:
        return Denial(status, denied.text)
    seconds = -(-denied.wait // timedelta(seconds=1))
    return Denial(429, denied.text, {"Retry-After": str(seconds)})
