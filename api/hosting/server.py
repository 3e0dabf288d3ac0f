"""Serving an application on an address until a signal ends it."""

import gc
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from api.hosting.patience import HEADER_BYTES, PatientProtocol

GRACE_SECONDS = 5
"""For answers under way when the end is asked for; streams do not end by themselves."""

KEEP_ALIVE_SECONDS = 10

SWITCH_SECONDS = 0.0005
"""How long a thread may keep Python to itself; the default is ten times this. A request passes
between the loop and threads several times, and may wait so long each time."""

GARBAGE = 100_000
"""So many objects are made before Python looks for rings of them that nobody needs; the default is
700. The JSON of thousands of visits is parsed in half the time, as there are none in it."""


def bound(host: str, port: int) -> socket.socket:
    """A socket of an address; nobody is answered before it is served.

    Raises
    ------
    OSError
        When the address is taken, not of this machine, or not allowed.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


def serve(
    app: ASGIApp, listening: socket.socket, proxies: str, on_ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM or SIGINT; a second one does not wait for answers under way.

    Parameters
    ----------
    proxies
        Addresses, with commas between, whose word on where a request came from is taken.
    """
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        h11_max_incomplete_event_size=HEADER_BYTES,
        log_config=None,
        access_log=False,  # its lines hold secret addresses of feeds; the service writes its own
        server_header=False,
        forwarded_allow_ips=proxies,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config, on_ready)
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(GARBAGE)
    gc.freeze()  # what there is by now stays
    with closing(listening), _ending(server):
        server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """Leaves signals to us: its own handlers would end the process before its children."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


@contextmanager
def _ending(server: uvicorn.Server) -> Iterator[None]:
    def end(_signal: int, _frame: FrameType | None) -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
