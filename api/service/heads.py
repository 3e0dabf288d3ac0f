"""HEAD, answered as GET is, without the body.

Source: RFC 9110, 9.3.2.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Has what stands behind it answer HEAD like GET, and sends the head of that."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        ended = False

        async def bare(message: Message) -> None:
            nonlocal ended
            if message["type"] == "http.response.start":
                await send(message)
            elif not ended:  # a stream learns by this that nobody listens
                ended = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        await self._app({**scope, "method": "GET"}, receive, bare)
