"""A request id, a line in the log and a measurement for every request."""

import re
import secrets
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.hosting.logs import log
from api.service.meters import Meters
from api.service.routing import method_of, route_of

REQUEST_ID = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = {"/healthz", "/readyz", "/metrics"}


class Tracing:
    """Gives each request an id, or keeps the one it brings, and tells what came of it."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        brought = Headers(scope=scope).get(REQUEST_ID, "")
        id_ = brought if _WELL_FORMED.fullmatch(brought) else secrets.token_hex(16)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=id_)
        status = 500
        began = time.perf_counter()

        async def traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = id_
            await send(message)

        try:
            await self._app(scope, receive, traced)
        finally:
            seconds = time.perf_counter() - began
            method, route = method_of(scope), route_of(scope)
            self._meters.answered(method, route, status, seconds)
            tell = log().debug if route in _QUIET else log().info
            milliseconds = round(seconds * 1000, 1)
            tell("request", method=method, route=route, status=status, ms=milliseconds)
