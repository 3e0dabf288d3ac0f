import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import Result

from models.plan import AnnualPlan
from models.region import Level
from scenarios.dataset import read_dataset, write_dataset
from scenarios.export import read_plan_json

Dudao = Callable[..., Result]

COMMANDS = (
    "plan",
    "check",
    "audit",
    "why",
    "who",
    "template",
    "generate",
    "show",
    "datasets",
    "draw",
)


def test_help_speaks_chinese_and_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "api", "--help"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert all(name in result.stdout for name in COMMANDS)
    assert "命令" in result.stdout
    for heavy in ("ortools", "networkx", "xlsxwriter", "icalendar", "pandas", "fastapi", "httpx"):
        assert heavy not in result.stderr


def test_help_in_english() -> None:
    command = [sys.executable, "-m", "api", "plan", "--help", "--lang", "en"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Time limit" in result.stdout
    assert "Usage: dudao plan [OPTIONS]" in result.stdout


def test_help_has_no_english_words_of_typer(dudao: Dudao) -> None:
    for arguments in (["--help"], *([name, "--help"] for name in COMMANDS)):
        output = dudao(*arguments).output
        assert "用法：" in output
        assert "显示本说明" in output
        for word in ("Usage", "OPTIONS", "default", "required", "Show this"):
            assert word not in output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["plan", "x"], "缺少 --out"),
        (["plan", "--out", "y"], "缺少 DATASET"),
        (["plan", "x", "--out"], "选项 --out 缺少取值"),
        (["plan", "x", "--ouy", "y"], "没有选项 --ouy。是否指 --out？"),
        (["plan", "x", "--out", "y", "--seed", "many"], "--seed 应是数"),
        (["plan", "x", "--out", "y", "--time-limit", "-1"], "--time-limit 应是数"),
        (["plan", "x", "--out", "y", "--time-limit", "inf"], "--time-limit 无效：必须是有限的正数"),
        (["check", "x", "--lang", "fr"], "--lang 无效：语言只能是"),
        (["plna"], "命令行有误："),
        (["check", "x", "y"], "命令行有误："),
    ],
)
def test_wrong_arguments_are_told_in_chinese(
    dudao: Dudao, arguments: list[str], complaint: str
) -> None:
    result = dudao(*arguments)
    assert result.exit_code == 2
    assert complaint in result.output


def test_version(dudao: Dudao) -> None:
    assert dudao("--version").output.startswith("dudao 0.")


def test_check(dudao: Dudao, dataset: Path) -> None:
    result = dudao("check", dataset)
    assert result.exit_code == 0, result.output
    assert "数据没有问题：" in result.output
    assert "my.4.1a" in result.output


def test_check_in_english(dudao: Dudao, dataset: Path) -> None:
    assert "The data are sound" in dudao("check", dataset, "--lang", "en").output
    assert "The data are sound" in dudao("--lang", "en", "check", dataset).output


def test_check_of_nothing(dudao: Dudao, tmp_path: Path) -> None:
    assert dudao("check", tmp_path).exit_code == 2
    assert dudao("check", tmp_path / "none").exit_code == 2


def test_audit_of_a_plan(dudao: Dudao, dataset: Path, planned: Path) -> None:
    result = dudao("audit", planned / "plan.json", "--data", dataset)
    assert result.exit_code == 0, result.output
    assert "全部条款均得到满足" in result.output


def test_audit_of_the_written_workbook(dudao: Dudao, dataset: Path, planned: Path) -> None:
    result = dudao("audit", planned / "plan.xlsx", "--data", dataset)
    assert result.exit_code == 0, result.output


def test_audit_says_when_the_data_have_changed(
    dudao: Dudao, dataset: Path, planned: Path, tmp_path: Path
) -> None:
    plan = planned / "plan.json"
    assert json.loads(dudao("audit", plan, "--data", dataset, "--json").stdout)["warnings"] == []
    problem = read_dataset(dataset)
    write_dataset(problem.model_copy(update={"note": "changed"}), tmp_path / "changed")
    result = dudao("audit", plan, "--data", tmp_path / "changed")
    assert result.exit_code == 0
    assert "与编制该计划时的内容不同" in result.output
    content = json.loads(dudao("audit", plan, "--data", tmp_path / "changed", "--json").stdout)
    assert len(content["warnings"]) == 1
    write_dataset(problem.model_copy(update={"id": "other"}), tmp_path / "other")
    assert "other" in dudao("audit", plan, "--data", tmp_path / "other").output


@pytest.fixture
def spoilt(planned: Path, tmp_path: Path) -> Path:
    """The plan with a comprehensive visit less."""
    plan = read_plan_json(planned / "plan.json")
    visits = list(plan.visits)
    visits.remove(next(v for v in visits if "comprehensive" in v.programmes))
    path = tmp_path / "spoilt.json"
    changed: AnnualPlan = plan.model_copy(update={"visits": tuple(visits)})
    path.write_text(changed.model_dump_json())
    return path


def test_audit_of_a_spoilt_plan(dudao: Dudao, dataset: Path, spoilt: Path) -> None:
    result = dudao("audit", spoilt, "--data", dataset)
    assert result.exit_code == 1, result.output
    assert "coverage" in result.output
    assert "my.2.2" in result.output


def test_audit_for_machines(dudao: Dudao, dataset: Path, spoilt: Path) -> None:
    result = dudao("audit", spoilt, "--data", dataset, "--json")
    content = json.loads(result.stdout)
    assert result.exit_code == 1
    assert content["kept"] is False
    assert "coverage" in {finding["rule"] for finding in content["findings"]}
    assert all(finding["message"] for finding in content["findings"])
    assert content["figures"]["visits"] > 0


