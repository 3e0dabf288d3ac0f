from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from scenarios.export import read_plan_json

Dudao = Callable[..., Result]


def test_who_tells_everybody_once(dudao: Dudao, dataset: Path, planned: Path) -> None:
    visit = next(v for v in read_plan_json(planned / "plan.json").visits if len(v.team) > 1)
    member = visit.team[0]
    result = dudao("who", planned, visit.id, member, "--data", dataset)
    assert result.exit_code == 0, result.output
    assert f"不能替换 {member}" in result.output
    assert "qualification" in result.output
    rows = [line for line in result.output.splitlines() if line.startswith("│ I")]
    people = [row.split()[1] for row in rows]
    assert len(people) == len(set(people))
    assert not set(visit.team) & set(people)
    everyone = dudao("who", planned, visit.id, "--data", dataset).output
    assert all(f"替换 {m}" in everyone for m in visit.team)


def test_why_tells_dates_and_people(dudao: Dudao, dataset: Path, planned: Path) -> None:
    visit = next(v for v in read_plan_json(planned / "plan.json").visits if len(v.team) > 1)
    result = dudao("why", planned, visit.id, "--data", dataset, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "what forbids the other working days" in result.output
    assert "windows" in result.output
    assert all(f"could stand in for {m}" in result.output for m in visit.team)


def test_unknown_visit_or_member(dudao: Dudao, dataset: Path, planned: Path) -> None:
    visit = read_plan_json(planned / "plan.json").visits[0]
    for arguments in (["who", planned, "none"], ["why", planned, "none"]):
        result = dudao(*arguments, "--data", dataset)
        assert result.exit_code == 2
        assert "没有编号 none" in result.output
    result = dudao("who", planned, visit.id, "nobody", "--data", dataset)
    assert result.exit_code == 2
    assert "没有编号 nobody" in result.output
