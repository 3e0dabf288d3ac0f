"""The files of a hiring answer: the overlay gives the people that the plan is for."""

from pathlib import Path

import pytest

from models.hiring import Hiring
from models.problem import Problem
from models.travel import Distance, Travel
from planner.audit import audit
from planner.hiring import hire
from planner.options import Options
from scenarios.export import read_plan_json
from scenarios.export.hiring import write_hiring
from scenarios.overlay import laid_over, read_overlay
from tests.planner import hamlet

OPTIONS = Options(time_limit_s=10, deterministic=True)


def _problem(*, matrix: bool) -> Problem:
    targets = tuple(hamlet.school(f"s{n}") for n in range(4))
    ways = tuple(Distance(start="p1", end=target.id, km=3) for target in targets)
    travel = Travel(distances=ways) if matrix else Travel()
    return hamlet.problem(targets=targets, travel=travel)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("matrix", [False, True])
def test_the_overlay_adds_the_hires(tmp_path: Path, language: str, matrix: bool) -> None:
    problem = _problem(matrix=matrix)
    found = hire(problem, OPTIONS)
    assert found.problem is not None
    assert found.hiring.number == 1
    files = write_hiring(found, tmp_path, language)
    assert {"hiring.json", "hires.toml", "plan.json"} <= {file.name for file in files}
    answer = Hiring.model_validate_json((tmp_path / "hiring.json").read_bytes())
    assert answer == found.hiring
    staffed = laid_over(problem, [read_overlay(tmp_path / "hires.toml")], language)
    assert staffed.inspectors == found.problem.inspectors
    assert staffed.travel == found.problem.travel
    plan = read_plan_json(tmp_path / "plan.json")
    assert audit(staffed, plan) == plan.compliance


def test_nobody_hired_gives_no_overlay(tmp_path: Path) -> None:
    files = write_hiring(hire(hamlet.problem(), OPTIONS), tmp_path, "zh")
    assert "hires.toml" not in {file.name for file in files}
