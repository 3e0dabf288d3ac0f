"""A real `dudao serve` in a process group of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass
class Served:
    process: "subprocess.Popen[str]"
    url: str
    told: str
    """What it said before it served."""
    log: Path

    @property
    def password(self) -> str:
        found = re.search(r"一次性密码：(\S+)", self.told)
        assert found
        return found[1]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Its exit code, after a signal."""
        self.process.send_signal(number)
        return self.process.wait(20)

    def alive(self) -> bool:
        """Whether any process of its group is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


@contextmanager
def served(
    folder: Path, *options: str, environ: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve from a folder on any free port."""
    command = [sys.executable, "-m", "api", "serve", "--data", str(folder / "data"), "--port", "0"]
    log = folder / "log"
    with log.open("a") as stderr:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, "DUDAO_LANG": "zh", **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
    try:
        told = ""
        assert process.stdout
        while (found := re.search(r"服务已启动：(http://[\d.:]+)", told)) is None:
            line = process.stdout.readline()
            assert line, f"it ended: {told}{log.read_text()}"
            told += line
        yield Served(process, found[1], told, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout
        process.stdout.close()
