"""Clients that send heads or bodies too slowly, or too large heads, over real sockets."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
import uvicorn
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.hosting import patience
from api.hosting.server import bound
from api.service.bodies import Bodies

BOUND_SECONDS = 0.4


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Of a service that waits for heads only so long."""
    before = patience.HEADER_SECONDS
    patience.HEADER_SECONDS = BOUND_SECONDS  # type: ignore[misc]
    config = uvicorn.Config(
        _told(Bodies(_read_all, grace=BOUND_SECONDS)),
        http=patience.PatientProtocol,
        h11_max_incomplete_event_size=patience.HEADER_BYTES,
        log_level="critical",
    )
    server = uvicorn.Server(config)
    listening = bound("127.0.0.1", 0)
    listening.listen()
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield listening.getsockname()
    server.should_exit = True
    thread.join(10)
    patience.HEADER_SECONDS = before  # type: ignore[misc]


async def _read_all(scope: Scope, receive: Receive, send: Send) -> None:
    await Request(scope, receive).body()
    await PlainTextResponse("well")(scope, receive, send)


def _told(app: ASGIApp) -> ASGIApp:
    """An application whose refusals are answered."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except HTTPException as error:
            refusal = PlainTextResponse("", error.status_code, error.headers)
            await refusal(scope, receive, send)

    return told


def _read(client: socket.socket) -> bytes:
    """All until the other side closes; fails when it does not."""
    client.settimeout(20)
    read = b""
    while piece := client.recv(65536):
        read += piece
    return read


def test_whoever_sends_nothing_is_left(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as client:
        assert _read(client) == b""


def test_whoever_sends_half_a_head_is_left(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert _read(client) == b""


def test_one_is_answered_and_may_not_dawdle_with_the_next(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        client.settimeout(20)
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET / HTTP/1.1\r\n")
        assert b"HTTP" not in _read(client)


def test_too_large_a_head_is_refused(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * (2 * patience.HEADER_BYTES))
        assert _read(client).startswith(b"HTTP/1.1 400")


def test_who_dribbles_is_left_and_all_others_are_served(address: tuple[str, int]) -> None:
    """A hundred that send a byte now and then, of a head or of a body, keep nobody waiting."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
    with ExitStack() as opened:
        bodies, heads = (
            [opened.enter_context(socket.create_connection(address)) for _ in range(50)]
            for _ in range(2)
        )
        for client in bodies:
            client.sendall(head + b"\r\n")
        for client in heads:
            client.sendall(head)
        open_, told = [*bodies, *heads], []
        while open_:
            with socket.create_connection(address) as other:
                other.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                other.settimeout(20)
                assert other.recv(65536).startswith(b"HTTP/1.1 200")
            over, _, _ = select.select(open_, [], [], 0.05)
            for client in over:  # it was answered, closed, or reset in the middle of a byte
                with suppress(OSError):
                    told.append(client.recv(65536))
                open_.remove(client)
            for client in open_:
                with suppress(OSError):
                    client.sendall(b"x")
    assert any(one.startswith(b"HTTP/1.1 408") for one in told)
