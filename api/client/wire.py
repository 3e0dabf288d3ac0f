"""Requests to a service: bounded in time, repeated while it is away, never sent to another host."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from pydantic import ConfigDict, Field, ValidationError

from api.client.server import Server
from api.language import current
from models.base import Frozen

Answer = TypeVar("Answer")

AWAY_SECONDS = 60.0
"""How long a server that does not answer is asked again."""

BUSY_SECONDS = 3600.0
"""How long a server that says when to ask again (429) is asked again."""

_FIRST_PAUSE, _LONGEST_PAUSE, _LONGEST_TOLD = 0.5, 8.0, 300.0
_POLL_SECONDS = 0.1
_AWAY = frozenset({502, 503, 504})
_TIMEOUT = httpx.Timeout(120, connect=10)
# A stream gives a sign of life every 15 s.
_STREAM_TIMEOUT = httpx.Timeout(45, connect=10)


class AwayError(Exception):
    """The server does not answer, or not now; `wait_s` is when it said to ask again."""

    def __init__(self, reason: str, *, busy: bool = False, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.busy = busy
        self.wait_s = wait_s


class StoppedError(Exception):
    """The user does not want to wait for the server any longer."""


class Lenient(Frozen):
    """Part of an answer: what a newer server says besides is not looked at."""

    model_config = ConfigDict(extra="ignore")


class Fault(Lenient):
    """What is wrong in one place of a request, or of a data set."""

    place: str = ""
    row: str = ""
    column: str = ""
    found: str = ""
    detail: str = ""
    suggestion: str = ""


class Refusal(Lenient):
    """A problem (RFC 9457) in place of an answer."""

    status: int
    code: str = ""
    detail: str = ""
    errors: tuple[Fault, ...] = ()


class RefusedError(Exception):
    """The server understood and says no."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


class RedirectedError(Exception):
    """Another address answers; the token is not sent there."""


class _Told(Lenient):
    """The body of a problem; proxies in front of a server answer with other things."""

    code: str
    detail: str
    errors: tuple[Fault, ...] = Field(default=())


class Wire:
    """The connection to one server.

    Parameters
    ----------
    on_wait
        Told the first time in a row that the server does not answer.
    stop
        Asked while waiting; when it says yes, `StoppedError` is raised.
    """

    def __init__(
        self,
        server: Server,
        on_wait: Callable[[AwayError], None],
        stop: Callable[[], bool],
    ) -> None:
        self._on_wait = on_wait
        self._stop = stop
        self._http = httpx.Client(
            base_url=server.url,
            headers={
                "Authorization": f"Bearer {server.token}",
                "User-Agent": "dudao",
                "Accept-Language": current(),
            },
            timeout=_TIMEOUT,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """The body of the answer to one request, sent once.

        Raises
        ------
        AwayError
            When there is no answer, or none now.
        RefusedError
            When the answer is no.
        RedirectedError
            When it is that another address answers.
        """
        content = None if body is None else body.encode()
        sent = {**(headers or {})}
        if content is not None:
            sent["Content-Type"] = "application/json"
        try:
            answer = self._http.request(method, path, params=params, content=content, headers=sent)
        except httpx.RequestError as error:
            raise _away(error) from error
        _judge(answer)
        return answer.text

    @contextmanager
    def stream(self, path: str) -> Iterator[Iterator[str]]:
        """The lines of an answer that goes on; raises what `ask` does."""
        try:
            with self._http.stream("GET", path, timeout=_STREAM_TIMEOUT) as answer:
                if answer.status_code != httpx.codes.OK:
                    answer.read()
                    _judge(answer)
                yield answer.iter_lines()
        except httpx.RequestError as error:
            raise _away(error) from error

    def patiently(
        self,
        call: Callable[[], Answer],
        seconds: float = AWAY_SECONDS,
        *,
        stoppable: bool = True,
    ) -> Answer:
        """What a call gives, called again while the server is away.

        Only what may be sent twice belongs here.

        Raises
        ------
        AwayError
            When the server was away for so long.
        StoppedError
            When the user does not want to wait, and may stop this.
        """
        began, pause, told = time.monotonic(), _FIRST_PAUSE, False
        while True:
            try:
                return call()
            except AwayError as away:
                wait = pause if away.wait_s is None else away.wait_s
                most = BUSY_SECONDS if away.busy else seconds
                if time.monotonic() - began + wait > most:
                    raise
                if not told:
                    self._on_wait(away)
                told = True
                self._rest(wait, stoppable)
                pause = min(_LONGEST_PAUSE, pause * 2)

    def _rest(self, seconds: float, stoppable: bool) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if stoppable and self._stop():
                raise StoppedError
            time.sleep(min(_POLL_SECONDS, left))


def _away(error: httpx.RequestError) -> AwayError:
    return AwayError(str(error).strip() or type(error).__name__)


def _judge(answer: httpx.Response) -> None:
    """Raise what an answer that is none stands for."""
    status = answer.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or status in _AWAY:
        busy = status == httpx.codes.TOO_MANY_REQUESTS
        raise AwayError(_problem(answer).detail, busy=busy, wait_s=_retry_after(answer))
    if answer.is_redirect:
        raise RedirectedError(answer.headers.get("Location", ""))
    if not answer.is_success:
        raise RefusedError(_problem(answer))


def _problem(answer: httpx.Response) -> Refusal:
    status = answer.status_code
    try:
        told = _Told.model_validate_json(answer.content)
    except ValidationError:
        return Refusal(status=status, detail=f"HTTP {status} {answer.reason_phrase}".strip())
    return Refusal(status=status, code=told.code, detail=told.detail, errors=told.errors)


def _retry_after(answer: httpx.Response) -> float | None:
    """In how many seconds the server may be asked again, where it says so (RFC 9110, 10.2.3)."""
    told = answer.headers.get("Retry-After", "").strip()
    try:
        at = float(told) if told.isdecimal() else _seconds_until(parsedate_to_datetime(told))
    except ValueError:
        return None
    return min(_LONGEST_TOLD, max(_POLL_SECONDS, at))


def _seconds_until(moment: datetime) -> float:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()
