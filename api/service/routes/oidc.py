"""Logging in at the OpenID Connect provider of the settings; without one nothing of it is there."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.accounts.login import Denied
from api.accounts.oidc import Provider, SignOnError
from api.accounts.secrets import Kind, new_secret
from api.desk.denial import Denial
from api.desk.world import world_of
from api.service.identity import SIGN_ON, begin_session
from api.settings import Settings
from api.store import By
from models.text import Text

BACK = "/v1/oidc/callback"
_ASKED = "dudao-oidc"
_PATH = "/v1/oidc"
_LASTS = timedelta(minutes=10)
_LONGEST = 4000
# The session's cookie is not sent with what another host begins, so the page asks by itself.
_HOME = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>dudao</title>'

router = APIRouter(include_in_schema=False)


def provider_of(settings: Settings) -> Provider:
    """The provider of the settings."""
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        f"{settings.public_url.rstrip('/')}{BACK}",
    )


@router.get(SIGN_ON)
def begin(request: Request) -> Response:
    """Send the browser to the provider."""
    world = world_of(request)
    secret = new_secret(Kind.SESSION, world.chance)
    try:
        address = provider_of(world.settings).address(secret)
    except SignOnError as error:
        raise _denial(error) from None
    response = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        _ASKED,
        secret,
        max_age=int(_LASTS.total_seconds()),
        path=_PATH,
        secure=world.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(BACK)
def back(request: Request, state: str = "", code: str = "") -> Response:
    """Log in whoever comes back, when an account is linked to them."""
    world = world_of(request)
    secret = request.cookies.get(_ASKED, "")
    if not (secret and code) or max(len(state), len(code)) > _LONGEST:
        raise Denial(401, Text(code="login.oidc_refused"))
    by = By("", world.clock(), world.chance)
    try:
        subject = provider_of(world.settings).subject(secret, state, code, by.now)
    except SignOnError as error:
        raise _denial(error) from None
    with world.store.writing() as session:
        answer = world.gate.admit(session, by, subject)
    if isinstance(answer, Denied):
        raise Denial(403, answer.text)
    _, logged = answer
    response = HTMLResponse(_HOME, headers={"Cache-Control": "no-store"})
    response.delete_cookie(_ASKED, path=_PATH)
    begin_session(response, world, logged, by.now)
    return response


def _denial(error: SignOnError) -> Denial:
    return Denial(503 if error.away else 401, error.text)
