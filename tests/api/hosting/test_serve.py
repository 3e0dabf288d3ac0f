"""`dudao serve` as it is run: its processes from the first start to the end."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import Dudao
from tests.api.hosting.served import Served, served
from tests.needs import lacking


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture(scope="module")
def admin(service: Served) -> Iterator[httpx.Client]:
    """The administrator, with a password of their own."""
    with httpx.Client(base_url=service.url) as client:
        first = {"name": "admin", "password": service.password}
        csrf = client.post("/v1/login", json=first).json()["csrf"]
        change = {"old": service.password, "new": "long enough for all"}
        answer = client.post("/v1/me/password", json=change, headers={"X-CSRF-Token": csrf})
        assert answer.status_code == 204, answer.text
        again = {"name": "admin", "password": "long enough for all"}
        assert client.post("/v1/login", json=again).status_code == 200
        yield client


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def _children(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task").glob("*/children")
    return [int(word) for file in told for word in file.read_text().split()]


def test_the_first_start_makes_an_administrator(service: Served, admin: httpx.Client) -> None:
    assert admin.get("/v1/me").json()["role"] == "administrator"
    assert service.password not in service.log.read_text()


def test_its_routes_are_shown_without_any_other_host(service: Served) -> None:
    chromium = shutil.which("chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    if chromium is None:
        lacking("there is no Chromium")
    asked: list[str] = []
    failed: list[str] = []
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda told: failed.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto(f"{service.url}/docs")
        page.wait_for_selector("#operations-accounts-log_in_v1_login_post")
        page.wait_for_selector(".auth-wrapper .authorize")
        browser.close()
    assert {url[: len(service.url)] for url in asked if not url.startswith("data:")} == {
        service.url
    }
    assert failed == []


def test_prometheus_is_told(service: Served, admin: httpx.Client) -> None:
    until(lambda: "dudao_workers_alive 1.0" in httpx.get(f"{service.url}/metrics").text)
    told = httpx.get(f"{service.url}/metrics").text
    assert 'dudao_request_seconds_count{method="GET",route="/v1/me",status="200"}' in told
    assert "dudao_queue_length 0.0" in told
    assert 'dudao_plans{state="COMPLETED"} 0.0' in told


def test_a_worker_that_dies_is_begun_again(service: Served) -> None:
    until(lambda: len(_children(service.process.pid)) == 1)
    (before,) = _children(service.process.pid)
    os.kill(before, signal.SIGKILL)
    until(lambda: _children(service.process.pid) not in ([], [before]))
    events = [json.loads(line) for line in service.log.read_text().splitlines()]
    assert {"worker died"} <= {event["event"] for event in events}


def test_the_end_leaves_no_process(service: Served, admin: httpx.Client) -> None:
    folder = service.log.parent
    assert service.end() == 0
    until(lambda: not service.alive())
    with served(folder, "--no-worker") as again:
        assert "一次性密码" not in again.told
        assert httpx.get(f"{again.url}/readyz").json() == {"status": "ready"}
        assert _children(again.process.pid) == []
        assert again.end(signal.SIGINT) == 0
    lines = service.log.read_text().splitlines()
    assert all("event" in json.loads(line) for line in lines)


def test_a_port_that_is_taken_is_told(dudao: Dudao, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = dudao("serve", "--data", tmp_path / "d", "--port", port)
    assert result.exit_code == 2
    assert f"127.0.0.1:{port} 已被占用" in result.output
    assert not (tmp_path / "d").exists()


def test_settings_that_cannot_be_used_are_told(
    dudao: Dudao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUDAO_SLOT", "2")
    result = dudao("serve")
    assert result.exit_code == 2
    assert "DUDAO_SLOTS" in result.output


def test_a_database_that_is_away_is_told(dudao: Dudao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUDAO_DATABASE_URL", "postgresql://dudao:hush@127.0.0.1:1/dudao")
    for command in (["db", "upgrade"], ["db", "current"], ["worker"]):
        result = dudao(*command)
        assert result.exit_code == 2
        assert "数据库不能访问" in result.output
        assert "hush" not in result.output


def test_a_database_is_saved_and_brought_back(dudao: Dudao, tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "all.backup"
    assert "还没有数据库" in dudao("db", "backup", file, "--data", here).output
    assert dudao("db", "current", "--data", here).exit_code == 1
    assert not here.exists()
    assert dudao("db", "upgrade", "--data", here).exit_code == 0
    assert dudao("db", "current", "--data", here).exit_code == 0
    assert dudao("db", "backup", file, "--data", here).exit_code == 0
    assert dudao("db", "backup", file, "--data", here).exit_code == 2
    assert dudao("db", "backup", file, "--data", here, "--force").exit_code == 0
    assert dudao("db", "restore", file, "--data", there).exit_code == 0
    assert "不是空的" in dudao("db", "restore", file, "--data", there).output
    file.write_bytes(file.read_bytes()[:-20])
    result = dudao("db", "restore", file, "--data", tmp_path / "damaged")
    assert result.exit_code == 2
    assert "不是完整的备份" in result.output


def test_nobody_to_reset_is_told(dudao: Dudao, tmp_path: Path) -> None:
    assert "还没有数据库" in dudao("account", "reset", "admin", "--data", tmp_path).output
    dudao("db", "upgrade", "--data", tmp_path)
    result = dudao("account", "reset", "nobody", "--data", tmp_path)
    assert result.exit_code == 2
    assert "没有这个账号：nobody" in result.output


def test_serving_needs_its_packages(dudao: Dudao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "uvicorn", None)
    monkeypatch.delitem(__import__("sys").modules, "api.hosting.server", raising=False)
    result = dudao("serve")
    assert result.exit_code == 2
    assert "dudao[service]" in result.output


def test_make_serve_is_the_command() -> None:
    made = subprocess.run(
        ["make", "--no-print-directory", "-n", "serve", "PORT=81"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.splitlines()[-1].endswith("dudao serve --port 81")
