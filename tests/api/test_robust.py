"""`dudao robust`: figures over random years in the terminal and in a file."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Dudao = Callable[..., Result]


def test_figures_and_file(dudao: Dudao, dataset: Path, planned: Path, tmp_path: Path) -> None:
    file = tmp_path / "years.json"
    result = dudao("robust", planned, "--data", dataset, "--runs", "20", "--out", file)
    assert result.exit_code == 0, result.output
    assert "20 个随机年份" in result.output
    assert "当天换人" in result.output
    found = json.loads(file.read_text("utf-8"))
    assert len(found["years"]) == found["runs"] == 20
    assert found["unjudged"] == 0


def test_bad_numbers_are_told(dudao: Dudao, dataset: Path, planned: Path) -> None:
    for options in (("--runs", "0"), ("--leave", "-1"), ("--leave", "nan"), ("--leave-days", "0")):
        result = dudao("robust", planned, "--data", dataset, *options)
        assert result.exit_code == 2, (options, result.output)
        assert "Traceback" not in result.output
