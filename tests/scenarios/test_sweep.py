"""Sweeps: ranges, templates, and curves that are those of planning each value alone."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from models.issue import DataError
from models.problem import Problem
from models.sweep import Sweep
from planner.audit.account import account
from planner.options import Options
from planner.pipeline import plan_year
from scenarios.export.sweep import moving, write_sweep
from scenarios.overlay import filled, laid_over
from scenarios.sweep import (
    MOST_VALUES,
    Swept,
    read_template,
    shipped_templates,
    sweep,
    sweep_cases,
    values_of,
)
from tests.planner import hamlet

OPTIONS = Options(time_limit_s=10)
VALUES = (1.0, 1.5, 2.0)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1:2:0.5", (1, 1.5, 2)),
        ("0.1:0.3:0.1", (0.1, 0.2, 0.3)),  # of which floats would miss the last
        ("0.2:0.35:0.1", (0.2, 0.3)),
        ("2:1:-0.5", (2, 1.5, 1)),
        (" 1 : 1 : 1 ", (1,)),
    ],
)
def test_range(text: str, values: tuple[float, ...]) -> None:
    assert values_of(text) == values


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_range"),
        ("1:2", "no_range"),
        ("1:2:x", "no_range"),
        ("1:nan:1", "no_range"),
        ("1:2:0", "empty_range"),
        ("2:1:0.1", "empty_range"),
        (f"1:{MOST_VALUES + 1}:1", "long_range"),
    ],
)
def test_bad_range(text: str, code: str) -> None:
    with pytest.raises(DataError) as error:
        values_of(text)
    assert [i.text.code for i in error.value.issues] == [f"sweep.problem.{code}"]


def test_shipped_templates_fit() -> None:
    assert set(shipped_templates()) == {"detour", "full-time-share", "headcount"}
    for name, x in (("detour", 1.2), ("full-time-share", 0.5), ("headcount", 1.5)):
        template = read_template(name)
        assert laid_over(_problem(), [filled(template, x)]).inspectors


def test_no_template(tmp_path: Path) -> None:
    plain = tmp_path / "plain.toml"
    plain.write_text('name = "a"\n\n[[change]]\nheadcount = 1.1\n', "utf-8")
    for name, code in (("detuor", "no_template"), (str(plain), "no_blank")):
        with pytest.raises(DataError) as error:
            read_template(name)
        assert [i.text.code for i in error.value.issues] == [f"sweep.problem.{code}"]


def test_everything_wrong_at_any_value_is_told() -> None:
    with pytest.raises(DataError) as error:
        sweep_cases(_problem(), read_template("detour"), (0.5, 1.5, 0.7), "base")
    assert [i.found for i in error.value.issues] == ["0.5", "0.7"]


def _problem() -> Problem:
    return hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}", lon=102 + n / 10) for n in range(3)),
        inspectors=hamlet.people(2),
    )


@pytest.fixture(scope="module")
def swept() -> Swept:
    template = read_template("detour")
    cases = sweep_cases(_problem(), template, VALUES, "base")
    return sweep(cases, template.name, VALUES, OPTIONS, processes=2)


def test_each_value_is_planned_as_if_alone(swept: Swept) -> None:
    template = read_template("detour")
    lines = {line.code: line for line in swept.sweep.comparison.figures}
    for number, x in enumerate(VALUES):
        problem = laid_over(_problem(), [filled(template, x)])
        plan = plan_year(problem, OPTIONS.model_copy(update={"deterministic": True}))
        alone = account(problem, plan)
        for code, value in (("km", alone.travel_km), ("cost", alone.cost_yuan)):
            at, cell = swept.sweep.curve(lines[code])[number]
            assert cell is not None
            assert (at, cell.value) == (x, value)


def test_kilometres_grow_with_the_detour(swept: Swept) -> None:
    line = next(one for one in swept.sweep.comparison.figures if one.code == "km")
    km = [cell.value for _, cell in swept.sweep.curve(line) if cell]
    assert km == sorted(km)
    assert km[0] < km[-1]
    assert line in moving(swept.sweep)
    assert all(one.code != "visits" for one in moving(swept.sweep))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_files(swept: Swept, tmp_path: Path, language: str) -> None:
    files = write_sweep(swept, tmp_path, language, plans=True)
    assert [file.name for file in files[:3]] == ["sweep.json", "sweep.xlsx", "sweep.html"]
    assert len(files) == 3 + 1 + len(VALUES)
    read = Sweep.model_validate(json.loads((tmp_path / "sweep.json").read_bytes()))
    assert read == swept.sweep
    with ZipFile(tmp_path / "sweep.xlsx") as book:
        charts = [name for name in book.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == len(moving(swept.sweep))
    page = (tmp_path / "sweep.html").read_text("utf-8")
    assert page.count("<polyline") >= len(charts)
    assert "<script" not in page
