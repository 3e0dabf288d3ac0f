"""What is read again and again: answered by 304 when the reader has it, else compressed.

The tag is a hash of the body, so that it is right whatever made it; a route that knows a cheaper
one sets it. Streams and what must not be stored pass as they are.

Source: RFC 9110, 8.8.3 (a compressed form has a tag of its own), 13.1.2.
"""

import asyncio
import gzip
import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.desk.held import HeldBytes

_SMALL = 1_000
_LARGE = 64_000
"""Bodies above are compressed in a thread, so that others are answered meanwhile."""

_LEVEL = 5
_PACKED_BYTES = 16_000_000
"""Of what was compressed so much is held, since most is read again."""

_TEXTS = ("text/", "application/json", "application/problem+json", "application/javascript")


class Conditional:
    """Answers GET with a strong `ETag`, honours `If-None-Match`, compresses texts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packed = HeldBytes(_PACKED_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        begun: Message | None = None

        async def conditional(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = message
                return
            if begun is None or message["type"] != "http.response.body":
                await send(message)
                return
            start, begun = begun, None
            if not message.get("more_body", False) and _may_be_kept(start):
                body = message.get("body", b"")
                start, message = await _told(asked, start, body, self._packed)
            await send(start)
            await send(message)

        await self._app(scope, receive, conditional)
        if begun is not None:
            await send(begun)


def _may_be_kept(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    stored = "no-store" not in headers.get("Cache-Control", "")
    return start["status"] == 200 and stored and "Content-Encoding" not in headers


async def _told(
    asked: Headers, start: Message, body: bytes, packed_before: HeldBytes
) -> tuple[Message, Message]:
    headers = MutableHeaders(raw=list(start["headers"]))
    digest = hashlib.sha256(body).hexdigest()[:32]
    tag = headers.get("ETag") or f'"{digest}"'
    text = headers.get("Content-Type", "").startswith(_TEXTS) and len(body) >= _SMALL
    if text:
        headers.add_vary_header("Accept-Encoding")
    packed = text and _takes_gzip(asked)
    if packed:
        tag = f'{tag[:-1]}-gz"'
    headers["ETag"] = tag
    headers.setdefault("Cache-Control", "private, no-cache")
    if _has(asked, tag):
        for name in ("Content-Length", "Content-Type"):
            del headers[name]
        return _start(start, 304, headers), _body(b"")
    if packed:
        before = packed_before.get(digest)
        body = before or await _packed(body)
        if before is None:
            packed_before.put(digest, body)
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
    return _start(start, 200, headers), _body(body)


async def _packed(body: bytes) -> bytes:
    if len(body) < _LARGE:
        return gzip.compress(body, _LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)


def _takes_gzip(asked: Headers) -> bool:
    for coding in asked.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _has(asked: Headers, tag: str) -> bool:
    given = [one.strip().removeprefix("W/") for one in asked.get("If-None-Match", "").split(",")]
    return tag in given or given == ["*"]


def _start(before: Message, status: int, headers: MutableHeaders) -> Message:
    return {**before, "status": status, "headers": headers.raw}


def _body(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": False}
