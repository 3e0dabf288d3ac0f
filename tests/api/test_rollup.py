"""Offices send up what they planned, and the level above adds it up."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from api.main import app
from scenarios.dataset import write_dataset
from scenarios.export.rollup import read_rollup_json
from scenarios.generate import generate
from tests.api.conftest import Dudao


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two counties with a plan each."""
    folder = tmp_path_factory.mktemp("counties")
    for policy in ("miyi-2022", "hainan-2021"):
        write_dataset(generate(schools=6, seed=1, policy=policy), folder / policy)
        folders = [str(folder / policy), "--out", str(folder / f"{policy}-plan")]
        result = CliRunner().invoke(app, ["plan", *folders, "--time-limit", "10"])
        assert result.exit_code == 0, result.output
    return {name: folder / name for name in ("miyi-2022-plan", "hainan-2021-plan", "miyi-2022")}


def test_two_counties_are_added_up(counties: dict[str, Path], dudao: Dudao, tmp_path: Path) -> None:
    one, other = counties["miyi-2022-plan"], counties["hainan-2021-plan"]
    result = dudao("rollup", one, other / "rollup.json", "--out", tmp_path / "up")
    assert result.exit_code == 0, result.output
    whole = read_rollup_json(tmp_path / "up" / "rollup.json")
    parts = [read_rollup_json(folder / "rollup.json") for folder in (one, other)]
    assert [o.office for o in whole.offices] == [p.offices[0].office for p in parts]
    book = load_workbook(tmp_path / "up" / "rollup.xlsx", read_only=True)
    assert book.sheetnames[0] == "汇总概况"
    again = dudao("rollup", tmp_path / "up", "--out", tmp_path / "again.json")
    assert again.exit_code == 0, again.output
    assert read_rollup_json(tmp_path / "again.json") == whole


def test_a_plan_with_its_data(counties: dict[str, Path], dudao: Dudao, tmp_path: Path) -> None:
    plan = counties["miyi-2022-plan"] / "plan.json"
    out = tmp_path / "one.json"
    result = dudao("rollup", plan, "--data", counties["miyi-2022"], "--out", out)
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == (counties["miyi-2022-plan"] / "rollup.json").read_bytes()


def test_an_office_that_reports_twice_and_another_year(
    counties: dict[str, Path], dudao: Dudao, tmp_path: Path
) -> None:
    one = counties["miyi-2022-plan"] / "rollup.json"
    content = json.loads(one.read_text("utf-8")) | {"year": 2026}
    old = tmp_path / "old.json"
    old.write_text(json.dumps(content), "utf-8")
    result = dudao("rollup", one, old, "--out", tmp_path / "up")
    assert result.exit_code == 2
    assert "年度不同" in result.output
    assert "已在" in result.output
    assert not (tmp_path / "up").exists()


def test_sums_that_were_changed_are_refused(
    counties: dict[str, Path], dudao: Dudao, tmp_path: Path
) -> None:
    content = json.loads((counties["miyi-2022-plan"] / "rollup.json").read_text("utf-8"))
    content["totals"][0]["figures"]["visits"] += 1
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(content), "utf-8")
    result = dudao("rollup", bad, "--out", tmp_path / "up")
    assert result.exit_code == 2
    assert "合计" in result.output


def test_the_suffix_says_what_is_written(
    counties: dict[str, Path], dudao: Dudao, tmp_path: Path
) -> None:
    one = counties["miyi-2022-plan"]
    assert dudao("rollup", one, "--out", tmp_path / "a.xlsx").exit_code == 0
    assert dudao("rollup", one, "--out", tmp_path / "a.csv").exit_code == 2
