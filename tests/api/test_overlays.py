"""Overlays on the command line: a plan made with them, and explained with them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.main import app
from scenarios.dataset import read_dataset
from scenarios.export import read_plan_json

Dudao = Callable[..., Result]


def _words(result: Result) -> str:
    """What was said, whatever the width of the terminal."""
    return "".join(c for c in result.output if not c.isspace() and c not in "│┃")


@pytest.fixture(scope="module")
def overlays(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Somebody ill from May on, and a school that opens in September."""
    problem, folder = read_dataset(dataset), tmp_path_factory.mktemp("overlays")
    ill, shut = folder / "病假.toml", folder / "停课.toml"
    person, school = problem.inspectors[-1].name, problem.targets[0].id
    ill.write_text(
        f'name = "病假"\n[[change]]\nremove = "督学"\nids = ["{person}"]\n'
        f"from = {problem.year}-05-10\n",
        "utf-8",
    )
    shut.write_text(
        f'name = "停课"\n[[change]]\nclose = ["{school}"]\nuntil = {problem.year}-08-31\n', "utf-8"
    )
    return ill, shut


@pytest.fixture(scope="module")
def changed(
    dataset: Path, overlays: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder with the plan of the changed data."""
    out = tmp_path_factory.mktemp("changed") / "out"
    options = [part for file in overlays for part in ("--with", str(file))]
    result = CliRunner().invoke(
        app, ["plan", str(dataset), *options, "--out", str(out), "--time-limit", "10"]
    )
    assert result.exit_code in (0, 1), result.output
    return out


def test_the_plan_keeps_the_changes_and_names_them(changed: Path, dataset: Path) -> None:
    problem, plan = read_dataset(dataset), read_plan_json(changed / "plan.json")
    assert plan.origin is not None
    assert plan.origin.overlays == ("病假", "停课")
    ill, shut = problem.inspectors[-1].id, problem.targets[0].id
    assert all(ill not in v.team or v.end.month < 5 for v in plan.visits if v.start.month != 5)
    assert all(v.start.month >= 9 for v in plan.visits if v.target == shut)


def test_it_is_audited_with_the_same_changes(
    dudao: Dudao, changed: Path, dataset: Path, overlays: tuple[Path, Path]
) -> None:
    both = [part for file in overlays for part in ("--with", file)]
    result = dudao("audit", changed, "--data", dataset, *both, "--json")
    content = json.loads(result.output)
    assert content["warnings"] == []
    rules = {finding["rule"] for finding in content["findings"]}
    assert not rules & {"leave", "days"}
    without = dudao("audit", changed, "--data", dataset)
    assert "情景是：病假、停课；现在的情景是：无" in _words(without)
    turned = dudao("audit", changed, "--data", dataset, *both[2:], *both[:2], "--lang", "en")
    assert "theseoverlays:病假,停课;itisauditedwith:停课,病假" in _words(turned)


def test_it_is_explained_with_the_same_changes(
    dudao: Dudao, changed: Path, dataset: Path, overlays: tuple[Path, Path]
) -> None:
    both = [part for file in overlays for part in ("--with", file)]
    visits = read_plan_json(changed / "plan.json").visits
    shut = read_dataset(dataset).targets[0].id
    visit = next(v for v in visits if v.target == shut)
    result = dudao("why", changed, visit.id, "--data", dataset, *both)
    assert result.exit_code == 0, result.output
    assert dudao("who", changed, visit.id, "--data", dataset, *both).exit_code == 0


@pytest.mark.parametrize("command", ["plan", "check", "audit"])
def test_bad_overlays_are_told_and_nothing_is_written(
    command: str, dudao: Dudao, dataset: Path, planned: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.toml"
    bad.write_text('name="坏"\n[[change]]\noff=["regulr"]\n[[change]]\nheadcount="x"', "utf-8")
    worse = tmp_path / "更坏.toml"
    worse.write_text('name="更坏"\n[[change', "utf-8")
    given = ["--with", bad, "--with", worse, "--with", tmp_path / "无.toml"]
    arguments = {
        "plan": ["plan", dataset, "--out", tmp_path / "out"],
        "check": ["check", dataset],
        "audit": ["audit", planned, "--data", dataset],
    }[command]
    result = dudao(*arguments, *given)
    assert result.exit_code == 2
    for words in ("更坏.toml2[[change", "坏.toml5change[2].headcountx应是数字", "无.toml"):
        assert words in _words(result), result.output
    bad.write_text('name="坏"\n[[change]]\noff=["regulr"]', "utf-8")
    result = dudao(*arguments, "--with", bad, "--lang", "en")
    assert result.exit_code == 2
    assert "nosuchidorname;thereare:" in _words(result)
    assert {p.name for p in tmp_path.iterdir()} == {"坏.toml", "更坏.toml"}


@pytest.fixture(scope="module")
def grown(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A plan with twice the people, and the overlay that adds them."""
    folder = tmp_path_factory.mktemp("grown")
    (folder / "加人.toml").write_text('name = "加人"\n[[change]]\nheadcount = 2\n', "utf-8")
    options = ["--with", str(folder / "加人.toml"), "--out", str(folder / "out")]
    result = CliRunner().invoke(app, ["plan", str(dataset), *options, "--time-limit", "5"])
    assert result.exit_code in (0, 1), result.output
    return folder / "out", folder / "加人.toml"


@pytest.mark.parametrize("command", ["why", "who", "robust", "show", "publish", "rollup"])
def test_a_forgotten_overlay_is_asked_for(
    command: str, dudao: Dudao, grown: tuple[Path, Path], dataset: Path, tmp_path: Path
) -> None:
    out, file = grown
    plan = read_plan_json(out / "plan.json")
    visit = next(v for v in plan.visits if any(p.endswith("-2") for p in v.team))
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "plan.json").write_bytes((out / "plan.json").read_bytes())
    arguments = {
        "why": ["why", bare, visit.id],
        "who": ["who", bare, visit.id],
        "robust": ["robust", bare, "--runs", 1],
        "show": ["show", bare / "plan.json"],
        "publish": ["publish", bare / "plan.json", "--out", tmp_path / "open"],
        "rollup": ["rollup", bare, "--out", tmp_path / "sum.json"],
    }[command]
    forgotten = dudao(*arguments, "--data", dataset)
    assert forgotten.exit_code == 2, forgotten.output
    assert "编制时的情景是：加人；现在的情景是：无" in _words(forgotten)
    given = dudao(*arguments, "--data", dataset, "--with", file)
    assert given.exit_code == 0, given.output
