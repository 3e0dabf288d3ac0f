"""Guessing passwords, from one address for many accounts: refused before it costs anything.

One account alone is looked after in `api.accounts.lockout`.
"""

import time
from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.problems import answer
from api.service.speech import language_of
from models.text import Text

WINDOW_SECONDS = 60.0
_ADDRESSES = 10_000
_LOGINS = {"/v1/login", "/login"}


class LoginRate:
    """Answers 429 when so many logins from an address failed, or are tried, within a minute."""

    def __init__(
        self, app: ASGIApp, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._most = most
        self._clock = clock
        self._tried: dict[str, deque[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        http = scope["type"] == "http"
        if not (http and scope["method"] == "POST" and scope["path"] in _LOGINS):
            await self._app(scope, receive, send)
            return
        now = self._clock()
        tried = self._of(_source(scope), now)
        if len(tried) >= self._most:
            wait = int(tried[0] + WINDOW_SECONDS - now) + 1
            text = Text(code="problem.logins", args={"seconds": wait})
            later = {"Retry-After": str(wait)}
            refusal = answer(429, text, later, language=language_of(scope))
            await refusal(scope, receive, send)
            return
        tried.append(now)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                tried.remove(now)
            await send(message)

        await self._app(scope, receive, noted)

    def _of(self, source: str, now: float) -> deque[float]:
        """When an address tried, within the last minute; those that rest are forgotten."""
        if len(self._tried) >= _ADDRESSES:
            over = [one for one, tries in self._tried.items() if _rested(tries, now)]
            for one in over or list(self._tried)[: _ADDRESSES // 2]:
                del self._tried[one]
        tried = self._tried.setdefault(source, deque())
        while tried and tried[0] <= now - WINDOW_SECONDS:
            tried.popleft()
        return tried


def _rested(tries: deque[float], now: float) -> bool:
    return not tries or tries[-1] <= now - WINDOW_SECONDS


def _source(scope: Scope) -> str:
    """The client's address; of IPv6 the network, within which one may choose at will."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, IPv6Address):
        return str(int(address) >> 64)
    return str(address)
