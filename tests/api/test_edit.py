"""`dudao edit`: taken, refused, forced, and pinned for later plans."""

import json
from pathlib import Path

import pytest

from models.plan import AnnualPlan
from scenarios.dataset import read_dataset
from scenarios.export import read_plan_json
from scenarios.overlay import laid_over, read_overlay
from tests.api.conftest import Dudao

SUNDAY = "2027-03-07"


@pytest.fixture
def plan(planned: Path) -> AnnualPlan:
    return read_plan_json(planned / "plan.json")


def movable(dudao: Dudao, planned: Path, dataset: Path, plan: AnnualPlan) -> tuple[str, str]:
    """A visit and another day on which it could be."""
    for visit in plan.visits:
        day = next((v.start for v in plan.visits if v.start > visit.start), None)
        if visit.half_days == 1 or day is None or day.month != visit.start.month:
            continue
        found = dudao("edit", planned, visit.id, "--data", dataset, "--start", day)
        if found.exit_code == 0:
            return visit.id, day.isoformat()
    raise AssertionError("no visit of this plan can be moved")


def test_taken(
    dudao: Dudao, dataset: Path, planned: Path, plan: AnnualPlan, tmp_path: Path
) -> None:
    visit, day = movable(dudao, planned, dataset, plan)
    out, pins = tmp_path / "out", tmp_path / "pins.toml"
    arguments = ("edit", planned, visit, "--data", dataset, "--start", day, "--out", out)
    result = dudao(*arguments, "--pin", pins)
    assert result.exit_code == 0, result.output
    made = read_plan_json(out / "plan.json")
    assert next(v for v in made.visits if v.id == visit).start.isoformat() == day
    assert (
        dudao("audit", out, "--data", dataset).exit_code
        == dudao("audit", planned, "--data", dataset).exit_code
    )
    problem = laid_over(read_dataset(dataset), [read_overlay(pins)])
    assert [(p.visit, str(p.start), p.team) for p in problem.pins] == [(visit, day, None)]
    # the same visit once more: the later pin holds
    text = pins.read_text("utf-8")
    again = dudao("edit", planned, visit, "--data", dataset, "--pin", pins)
    assert again.exit_code == 0, again.output
    assert pins.read_text("utf-8").startswith(text.rstrip())
    problem = laid_over(read_dataset(dataset), [read_overlay(pins)])
    old = next(v for v in plan.visits if v.id == visit)
    assert [(p.visit, p.start, p.team) for p in problem.pins] == [(visit, old.start, old.team)]


def test_refused_and_forced(
    dudao: Dudao, dataset: Path, planned: Path, plan: AnnualPlan, tmp_path: Path
) -> None:
    out, pins = tmp_path / "out", tmp_path / "pins.toml"
    visit = plan.visits[0].id
    arguments = ("edit", planned, visit, "--data", dataset, "--start", SUNDAY)
    result = dudao(*arguments, "--out", out, "--pin", pins)
    assert result.exit_code == 1
    assert "days" in result.output
    assert not out.exists()
    assert not pins.exists()
    assert dudao(*arguments, "--out", out, "--force").exit_code == 0
    told = json.loads((out / "plan.json").read_text("utf-8"))
    assert any(line["status"] == "broken" for line in told["compliance"])


def test_people_by_name(dudao: Dudao, dataset: Path, planned: Path, plan: AnnualPlan) -> None:
    visit = next(v for v in plan.visits if len(v.team) > 1)
    people = read_dataset(dataset).inspector_by_id
    names = "、".join(people[p].name for p in visit.team)
    result = dudao("edit", planned, visit.id, "--data", dataset, "--team", names)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "没有要改的内容"),
        (("--start", "2028-03-01"), "计划年度"),
        (("--start", "1.3.2027"), "年-月-日"),
        (("--half", "noon"), "am, pm"),
        (("--team", "nobody"), "没有编号 nobody"),
        (("--pin", "broken.toml"), "broken.toml"),
    ],
)
def test_bad_input(
    dudao: Dudao,
    dataset: Path,
    planned: Path,
    plan: AnnualPlan,
    options: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken.toml").write_text("name = 3\n", "utf-8")
    result = dudao("edit", planned, plan.visits[0].id, "--data", dataset, *options)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert Path("broken.toml").read_text("utf-8") == "name = 3\n"


def test_no_such_visit(dudao: Dudao, dataset: Path, planned: Path, plan: AnnualPlan) -> None:
    wrong = plan.visits[0].id[:-1] + "x"
    result = dudao("edit", planned, wrong, "--data", dataset, "--start", "2027-03-01")
    assert result.exit_code == 2
    assert "是否指" in result.output


def test_contradictory_pins_end_planning(
    dudao: Dudao, dataset: Path, plan: AnnualPlan, tmp_path: Path
) -> None:
    """Exit 2, in words, and nothing written."""
    visit = plan.visits[0]
    file, out = tmp_path / "pins.toml", tmp_path / "out"
    text = '[[change]]\nadd = "pins"\n[[change.rows]]\n'
    text += f'visit = "{visit.id}"\nstart = {SUNDAY}\n'
    file.write_text(f'name = "固定"\n{text}', "utf-8")
    result = dudao("plan", dataset, "--with", file, "--out", out)
    assert result.exit_code == 2, result.output
    assert visit.id in result.output
    assert "Traceback" not in result.output
    assert not out.exists()
    checked = dudao("check", dataset, "--with", file)
    assert checked.exit_code == 2, checked.output
    assert "不是工作日" in checked.output.replace("\n", "")
