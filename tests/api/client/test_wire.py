"""The command and servers that answer in other ways than a service does."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import Result

from api.client import wire
from api.client.server import Server, server_at
from api.client.service import events
from api.client.wire import AwayError, RedirectedError, StoppedError, Wire
from tests.planner.audit.tiny import PROBLEM

Dudao = Callable[..., Result]
Scripted = tuple[int, dict[str, str], str]


class Stub:
    """Gives the answers of a script one by one, the last again and again; notes who asks."""

    def __init__(self, *script: Scripted) -> None:
        self.asked: list[tuple[str, str]] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                number = len(stub.asked)
                stub.asked.append((self.path, self.headers.get("Authorization", "")))
                status, headers, body = script[min(number, len(script) - 1)]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02])
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def end(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def stub() -> Iterator[Callable[..., Stub]]:
    made: list[Stub] = []

    def begin(*script: Scripted) -> Stub:
        made.append(Stub(*script))
        return made[-1]

    yield begin
    for one in made:
        one.end()


def wire_to(url: str, stopped: bool = False) -> tuple[Wire, list[AwayError]]:
    told: list[AwayError] = []
    return Wire(Server(url, "secret"), told.append, lambda: stopped), told


def test_a_busy_server_is_asked_again_when_it_says(stub: Callable[..., Stub]) -> None:
    busy = (429, {"Retry-After": "1"}, '{"code": "problem.busy", "detail": "太多了"}')
    server = stub(busy, busy, (200, {}, "here"))
    made, told = wire_to(server.url)
    began = time.monotonic()
    assert made.patiently(lambda: made.ask("GET", "/x"), seconds=0.1) == "here"
    assert time.monotonic() - began >= 2
    assert len(server.asked) == 3
    assert [(str(away), away.busy, away.wait_s) for away in told] == [("太多了", True, 1)]
    made.close()


def test_waiting_can_be_given_up(stub: Callable[..., Stub]) -> None:
    server = stub((503, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}, ""))
    made, _ = wire_to(server.url, stopped=True)
    with pytest.raises(AwayError) as away:
        made.ask("GET", "/x")
    assert away.value.wait_s == 300
    with pytest.raises(StoppedError):
        made.patiently(lambda: made.ask("GET", "/x"), seconds=1000)
    made.close()


def test_the_token_goes_to_no_other_host(stub: Callable[..., Stub]) -> None:
    other = stub((200, {}, "{}"))
    server = stub((307, {"Location": f"{other.url}/x"}, ""))
    made, _ = wire_to(server.url)
    with pytest.raises(RedirectedError, match=other.url):
        made.ask("GET", "/x")
    with pytest.raises(RedirectedError), made.stream("/x"):
        pass
    made.close()
    assert [bearer for _, bearer in server.asked] == ["Bearer secret"] * 2
    assert other.asked == []


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ((503, {}, ""), 4, "没有应答"),
        ((401, {}, '{"code": "x", "detail": "请登录"}'), 2, "不接受 DUDAO_TOKEN"),
        ((404, {}, "<html>"), 2, "服务器拒绝（404）"),
        ((500, {}, ""), 3, "服务器拒绝（500）"),
        ((200, {}, "<html>"), 2, "无法理解"),
        ((301, {"Location": "http://x.invalid/"}, ""), 2, "x.invalid"),
    ],
)
def test_what_is_no_answer(
    answer: Scripted,
    code: int,
    words: str,
    stub: Callable[..., Stub],
    dudao: Dudao,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.dataset.problem_of", lambda *_: PROBLEM)
    monkeypatch.setenv("DUDAO_TOKEN", "secret")
    monkeypatch.setattr(wire.Wire.patiently, "__defaults__", (0.1,))
    server = stub(answer)
    result = dudao("--server", server.url, "plan", "x", "--out", tmp_path / "out")
    assert result.exit_code == code, result.output
    assert words in result.output.replace("\n", "")
    assert "secret" not in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--server", "http://h", "plan", "x", "--out", "y", "--workers", "8"], "--workers"),
        (["--server", "http://h", "plan", "x", "--out", "y", "--jobs", "2"], "--jobs"),
        (["--server", "http://h", "check", "x"], "check 只在本机执行"),
        (["--server", "http://h", "draw", "verify", "x"], "draw 只在本机执行"),
        (["--server", "h", "plan", "x", "--out", "y"], "--server 应是"),
        (["--server", "ftp://h", "plan", "x", "--out", "y"], "--server 应是"),
        (["--server", "http://me:word@h", "plan", "x", "--out", "y"], "--server 应是"),
        (["--server", "http://h:x", "plan", "x", "--out", "y"], "--server 应是"),
        (["--server", "http://h/?a", "plan", "x", "--out", "y"], "--server 应是"),
    ],
)
def test_what_does_not_go_with_a_server(
    arguments: list[str], words: str, dudao: Dudao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUDAO_TOKEN", "t")
    result = dudao(*arguments)
    assert result.exit_code == 2
    assert words in result.output


@pytest.mark.parametrize(("token", "words"), [(None, "DUDAO_TOKEN 里"), ("a b", "不是访问令牌")])
def test_the_token_is_in_the_environment(
    token: str | None,
    words: str,
    dudao: Dudao,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DUDAO_TOKEN", raising=False)
    if token is not None:
        monkeypatch.setenv("DUDAO_TOKEN", token)
    monkeypatch.setenv("DUDAO_SERVER", "http://127.0.0.1:1")
    result = dudao("plan", "miyi-2027", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert words in result.output.replace("\n", "")


def test_other_commands_stay_here_where_the_environment_names_a_server(
    dudao: Dudao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUDAO_SERVER", "http://127.0.0.1:1")
    result = dudao("datasets")
    assert result.exit_code == 0
    assert "miyi-2027" in result.output


@pytest.mark.parametrize(
    ("url", "exposed"),
    [
        ("http://127.0.0.1:8000/", False),
        ("http://[::1]:8000", False),
        ("http://localhost", False),
        ("https://example.org/dudao/", False),
        ("http://example.org", True),
    ],
)
def test_whether_the_token_can_be_seen_on_the_way(url: str, exposed: bool) -> None:
    server = server_at(url, {"DUDAO_TOKEN": " t\n"})
    assert (server.url, server.token, server.exposed) == (url.rstrip("/"), "t", exposed)
    assert "token" not in repr(server)


def test_events_are_read_line_by_line() -> None:
    lines = ["retry: 3000", "", ": ", "", "event: status", "data: {", "data:}", "", "data: cut"]
    assert list(events(lines)) == ["{\n}"]
