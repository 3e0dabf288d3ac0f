"""Logging in and out, one's password, the language: plain forms without a socket."""

from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from nicegui import Client

from api.accounts.login import Denied
from api.accounts.passwords import SHORTEST
from api.desk.denial import Denial
from api.desk.lines import LONGEST
from api.desk.world import World, world_of
from api.pages.areas import FIRST, area
from api.pages.guard import headers, policy, same_origin
from api.pages.visit import LANGUAGE, asker_of, language_of
from api.service.identity import COOKIE, SIGN_ON, begin_session
from api.store import By, sessions
from models.text import LANGUAGES, Text, say

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form(max_length=LONGEST)]
TAGS: Mapping[str, Literal["zh-CN", "en-US"]] = {"zh": "zh-CN", "en": "en-US"}
"""The language of a document (BCP 47)."""
_YEAR = 365 * 24 * 3600


@router.get("/")
def start(request: Request) -> Response:
    """The page on which one begins."""
    who = asker_of(world_of(request), request.cookies.get(COOKIE, ""))
    if who is None:
        return RedirectResponse("/login", 303)
    return RedirectResponse(area(FIRST[who.account.role]).path, 303)


@router.get("/login")
def login_form(request: Request, next: str = "", changed: str = "") -> Response:
    """The form to log in; `changed`: somebody comes from changing the password."""
    return _login(request, next, None, 200, note="changed" if changed else "note")


@router.post("/login")
def log_in(request: Request, name: Field, password: Field, next: Field = "") -> Response:
    """Log in and go to the page that was asked for."""
    world = _own(request)
    by = By("", world.clock(), world.chance)
    name = _clean(name)
    answer = world.gate.log_in(world.store, by, name, password)
    if isinstance(answer, Denied):
        return _login(request, next, answer.text, 401 if answer.wait is None else 429, name=name)
    account, logged = answer
    onward = local(next)
    if account.must_change:
        onward = f"/password?next={quote(onward)}"
    response = RedirectResponse(onward, 303, {"Cache-Control": "no-store"})
    begin_session(response, world, logged, by.now)
    return response


@router.post("/logout")
async def log_out(request: Request) -> Response:
    """End the session, and the pages that are open in it."""
    world = _own(request)
    secret = request.cookies.get(COOKIE, "")
    await run_sync(_end, world, secret)
    close_pages(secret)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/password")
def password_form(request: Request, next: str = "") -> Response:
    """The form for a new password."""
    return _password(request, next, None, 200)


@router.post("/password")
def change_password(request: Request, old: Field, new: Field, next: Field = "") -> Response:
    """Set a new password, which logs out everywhere."""
    world = _own(request)
    who = asker_of(world, request.cookies.get(COOKIE, ""))
    if who is None:
        return RedirectResponse("/login", 303)
    denied = world.gate.change_password(world.store, who.by, who.account, old, new)
    if denied is not None:
        return _password(request, next, denied.text, 422 if denied.wait is None else 429)
    return RedirectResponse(f"/login?changed=1&next={quote(local(next))}", 303)


@router.get("/language")
def set_language(to: str, next: str = "") -> Response:
    """Choose a language for this browser."""
    response = RedirectResponse(local(next), 303)
    if to in LANGUAGES:
        response.set_cookie(LANGUAGE, to, max_age=_YEAR, httponly=True, samesite="lax")
    return response


def local(address: str) -> str:
    """An address if it is a page here, else the start: nobody is sent to another host."""
    parts = urlsplit(address)
    plain = address.isprintable() and "\\" not in address
    inside = address.startswith("/") and not address.startswith("//")
    return address if plain and inside and not (parts.scheme or parts.netloc) else "/"


def close_pages(secret: str) -> None:
    """Send the open pages of a session, in this process, to the form to log in."""
    for client in list(Client.instances.values()):
        if secret and client.request.cookies.get(COOKIE) == secret:
            client.open("/login")


