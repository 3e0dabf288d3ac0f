"""Sealed visits of a plan come into the open when they are done, and not before."""

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.main import app
from models.programme import Programme
from scenarios.dataset import write_dataset
from scenarios.export import read_plan_json
from scenarios.generate import generate
from tests.api.conftest import Dudao


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county whose inspections of risks are sealed."""
    problem = generate(schools=8, seed=1, policy="miyi-2022")
    programmes = tuple(
        Programme.model_validate(
            p.model_dump()
            | {
                "sealed": True,
                "selection": {"mode": "risk", "number": 2, "targets": {"kinds": ("school",)}},
            }
        )
        if p.id == "risk"
        else p
        for p in problem.programmes
    )
    folder = tmp_path_factory.mktemp("county")
    write_dataset(problem.model_copy(update={"programmes": programmes}), folder)
    return folder


@pytest.fixture(scope="module")
def out(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its plan, of which nothing sealed was told."""
    folder = tmp_path_factory.mktemp("planned")
    planned = CliRunner().invoke(app, ["plan", str(office), "--out", str(folder)])
    assert planned.exit_code == 0, planned.output
    sealed = read_plan_json(folder / "sealed" / "plan.json").visits
    assert not any(v.id in planned.output for v in sealed if v.programmes == ("risk",))
    return folder


def test_done_visits_are_shown(office: Path, out: Path, dudao: Dudao, tmp_path: Path) -> None:
    whole = read_plan_json(out / "sealed" / "plan.json")
    sealed = [v for v in whole.visits if v.programmes == ("risk",)]
    assert len(sealed) == 2
    assert read_plan_json(out / "plan.json").withheld == 2

    first, last = sorted(sealed, key=lambda v: v.end)
    later = tmp_path / "later"
    for on, left in ((first.end, 2), (first.end + timedelta(1), 1), (last.end + timedelta(1), 0)):
        plan = out / "sealed" / "plan.json"
        result = dudao("publish", plan, "--data", office, "--out", later, "--on", on.isoformat())
        assert result.exit_code == 0, result.output
        shown = read_plan_json(later / "plan.json")
        assert shown.withheld == left
        assert sum(v.programmes == ("risk",) for v in shown.visits) == 2 - left
        assert (later / "sealed").exists() == bool(left)


def test_the_open_form_cannot_be_opened(
    office: Path, out: Path, dudao: Dudao, tmp_path: Path
) -> None:
    result = dudao("publish", out / "plan.json", "--data", office, "--out", tmp_path / "x")
    assert result.exit_code == 2
    assert "sealed" in result.output
    audited = dudao("audit", out / "plan.json", "--data", office)
    assert audited.exit_code == 0, audited.output
