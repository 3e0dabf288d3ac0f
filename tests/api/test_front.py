"""`dudao front` and `dudao sweep`: from a data set to files."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from models.front import Front

Dudao = Callable[..., Result]


def test_front(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["--against", "coverage", "--points", "3", "--time-limit", "3", "--out", out]
    result = dudao("front", dataset, *arguments)
    assert result.exit_code == 0, result.output
    found = Front.model_validate_json((out / "front.json").read_bytes())
    assert len(found.points) == 3
    assert "已证明" in result.output


def test_bad_front(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    assert dudao("front", dataset, "--against", "beauty").exit_code == 2
    assert dudao("front", dataset, "--against", "coverage", "--points", "1").exit_code == 2
    assert dudao("front", tmp_path / "nowhere", "--against", "coverage").exit_code == 2


def test_sweep(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["--x", "1.1:1.2:0.1", "--out", out, "--time-limit", "3", "--lang", "en"]
    result = dudao("sweep", dataset, "detour", *arguments)
    assert result.exit_code == 0, result.output
    assert {"sweep.json", "sweep.xlsx", "sweep.html"} == {file.name for file in out.iterdir()}
    assert "detour factor" in result.output


def test_bad_sweep(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    for arguments in (["detuor", "--x", "1:2:1"], ["detour", "--x", "1-2"]):
        result = dudao("sweep", dataset, *arguments, "--out", tmp_path / "out")
        assert result.exit_code == 2
        assert not (tmp_path / "out").exists()
