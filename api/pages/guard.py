"""What stands before the pages: only one's own browser, logged in, gets to a page's socket."""

from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from anyio.to_thread import run_sync
from nicegui import Client
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.desk.world import World
from api.pages.visit import WORLD, asker_of
from api.service.identity import COOKIE

SOCKET = "/_nicegui_ws"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_CLOSED = 1008
"""RFC 6455, 7.4.1: a policy is violated."""


class Guard:
    """An application behind the checks: origin and session for whatever is not a plain reading.

    NiceGUI takes messages from any origin and from anybody who knows the id of a page.
    """

    def __init__(self, app: ASGIApp, sources: Iterable[str] = ()) -> None:
        self._app = app
        self._policy = policy(sources)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or socket."""
        asked = HTTPConnection(scope)
        world = asked.app.state.world
        assert isinstance(world, World)
        scope[WORLD] = world
        guarded = asked.url.path.startswith(SOCKET) or scope.get("method", "GET") not in _SAFE
        if guarded and not await _admitted(asked, world):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": _CLOSED})
            else:
                await PlainTextResponse("", 403)(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        if _too_large(asked, world):
            await PlainTextResponse("", 413, {"Connection": "close"})(scope, receive, send)
            return

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers(self._policy))
            await send(message)

        await self._app(scope, receive, answered)


def policy(sources: Iterable[str] = (), *, plain: bool = False) -> str:
    """What a page may load: from this host alone, and pictures from tile servers that are set.

    NiceGUI needs inline and evaluated scripts; `plain` pages of our own do not.
    """
    inline = "" if plain else " 'unsafe-inline' 'unsafe-eval'"
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self'{inline}",
            "style-src 'self'" + ("" if plain else " 'unsafe-inline'"),
            " ".join(["img-src 'self' data: blob:", *sources]),
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def headers(of_content: str) -> dict[str, str]:
    """What every page is sent with."""
    return {
        "Content-Security-Policy": of_content,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def same_origin(asked: HTTPConnection, public_url: str) -> bool:
    """Whether a request comes from a page of this very service.

    Browsers name the origin of every socket and of every form that is sent.
    """
    origin = urlsplit(asked.headers.get("Origin", "")).netloc
    return bool(origin) and origin in {asked.headers.get("Host"), urlsplit(public_url).netloc}


async def _admitted(asked: HTTPConnection, world: World) -> bool:
    polled = asked.url.path.startswith(SOCKET) and asked.headers.get("Origin") is None
    if not polled and not same_origin(asked, world.settings.public_url):
        return False
    if polled and (asked.scope["type"] == "websocket" or asked.scope["method"] not in _SAFE):
        return False
    secret = asked.cookies.get(COOKIE, "")
    page = parse_qs(asked.scope["query_string"].decode("latin-1")).get("client_id", [""])[0]
    client = Client.instances.get(page)
    if client is not None and client.request.cookies.get(COOKIE) != secret:
        return False
    return await run_sync(asker_of, world, secret) is not None


def _too_large(asked: HTTPConnection, world: World) -> bool:
    stated = asked.headers.get("Content-Length", "")
    if asked.scope["method"] in _SAFE:
        return False
    if not stated.isdecimal():
        return True  # forms of browsers say how long they are
    return int(stated) > world.settings.upload_megabytes * 1_000_000
