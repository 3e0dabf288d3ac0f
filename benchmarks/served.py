"""A real `dudao serve` for benchmarks: begun, begun again when it dies, asked over the network."""

import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
KINDS = ("api", "worker", "slot", "solve")
"""The processes of a service: it, its crew, each slot, and each child that solves."""

_PASSWORD = "long enough for a benchmark"
_RESTART_SECONDS = 1.0
_PATIENCE_SECONDS = 300.0


class Served:
    """A service in a process group of its own; while it is kept it is begun again when it dies."""

    def __init__(
        self, folder: Path, database: str = "", *, slots: int = 1, worker: bool = True
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.begun = 0
        self.folder = folder
        self._told, self.log = folder / "told", folder / "log"
        self._command = [sys.executable, "-m", "api", "serve", f"--port={self.port}"]
        self._command += [f"--data={folder / 'data'}", f"--slots={slots}"]
        self._command += [] if worker else ["--no-worker"]
        self.environ = {**os.environ, "DUDAO_LANG": "zh", "PYTHONPATH": str(ROOT)}
        if database:
            self.environ["DUDAO_DATABASE_URL"] = database
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._keep)

    def begin(self) -> None:
        """Begin, and keep it up from now on as systemd would: a second after each death."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that it is ended in any case
        self._keeper.start()

    def end(self) -> None:
        """End it and all of its group."""
        self._ended.set()
        self._keeper.join()
        assert self._process
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def processes(self) -> dict[str, list[int]]:
        """What lives of it now, by kind."""
        found: dict[str, list[int]] = {kind: [] for kind in KINDS}
        if self._process is None or self._process.poll() is not None:
            return found
        found["api"] = [self._process.pid]
        parents = _parents()
        for kind, above in zip(KINDS[1:], KINDS, strict=False):
            found[kind] = [pid for pid, parent in parents.items() if parent in found[above]]
        return found

    def administrator(self) -> str:
        """A token of the first administrator, who is given a password first."""
        until(lambda: self._told.exists() and "一次性密码" in self._told.read_text())
        found = re.search(r"一次性密码：(\S+)", self._told.read_text())
        assert found
        until(self.answers)
        with httpx.Client(base_url=self.url, timeout=60) as client:
            first = {"name": "admin", "password": found[1]}
            csrf = client.post("/v1/login", json=first).raise_for_status().json()["csrf"]
            change = {"old": found[1], "new": _PASSWORD}
            headers = {"X-CSRF-Token": csrf}
            client.post("/v1/me/password", json=change, headers=headers).raise_for_status()
            again = {"name": "admin", "password": _PASSWORD}
            csrf = client.post("/v1/login", json=again).raise_for_status().json()["csrf"]
            headers = {"X-CSRF-Token": csrf}
            made = client.post("/v1/me/tokens", json={"name": "benchmark"}, headers=headers)
            return str(made.raise_for_status().json()["secret"])

    def answers(self) -> bool:
        """Whether it and its database answer now."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def _keep(self) -> None:
        while not self._ended.is_set():
            with self._told.open("ab") as told, self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._command,
                    cwd=ROOT,
                    env=self.environ,
                    stdout=told,
                    stderr=log,
                    start_new_session=True,
                )
            self.begun += 1
            while self._process.poll() is None and not self._ended.wait(0.1):
                pass
            self._ended.wait(_RESTART_SECONDS)


class Client:
    """Asks a service, again and again while it does not answer or says that one shall ask later."""

    def __init__(self, served: Served, token: str) -> None:
        self.token = token
        self._http = httpx.Client(
            base_url=served.url, timeout=300, headers={"Authorization": f"Bearer {token}"}
        )
        self.answers: Counter[str] = Counter()

    def __call__(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer, which is neither 429 nor of the server's own fault."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                answer = self._http.request(method, path, **more)
                self.answers[str(answer.status_code)] += 1
                if answer.status_code < 500 and answer.status_code != 429:
                    return answer
            except httpx.TransportError as error:
                self.answers[type(error).__name__] += 1
            if time.monotonic() > end:
                raise TimeoutError(f"{method} {path} was not answered: {dict(self.answers)}")
            time.sleep(0.5)

    def upload(self, problem: str) -> str:
        """The id of a data set, which is uploaded as JSON."""
        headers = {"Content-Type": "application/json"}
        answer = self("POST", "/v1/datasets", content=problem.encode(), headers=headers)
        return str(answer.raise_for_status().json()["id"])

    def submit(self, key: str, dataset: str, **options: object) -> str:
        """The id of a plan that is submitted under a key."""
        body = {"dataset": dataset, "options": options}
        answer = self("POST", "/v1/plans", json=body, headers={"Idempotency-Key": key})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def state(self, plan: str) -> str:
        """The state a plan is in."""
        return str(self("GET", f"/v1/plans/{plan}/status").raise_for_status().json()["state"])


OVER = ("COMPLETED", "INCOMPLETE", "FAILED")


@contextmanager
def postgres(folder: Path) -> Iterator[Any]:
    """A PostgreSQL server with its data in a folder: the `PostgresServer` of pgserver."""
    import pgserver

    logging.getLogger("pgserver").setLevel(logging.CRITICAL)
    server = pgserver.get_server(folder / "postgres")  # type: ignore[attr-defined]
    try:
        yield server
    finally:
        server.cleanup()


@contextmanager
def room(megabytes: int) -> Iterator[Path]:
    """A folder on a file system of its own of that size; needs root on Linux.

    Raises
    ------
    CalledProcessError
        When it cannot be mounted.
    """
    with TemporaryDirectory(prefix="dudao-room-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        size = f"size={megabytes}m,mode=755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", name], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def until(true: Any, seconds: float = 120) -> None:
    """Wait until a call says yes."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("waited too long")
        time.sleep(0.1)


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def loop_seconds() -> float:
    """How long this machine takes now for ten million turns of an empty loop: 0.48 when idle."""
    began = time.perf_counter()
    for _ in range(10_000_000):
        pass
    return time.perf_counter() - began


def untimed(text: str) -> object:
    """A plan without seconds, the only part that may differ."""
    return _without(json.loads(text))


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without(one) for key, one in value.items() if key != "seconds"}
    return [_without(one) for one in value] if isinstance(value, list) else value


def _parents() -> dict[int, int]:
    """The parent of each process that is one of `python -m api…`."""
    found: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if b"\0api" in (entry / "cmdline").read_bytes():
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    if fields[0] != "Z":
                        found[int(entry.name)] = int(fields[1])
    return found


def free_bytes(folder: Path) -> int:
    """How much room is left where a folder lies."""
    return shutil.disk_usage(folder).free