def missing(request: Request) -> HTMLResponse:
    """The page for an address where there is none."""
    chosen = language_of(request)
    body = (
        f'<p class="entry-note">{_word("pages.missing.text", chosen)}</p>'
        f'<p><a class="entry-button" href="/">{_word("pages.missing.home", chosen)}</a></p>'
    )
    return _document("pages.missing.title", body, chosen, 404)


def _own(request: Request) -> World:
    world = world_of(request)
    if not same_origin(request, world.settings.public_url):
        raise Denial(403, Text(code="problem.forbidden"))
    return world


def _end(world: World, secret: str) -> None:
    with world.store.writing() as session:
        sessions.end(session, secret)


def _login(
    request: Request,
    onward: str,
    fault: Text | None,
    status: int,
    *,
    name: str = "",
    note: str = "note",
) -> HTMLResponse:
    fields = [("name", "text", "username"), ("password", "password", "current-password")]
    other = ""
    if world_of(request).settings.oidc_issuer:
        words = _word("pages.login.elsewhere", language_of(request))
        other = f'<p><a class="entry-button" href="{SIGN_ON}">{words}</a></p>'
    told = Text(code=f"pages.login.{note}")
    return _form(request, "login", fields, onward, fault, status, told, {"name": name}, other)


def _password(request: Request, onward: str, fault: Text | None, status: int) -> Response:
    if asker_of(world_of(request), request.cookies.get(COOKIE, "")) is None:
        return RedirectResponse("/login", 303)
    fields = [("old", "password", "current-password"), ("new", "password", "new-password")]
    told = Text(code="pages.password.note", args={"least": SHORTEST})
    return _form(request, "password", fields, onward, fault, status, told)


def _form(
    request: Request,
    name: str,
    fields: list[tuple[str, str, str]],
    onward: str,
    fault: Text | None,
    status: int,
    note: Text,
    given: Mapping[str, str] = MappingProxyType({}),
    other: str = "",
) -> HTMLResponse:
    """A form of fields; what was `given` stands in them, and the first that is empty waits."""
    language = language_of(request)
    first = next(field for field, *_ in fields if not given.get(field))
    inputs = "".join(
        f'<label for="{field}">{_word(f"pages.{name}.{field}", language)}</label>'
        f'<input id="{field}" name="{field}" type="{kind}" autocomplete="{complete}" '
        f'maxlength="{LONGEST}" value="{escape(given.get(field, ""))}" required'
        f"{' autofocus' if field == first else ''}>"
        for field, kind, complete in fields
    )
    told = (
        f'<p class="entry-fault" role="alert">{escape(say(fault, language))}</p>' if fault else ""
    )
    body = (
        f'<p class="entry-note">{escape(say(note, language))}</p>{told}'
        f'<form method="post" action="/{name}">{inputs}'
        f'<input type="hidden" name="next" value="{escape(local(onward))}">'
        f'<button class="entry-button">{_word(f"pages.{name}.send", language)}</button></form>'
        f"{other}"
    )
    return _document(f"pages.{name}.title", body, language, status, onward=f"/{name}")


def _document(title: str, body: str, language: str, status: int, onward: str = "/") -> HTMLResponse:
    others = "".join(
        f'<a href="/language?to={other}&amp;next={quote(onward)}" lang="{TAGS[other]}">'
        f"{_word('pages.language', other)}</a>"
        for other in LANGUAGES
        if other != language
    )
    name = _word("pages.product", language)
    content = (
        f'<!doctype html><html lang="{TAGS[language]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_word(title, language)} · {name}</title>"
        f'<link rel="icon" href="/static/icon.svg"><link rel="stylesheet" href="/static/entry.css">'
        f'</head><body><header><span class="entry-product">{name}</span>{others}</header>'
        f"<main><h1>{_word(title, language)}</h1>{body}</main></body></html>"
    )
    kept = headers(policy(plain=True)) | {"Cache-Control": "no-store"}
    return HTMLResponse(content, status, kept)


def _word(code: str, language: str) -> str:
    return escape(say(Text(code=code), language))


def _clean(name: str) -> str:
    # PostgreSQL takes no control characters; no account has any in its name.
    return "".join(sign for sign in name if sign.isprintable())
