"""docs/deploy.md says what the program does."""

import re
import shlex
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.main import get_command

from api.hosting.patience import HEADER_BYTES, HEADER_SECONDS
from api.hosting.server import GRACE_SECONDS, KEEP_ALIVE_SECONDS
from api.main import app
from api.service import bodies
from api.settings import PREFIX, Settings

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "deploy.md").read_text("utf-8")
UNITS = sorted((DOCS / "deploy").glob("*.service"))


def test_every_setting_is_listed_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `(DUDAO_\w+)` \| (?:`([^`]*)` )?\|", PAGE, re.MULTILINE))
    expected = {}
    for name, field in Settings.model_fields.items():
        value = field.default
        plain = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        expected[f"{PREFIX}{name}".upper()] = plain
    assert listed == expected


def _commands() -> list[str]:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    units = [
        line.partition("=")[2].replace("/opt/dudao/.venv/bin/", "")
        for unit in UNITS
        for line in unit.read_text("utf-8").splitlines()
        if line.startswith("ExecStart=")
    ]
    compose = (DOCS / "deploy" / "compose.yaml").read_text("utf-8")
    contained = [
        "dudao " + words.replace(",", " ").replace('"', "")
        for words in re.findall(r"^ +command: \[(.*)\]$", compose, re.MULTILINE)
    ]
    told = re.findall(r"(?:^|&& )(dudao [^#&\n]*)", blocks, re.MULTILINE)
    return [*told, *units, *contained]


@pytest.mark.parametrize("command", _commands())
def test_commands_are_understood(command: str) -> None:
    words = shlex.split(command)[1:]
    group = get_command(app)
    while words and words[0] in getattr(group, "commands", {}):
        group = group.commands[words.pop(0)]  # type: ignore[attr-defined]
    group.make_context("dudao", words)


def test_variables_that_are_named_exist() -> None:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    texts = [PAGE, *(file.read_text("utf-8") for file in (DOCS / "deploy").iterdir())]
    named = {name for text in texts for name in re.findall(r"\bDUDAO_[A-Z_]+[A-Z]\b", text)}
    assert named - known <= {"DUDAO_DB_PASSWORD"}


def test_limits_are_as_told() -> None:
    section = PAGE.partition("## Limits")[2].partition("##")[0].replace("\n", " ")
    slowest = bodies.SLOWEST_BYTES_A_SECOND / 1000
    assert f"Headers {HEADER_BYTES // 1024} kB and {HEADER_SECONDS:.0f} s" in section
    assert f"bodies {bodies.MOST_BYTES // 1_000_000} MB" in section
    assert f"{slowest:.0f} kB/s after {bodies.GRACE_SECONDS:.0f} s" in section
    assert f"closed after {KEEP_ALIVE_SECONDS} s" in section
    assert GRACE_SECONDS == 5
    assert "have five seconds" in PAGE
