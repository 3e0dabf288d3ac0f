"""`dudao rotate`: who checks whom, what next year takes up, and what stands in the way."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from typer.testing import Result

from models.base import rebuilt
from models.calendar import Term, WorkCalendar
from scenarios.dataset import read_dataset, write_dataset
from scenarios.shipped import find_dataset

Dudao = Callable[..., Result]


def test_who_checks_whom(dudao: Dudao, tmp_path: Path) -> None:
    result = dudao("rotate", "shuangjian-2027", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "第2批" in result.output
    assert "未证明" not in result.output
    (rotation,) = json.loads((tmp_path / "out" / "rotations.json").read_text("utf-8"))
    assert [len(batch["checks"]) for batch in rotation["batches"]] == [6, 6]


def test_next_year_takes_the_checks_up(dudao: Dudao, tmp_path: Path) -> None:
    dudao("rotate", "shuangjian-2027", "--out", tmp_path / "out")
    problem = read_dataset(find_dataset("shuangjian-2027"))
    spring = Term(name="春", start=date(2028, 3, 1), end=date(2028, 7, 7))
    calendar = WorkCalendar(year=2028, terms=(spring,))
    folder = tmp_path / "next"
    write_dataset(rebuilt(problem, calendar=calendar), folder)
    (folder / "past_checks.csv").write_bytes((tmp_path / "out" / "past_checks.csv").read_bytes())
    assert len(read_dataset(folder).past_checks) == 12
    result = dudao("rotate", folder, "--out", tmp_path / "again")
    assert result.exit_code == 0, result.output
    first, second = (
        {
            (check["checker"], check["checked"])
            for batch in json.loads((tmp_path / name / "rotations.json").read_text("utf-8"))[0][
                "batches"
            ]
            for check in batch["checks"]
        }
        for name in ("out", "again")
    )
    assert first.isdisjoint(second)


def test_what_stands_in_the_way(dudao: Dudao, tmp_path: Path) -> None:
    problem = read_dataset(find_dataset("shuangjian-2027"))
    office = next(r.id for r in problem.regions if r.level == "county")
    folder = tmp_path / "data"
    write_dataset(problem, folder)
    lines = "地区一,地区二\n" + "".join(
        f"{office},{r.id}\n" for r in problem.regions if r.level == "county" and r.id != office
    )
    (folder / "strangers.csv").write_text(lines, "utf-8")
    result = dudao("rotate", folder)
    assert result.exit_code == 1
    assert "无人检查" in result.output
    assert "不得互查" in result.output
    english = dudao("rotate", folder, "--lang", "en")
    assert "must not check each other" in english.output


def test_a_data_set_without_cross_checks(dudao: Dudao) -> None:
    assert dudao("rotate", "miyi-2027").exit_code == 2
