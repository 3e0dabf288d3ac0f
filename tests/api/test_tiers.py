"""`dudao plan` and `dudao audit` for a data set of several offices."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.main import app
from models.tiers import OWN, TieredPlan
from scenarios.dataset import read_dataset, write_dataset
from scenarios.export.json_file import read_any_json
from tests.planner.tiers.realm import policy, pool, realm

Dudao = Callable[..., Result]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small province in a folder."""
    folder = tmp_path_factory.mktemp("province")
    problem = realm(2, policy=policy(caps=()), joint_pools=pool("x00", "x01"))
    write_dataset(problem, folder)
    return folder


@pytest.fixture(scope="module")
def out(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with its plans."""
    folder = tmp_path_factory.mktemp("planned") / "out"
    arguments = ["plan", str(data), "--out", str(folder), "--jobs", "2", "--time-limit", "5"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    for words in ("7/7", "各级督导机构", "x11 县x11", "无人同时在两处"):
        assert words in result.output
    return folder


def test_a_folder_for_each_office(out: Path, data: Path) -> None:
    plan = read_any_json(out / "plan.json")
    assert isinstance(plan, TieredPlan)
    folders = sorted(path.name for path in (out / "offices").iterdir())
    assert folders == sorted(
        f"{one.key} {read_dataset(data).tree[one.office].name}" for one in plan.offices
    )
    for folder in (out / "offices").iterdir():
        assert {"plan.json", "plan.xlsx", "summary.md", "ics"} <= {p.name for p in folder.iterdir()}
    assert not (out / "sealed").exists()


def test_the_whole_plan_is_audited_again(dudao: Dudao, out: Path, data: Path) -> None:
    result = dudao("audit", out, "--data", data, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["kept"]


def test_an_office_is_audited_with_the_visits_of_the_others(
    dudao: Dudao, out: Path, data: Path
) -> None:
    for office in ("x 省", "x00 县x00"):
        result = dudao("audit", out / "offices" / office, "--data", data)
        assert result.exit_code == 0, result.output
        assert "注意" not in result.output


def test_a_visit_moved_onto_one_of_another_office_is_found(
    dudao: Dudao, out: Path, data: Path, tmp_path: Path
) -> None:
    content = json.loads((out / "plan.json").read_text("utf-8"))
    plans = {one["office"]: one["plan"] for one in content["offices"]}
    other = plans["x"]["visits"][0]
    county = next(i for i, plan in plans.items() if len(i) == 3 and other["target"].startswith(i))
    moved = next(v for v in plans[county]["visits"] if v["target"] == other["target"])
    moved |= {"start": other["start"], "end": other["start"], "half": "am"}
    (tmp_path / "plan.json").write_text(json.dumps(content), "utf-8")
    result = dudao("audit", tmp_path, "--data", data, "--json")
    assert result.exit_code == 1
    rules = {(f["office"], f["rule"]) for f in json.loads(result.output)["findings"]}
    assert {("", "gaps"), (county, "gaps")} <= rules


def test_what_needs_the_plan_of_one_office_says_so(dudao: Dudao, out: Path, data: Path) -> None:
    result = dudao("why", out, "whatever", "--data", data)
    assert result.exit_code == 2
    assert "多个督导机构" in result.output


@pytest.mark.parametrize("office", ["x", "x00"])
def test_an_office_is_replanned_around_all_others(
    dudao: Dudao, out: Path, data: Path, tmp_path: Path, office: str
) -> None:
    whole = json.loads((out / "plan.json").read_text("utf-8"))
    (own,) = (one for one in whole["offices"] if (one["office"], one["task"]) == (office, OWN))
    visit = max(own["plan"]["visits"], key=lambda v: v["start"])
    closed = tmp_path / "closed.toml"
    change = f'close = ["{visit["target"]}"]\nfrom = {visit["start"]}\nuntil = {visit["end"]}'
    closed.write_text(f'name = "closed"\n[[change]]\n{change}\n', "utf-8")
    (folder,) = (out / "offices").glob(f"{office} *")
    since = f"{visit['start'][:8]}01"
    words = ["--data", data, "--with", closed, "--from", since, "--out", tmp_path / "new"]
    result = dudao("replan", folder, *words)
    assert result.exit_code == 0, result.output
    own["plan"] = json.loads((tmp_path / "new" / "plan.json").read_text("utf-8"))
    moved = {v["id"]: v["start"] for v in own["plan"]["visits"]}
    assert moved.get(visit["id"]) != visit["start"]
    (tmp_path / "plan.json").write_text(json.dumps(whole), "utf-8")
    result = dudao("audit", tmp_path, "--data", data, "--with", closed, "--json")
    assert json.loads(result.output)["kept"], result.output


def test_a_plan_of_an_office_away_from_the_others_is_still_of_its_share(
    dudao: Dudao, out: Path, data: Path, tmp_path: Path
) -> None:
    (folder,) = (out / "offices").glob("x00 *")
    (tmp_path / "plan.json").write_bytes((folder / "plan.json").read_bytes())
    result = dudao("audit", tmp_path, "--data", data)
    assert result.exit_code == 0, result.output
