"""Guessing, from one address: passwords for many accounts, and secrets that nobody was given.

One account alone is looked after in `api.accounts.lockout`.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.problems import answer
from api.service.speech import language_of
from models.text import Text

WINDOW_SECONDS = 60.0
_ADDRESSES = 10_000
_LOGINS = {"/v1/login", "/login"}
_SECRET = ("/v1/", "/feeds/")
_OPEN = {"/v1/login", "/v1/openapi.json"}
KNOWN = "known"
"""In the state of a request: whether what it brought is of somebody; routes that ask say so."""


class Tries:
    """When each address failed within the last minute; those that rest are forgotten."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._of: dict[str, deque[float]] = {}

    def wait(self, source: str) -> int:
        """For how many seconds an address is refused; 0 when it is not."""
        now, tried = self._clock(), self._recent(source)
        return int(tried[0] + WINDOW_SECONDS - now) + 1 if len(tried) >= self._most else 0

    def note(self, source: str) -> float:
        """Count one; when it was."""
        now = self._clock()
        self._recent(source).append(now)
        return now

    def forgive(self, source: str, when: float) -> None:
        """Take one back."""
        tried = self._recent(source)
        if when in tried:
            tried.remove(when)

    def _recent(self, source: str) -> deque[float]:
        now = self._clock()
        if len(self._of) >= _ADDRESSES:
            over = [one for one, tries in self._of.items() if _rested(tries, now)]
            for one in over or list(self._of)[: _ADDRESSES // 2]:
                del self._of[one]
        tried = self._of.setdefault(source, deque())
        while tried and tried[0] <= now - WINDOW_SECONDS:
            tried.popleft()
        return tried


class LoginRate:
    """Answers 429 when so many logins from an address failed, or are tried, within a minute."""

    def __init__(
        self, app: ASGIApp, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._tries = Tries(most, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        http = scope["type"] == "http"
        if not (http and scope["method"] == "POST" and scope["path"] in _LOGINS):
            await self._app(scope, receive, send)
            return
        source = _source(scope)
        if wait := self._tries.wait(source):
            await _refuse("problem.logins", wait, scope, receive, send)
            return
        tried = self._tries.note(source)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self._tries.forgive(source, tried)
            await send(message)

        await self._app(scope, receive, noted)


class SecretRate:
    """Answers 429 when so many tokens, cookies or feeds from an address were nobody's in a minute.

    Those that were somebody's a while ago are looked up all the same: an office behind one address
    is not shut out by one of its programs that goes on with an old token.
    """

    def __init__(
        self, app: ASGIApp, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._tries = Tries(most, clock)
        self._good: OrderedDict[bytes, None] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        secret = _secret(scope) if scope["type"] == "http" else b""
        if not secret:
            await self._app(scope, receive, send)
            return
        source, digest = _source(scope), sha256(secret).digest()
        if digest not in self._good and (wait := self._tries.wait(source)):
            await _refuse("problem.secrets", wait, scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        await self._app(scope, receive, send)
        known = state.get(KNOWN)
        if known:
            self._good[digest] = None
            self._good.move_to_end(digest)
            if len(self._good) > _ADDRESSES:
                self._good.popitem(last=False)
        elif known is False:
            self._good.pop(digest, None)
            self._tries.note(source)


def _secret(scope: Scope) -> bytes:
    """What a request brings to say who it is of; nothing where nobody is asked who they are."""
    path: str = scope["path"]
    if not path.startswith(_SECRET) or path in _OPEN:
        return b""
    headers = Headers(scope=scope)
    brought = headers.get("Authorization") or headers.get("Cookie") or ""
    return (path if path.startswith("/feeds/") else brought).encode("utf-8", "replace")


async def _refuse(code: str, wait: int, scope: Scope, receive: Receive, send: Send) -> None:
    text = Text(code=code, args={"seconds": wait})
    later = {"Retry-After": str(wait)}
    await answer(429, text, later, language=language_of(scope))(scope, receive, send)


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
