"""Bodies that are neither too large nor too slow.

Routes that take uploads depend on `limited_body`, which has a limit of its own, and
`api.pages.guard` bounds uploads of pages; all others take a small body. `api.hosting.patience`
bounds the heads.
"""

import asyncio
import time

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.limits import limited_body

MOST_BYTES = 1_000_000
GRACE_SECONDS = 20.0
SLOWEST_BYTES_A_SECOND = 10_000.0
"""After the grace a body must have come at least as fast, on the average."""

_PAGES = "/_nicegui/"
_CLOSE = {"Connection": "close"}


class Bodies:
    """Refuses what is too large with 413, what comes too slowly with 408."""

    def __init__(self, app: ASGIApp, grace: float = GRACE_SECONDS) -> None:
        self._app = app
        self._grace = grace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        read = 0
        whole = False

        async def bounded() -> Message:
            nonlocal read, whole
            if whole:  # what is waited for now is that the client leaves
                return await receive()
            left = self._grace + read / SLOWEST_BYTES_A_SECOND - (time.monotonic() - began)
            try:
                message = await asyncio.wait_for(receive(), max(0.0, left))
            except TimeoutError:
                raise HTTPException(408, headers=_CLOSE) from None
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if read > MOST_BYTES and not _takes_uploads(scope):
                raise HTTPException(413, headers=_CLOSE)
            return message

        await self._app(scope, bounded, send)


def _takes_uploads(scope: Scope) -> bool:
    """Whether the route that was found, as it is before a body is read, looks after its size."""
    if scope["path"].startswith(_PAGES):
        return True
    dependant = getattr(scope.get("route"), "dependant", None)
    return any(one.call is limited_body for one in getattr(dependant, "dependencies", ()))