@pytest.mark.parametrize("name", ["none.json", "none.xlsx", "bad.json", "bad.xlsx", "folder.xlsx"])
def test_audit_of_bad_files(name: str, dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    for bad in ("bad.json", "bad.xlsx"):
        (tmp_path / bad).write_bytes(b"%PDF-1.7")
    result = dudao("audit", tmp_path / name, "--data", dataset)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


def test_a_folder_of_results_stands_for_its_plan(
    dudao: Dudao, dataset: Path, planned: Path
) -> None:
    assert dudao("show", planned).exit_code == 0
    assert dudao("audit", planned, "--data", dataset).exit_code == 0


def test_audit_of_a_folder_that_states_a_plan(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    write_dataset(read_dataset(dataset), tmp_path / "own")
    visits = "开始日期,督导对象,项目,组长\n2027-03-17,S001,regular,I001\n"
    (tmp_path / "own" / "visits.csv").write_text(visits, "utf-8")
    result = dudao("audit", tmp_path / "own")
    assert result.exit_code == 1, result.output
    assert "督导 1 次" in result.output


def test_only_the_reader_says_what_may_not_be_read(
    dudao: Dudao, dataset: Path, planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_, **__: False)
    assert dudao("show", planned / "plan.json").exit_code == 0
    assert dudao("audit", planned / "plan.json", "--data", dataset).exit_code == 0


def test_audit_needs_data(dudao: Dudao, planned: Path) -> None:
    result = dudao("audit", planned / "plan.json")
    assert result.exit_code == 2
    assert "--data" in result.output


def test_template(dudao: Dudao, tmp_path: Path) -> None:
    path = tmp_path / "new" / "template.xlsx"
    assert dudao("template", path).exit_code == 0
    assert path.read_bytes().startswith(b"PK")
    assert dudao("template", path).exit_code == 2
    assert dudao("template", path, "--force").exit_code == 0


def test_workbooks_speak_the_language(dudao: Dudao, tmp_path: Path) -> None:
    template, county = tmp_path / "template.xlsx", tmp_path / "county.xlsx"
    dudao("template", template, "--lang", "en")
    dudao("generate", "--schools", 3, "--out", county, "--lang", "en")
    for path in (template, county):
        assert {"Targets", "Inspectors"} <= set(load_workbook(path).sheetnames)
        assert dudao("check", path, "--lang", "en").exit_code == 0


@pytest.mark.parametrize("name", ["county", "county.xlsx"])
def test_generate(name: str, dudao: Dudao, tmp_path: Path) -> None:
    out = tmp_path / name
    arguments = ("generate", "--schools", 5, "--seed", 3, "--policy", "hainan-2021", "--out", out)
    assert dudao(*arguments, "--inspectors", 6, "--year", 2026).exit_code == 0
    problem = read_dataset(out)
    assert problem.year == 2026
    assert sum(t.kind == "school" for t in problem.targets) == 5
    again = dudao(*arguments)
    assert again.exit_code == 2
    assert "--force" in again.output
    assert dudao(*arguments, "--force").exit_code == 0


def test_generate_a_province(dudao: Dudao, tmp_path: Path) -> None:
    out = tmp_path / "province"
    numbers = ("--schools", 40, "--counties", 4, "--prefectures", 2, "--policy", "neimenggu-2020")
    assert dudao("generate", *numbers, "--out", out).exit_code == 0
    problem = read_dataset(out)
    assert {r.level for r in problem.regions} == set(Level)
    assert "Offices short" in dudao("check", out, "--lang", "en").output
    county = next(r.id for r in problem.regions if r.level is Level.COUNTY)
    assert dudao("check", out, "--office", county).exit_code == 0
    assert dudao("check", out, "--office", "9").exit_code == 2
    assert (
        dudao("generate", "--schools", 5, "--counties", 9, "--out", tmp_path / "x").exit_code == 2
    )


def test_generate_with_an_unknown_policy(dudao: Dudao, tmp_path: Path) -> None:
    arguments = ("--schools", 5, "--policy", "../x", "--out", tmp_path / "out")
    assert dudao("generate", *arguments).exit_code == 2
    assert not (tmp_path / "out").exists()


def test_show(dudao: Dudao, planned: Path) -> None:
    result = dudao("show", planned / "plan.json")
    assert result.exit_code == 0, result.output
    assert "每月督导次数" in result.output


def test_show_a_person_a_target_a_month(dudao: Dudao, dataset: Path, planned: Path) -> None:
    plan = read_plan_json(planned / "plan.json")
    visit = plan.visits[0]
    name = read_dataset(dataset).target_by_id[visit.target].name
    for option, value in (
        ("--inspector", visit.lead),
        ("--target", visit.target),
        ("--month", visit.start.month),
    ):
        result = dudao("show", planned / "plan.json", option, value, "--data", dataset)
        assert result.exit_code == 0, result.output
        assert f"{visit.start:%Y-%m-%d}" in result.output
        assert name[:4] in result.output


def test_show_an_unknown_id(dudao: Dudao, planned: Path) -> None:
    result = dudao("show", planned / "plan.json", "--target", "S01x")
    assert result.exit_code == 2
    assert "S01x" in result.output


def test_show_of_bad_files(dudao: Dudao, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    assert dudao("show", tmp_path / "plan.json").exit_code == 2
    assert dudao("show", tmp_path / "none.json").exit_code == 2
    assert "是文件夹" in dudao("show", tmp_path.parent).output


def test_show_of_a_workbook_says_what_is_wanted(dudao: Dudao, planned: Path) -> None:
    result = dudao("show", planned / "plan.xlsx")
    assert result.exit_code == 2
    assert "这里要的是 plan.json" in result.output


def test_datasets(dudao: Dudao) -> None:
    result = dudao("datasets")
    assert result.exit_code == 0, result.output
    assert "miyi-2027" in result.output
