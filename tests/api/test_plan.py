import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from scenarios.dataset import write_dataset
from scenarios.export import read_plan_json
from scenarios.generate import generate

Dudao = Callable[..., Result]


def _everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_plan_writes_all_files(planned: Path) -> None:
    names = {path.name for path in planned.iterdir()}
    assert names == {"plan.json", "plan.xlsx", "summary.md", "rollup.json", "rollup.xlsx", "ics"}
    assert (planned / "ics" / "office.ics").exists()
    assert read_plan_json(planned / "plan.json").visits


def test_plan_says_what_it_did(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    result = dudao("plan", dataset, "--out", tmp_path, "--time-limit", 20)
    assert result.exit_code == 0, result.output
    for words in ("责任区划分", "差距", "plan.xlsx", "个日历"):
        assert words in result.output


def test_deterministic_runs_are_equal(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    contents = []
    for name in "ab":
        dudao("plan", dataset, "--out", tmp_path / name, "--deterministic", "--time-limit", 10)
        content = json.loads((tmp_path / name / "plan.json").read_bytes())
        content.pop("seconds")
        contents.append(content)
    assert contents[0] == contents[1]


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_out_that_is_a_file(where: str, dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = dudao("plan", dataset, "--out", tmp_path / where)
    assert result.exit_code == 2
    assert "不是文件夹" in result.output.replace("\n", "")
    assert _everything(tmp_path) == ["file"]


@pytest.mark.parametrize("argument", ["no-such-county", "", "/", "/dev/null", "/no/such/path"])
def test_data_that_are_none(argument: str, dudao: Dudao, tmp_path: Path) -> None:
    result = dudao("plan", argument, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert _everything(tmp_path) == []


def test_all_problems_are_told_at_once(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in dataset.iterdir():
        text = path.read_text("utf-8-sig")
        if path.name.startswith(("inspectors", "leave")):
            lines = text.splitlines()
            text = "\n".join([*lines, "x,y"])
        (broken / path.name).write_text(text, "utf-8")
    result = dudao("plan", broken, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert "inspectors" in result.output
    assert "leave" in result.output
    assert "没有写入任何文件" in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--time-limit", "0"],
        ["--time-limit", "nan"],
        ["--time-limit", "inf"],
        ["--seed", "-1"],
        ["--workers", "0"],
        ["--lang", "fr"],
    ],
)
def test_bad_options(options: list[str], dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    result = dudao("plan", dataset, "--out", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert _everything(tmp_path) == []


def test_full_disk_leaves_nothing(
    dudao: Dudao, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "plan.xlsx")

    monkeypatch.setattr("scenarios.export.workbook.write_workbook", full)
    result = dudao("plan", dataset, "--out", tmp_path / "out", "--time-limit", 5)
    assert result.exit_code == 2, result.output
    assert "磁盘已满" in result.output
    assert _everything(tmp_path) == []


def test_a_fault_of_the_program_shows_no_traceback(
    dudao: Dudao, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("solver gone")

    monkeypatch.setattr("planner.pipeline.plan_year", broken)
    result = dudao("plan", dataset, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "solver gone" in result.output
    assert "Traceback" not in result.output


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    problem = generate(schools=60, seed=2, policy="miyi-2022")
    write_dataset(problem.model_copy(update={"history": ()}), folder)
    return folder


def _start(dataset: Path, out: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "api", "plan", str(dataset), "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--time-limit", "600"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "责任区划分" in line:
            return process
    raise AssertionError("planning ended before it reached the zones")


def test_first_interrupt_keeps_the_best_plan(large: Path, tmp_path: Path) -> None:
    process = _start(large, tmp_path / "out")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=300)
    assert process.returncode in (0, 1), output
    assert read_plan_json(tmp_path / "out" / "plan.json").status == "interrupted"
    assert "被中断" in output
    assert "中断" in (tmp_path / "out" / "summary.md").read_text("utf-8")
