"""Bodies that are not larger than they may be, however they are sent."""

from typing import Annotated

from fastapi import Depends, Request

from api.desk.denial import Denial
from api.desk.world import world_of
from models.text import Text


async def limited_body(request: Request) -> bytes:
    """The body; too large a one is refused before it is read to its end.

    Raises
    ------
    Denial
        413.
    """
    most = world_of(request).settings.upload_megabytes * 1_000_000
    stated = request.headers.get("Content-Length", "")
    read = bytearray()
    if not (stated.isdecimal() and int(stated) > most):
        async for piece in request.stream():
            read += piece
            if len(read) > most:
                break
        else:
            return bytes(read)
    raise Denial(413, Text(code="problem.http.413"), {"Connection": "close"})


Body = Annotated[bytes, Depends(limited_body)]
