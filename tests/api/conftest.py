from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api import language
from api.main import app
from scenarios.dataset import write_dataset
from scenarios.generate import generate

Dudao = Callable[..., Result]


@pytest.fixture(autouse=True)
def _speaks_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("DUDAO_LANG", raising=False)
    language.choose("zh")
    yield
    language.choose("zh")


@pytest.fixture
def dudao() -> Dudao:
    """Runs the command; output on stderr is part of `output`."""
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small county in a folder."""
    folder = tmp_path_factory.mktemp("county")
    write_dataset(generate(schools=8, seed=1, policy="miyi-2022"), folder)
    return folder


@pytest.fixture(scope="session")
def planned(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with its plan."""
    out = tmp_path_factory.mktemp("planned") / "out"
    result = CliRunner().invoke(
        app, ["plan", str(dataset), "--out", str(out), "--time-limit", "20"]
    )
    assert result.exit_code in (0, 1), result.output
    return out
