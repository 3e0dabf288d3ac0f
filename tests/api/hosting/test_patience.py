"""Clients that send the head of a request too slowly, or too large a one, over real sockets."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from api.hosting import patience
from api.hosting.server import bound

BOUND_SECONDS = 0.4


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Of a service that waits for heads only so long."""
    before = patience.HEADER_SECONDS
    patience.HEADER_SECONDS = BOUND_SECONDS  # type: ignore[misc]
    config = uvicorn.Config(
        PlainTextResponse("well"),
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
