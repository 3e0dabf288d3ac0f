"""`dudao compare`: scenarios from files to files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.main import app
from models.comparison import COMPARISON_SCHEMA, Comparison
from scenarios.export.json_file import read_json

Dudao = Callable[..., Result]

FEWER = '[[change]]\nremove = "inspectors"\nids = ["I001"]\n'
SUNDAY = """
[[change]]
add = "pins"
rows = [{ visit = "comprehensive-S003", start = 2027-03-07 }]
"""
FARTHER = "[[change]]\nsettings = { detour = 1.9 }\n"


def overlay(folder: Path, name: str, changes: str, file: str = "") -> Path:
    path = folder / f"{file or name}.toml"
    path.write_text(f'name = "{name}"\n\n{changes}', "utf-8")
    return path


@pytest.fixture(scope="module")
def overlays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("overlays")
    overlay(folder, "少一人", FEWER, "fewer")
    overlay(folder, "绕行", FARTHER, "farther")
    overlay(folder, "周日", SUNDAY, "sunday")
    return folder


@pytest.fixture(scope="module")
def compared(
    dataset: Path, overlays: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("compared") / "out"
    fewer, farther = overlays / "fewer.toml", overlays / "farther.toml"
    arguments = ["compare", dataset, f"{fewer}+{farther}", overlays / "sunday.toml", "--out", out]
    result = CliRunner().invoke(
        app, [str(a) for a in (*arguments, "--time-limit", 5, "--busy", 2, "--jobs", 1)]
    )
    assert result.exit_code == 0, result.output
    return out, result


def _plan(path: Path) -> dict[str, Any]:
    plan = json.loads((path / "plan.json").read_text("utf-8"))
    return {key: value for key, value in plan.items() if key != "seconds"}


def test_scenarios_are_called_what_their_overlays_are(compared: tuple[Path, Result]) -> None:
    out, result = compared
    comparison = read_json(out / "comparison.json", Comparison, COMPARISON_SCHEMA)
    assert [s.name for s in comparison.scenarios] == ["基准", "少一人+绕行", "周日"]
    assert comparison.scenarios[1].overlays == ("少一人", "绕行")
    for scenario in comparison.scenarios[:2]:
        assert (out / scenario.folder / "plan.xlsx").is_file()
        assert scenario.name in result.output
    for words in ("目标和已证明的区间", "确有差别", "comparison.html", "超过2天"):
        assert words in result.output


def test_a_scenario_that_contradicts_itself_stands_beside_the_others(
    compared: tuple[Path, Result],
) -> None:
    """Nobody can be visited on a Sunday; that is said, and the rest is compared."""
    out, result = compared
    comparison = read_json(out / "comparison.json", Comparison, COMPARISON_SCHEMA)
    _, other, sunday = comparison.scenarios
    assert other.account is not None
    assert sunday.account is None
    assert sunday.refusal
    assert not (out / "周日").exists()
    assert "“周日”无法编制" in result.output.replace("\n", "")
    assert "2027-03-07" in result.output
    assert "“周日”无法编制" in (out / "comparison.html").read_text("utf-8")


def test_figures_are_those_of_planning_alone(
    dudao: Dudao, compared: tuple[Path, Result], dataset: Path, overlays: Path, tmp_path: Path
) -> None:
    fewer, farther = overlays / "fewer.toml", overlays / "farther.toml"
    given = ("--with", fewer, "--with", farther, "--deterministic", "--time-limit", 5)
    result = dudao("plan", dataset, *given, "--out", tmp_path / "alone")
    assert result.exit_code in (0, 1), result.output
    assert _plan(tmp_path / "alone") == _plan(compared[0] / "少一人+绕行")


def test_everything_wrong_is_told_at_once_and_nothing_written(
    dudao: Dudao, dataset: Path, overlays: Path, tmp_path: Path
) -> None:
    out, fewer = tmp_path / "out", overlays / "fewer.toml"
    nobody = overlay(tmp_path, "谁", FEWER.replace("I001", "I999"), "nobody")
    broken = tmp_path / "broken.toml"
    broken.write_text('name = "坏"\n[[change]\n', "utf-8")
    base = overlay(tmp_path, "base", FARTHER)
    result = dudao(
        *("compare", dataset, fewer, fewer, nobody, f"{nobody}+{fewer}", broken, base),
        *(tmp_path / "none.toml", f"{fewer}+", "--out", out),
    )
    assert result.exit_code == 2
    told = result.output.replace("\n", "")
    for words in ("nobody.toml", "I999", "broken.toml", "none.toml", "名称重复", "相同"):
        assert words in told, result.output
    assert "6 处问题" in told
    assert not out.exists()


def test_nothing_to_compare(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    result = dudao("compare", dataset, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "没有可比较的情景" in result.output
    assert not (tmp_path / "out").exists()


def test_a_file_with_a_plus_in_its_name(
    dudao: Dudao, dataset: Path, overlays: Path, tmp_path: Path
) -> None:
    odd = overlay(tmp_path, "加", FARTHER, "a+b")
    result = dudao("compare", dataset, odd, odd, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "名称重复" in result.output.replace("\n", "")
    assert "找不到" not in result.output


@pytest.mark.parametrize("option", ["--time-limit", "--busy"])
def test_numbers_must_be_numbers(dudao: Dudao, dataset: Path, tmp_path: Path, option: str) -> None:
    result = dudao("compare", dataset, "x.toml", "--out", tmp_path / "out", option, "nan")
    assert result.exit_code == 2
    assert option in result.output
