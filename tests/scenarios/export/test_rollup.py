"""The roll-up of several offices as files: every figure of the sheets is a sum over offices."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.issue import DataError
from models.problem import Problem
from models.rollup import RollUp, Scope
from models.tiers import TieredPlan
from planner.options import Options
from planner.tiers import plan_tiers
from scenarios.export.rollup import (
    read_rollup_json,
    write_rollup,
    write_rollup_json,
)
from scenarios.export.tiers import write_tiers
from tests.planner.tiers.realm import realm

Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def province() -> Problem:
    return realm(5, schools=3)


@pytest.fixture(scope="module")
def plan(province: Problem) -> TieredPlan:
    return plan_tiers(province, Options(time_limit_s=5), 1)


@pytest.fixture(scope="module")
def folder(province: Problem, plan: TieredPlan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    write_tiers(province, plan, out)
    return out


@pytest.fixture(scope="module")
def rollup(folder: Path) -> RollUp:
    return read_rollup_json(folder / "rollup.json")


def _rows(folder: Path, sheet: str) -> Rows:
    """The rows below the headers."""
    book = load_workbook(folder / "rollup.xlsx", read_only=True)
    rows = [tuple(row) for row in book[sheet].iter_rows(values_only=True)]
    top = next(n for n, row in enumerate(rows) if row[:2] == ("区域", "范围"))
    return rows[top + 1 :]


def test_every_office_is_in_it_once(plan: TieredPlan, rollup: RollUp) -> None:
    assert [(o.office, o.task) for o in rollup.offices] == [
        (o.office, o.task) for o in plan.offices
    ]
    assert [c.clause for c in rollup.across] == [line.clause for line in plan.compliance]
    summed = [(t.region, t.scope.value) for t in rollup.totals]
    assert summed == [
        *(("x", "all"), ("x", "own")),
        *(("x0", "all"), ("x0", "own"), ("x00", "all"), ("x01", "all")),
        *(("x1", "all"), ("x1", "own"), ("x10", "all"), ("x11", "all")),
    ]


def test_the_province_is_the_sum_of_its_offices(plan: TieredPlan, rollup: RollUp) -> None:
    whole = rollup.totals[0].figures
    visits = [v for one in plan.offices for v in one.plan.visits]
    assert whole.visits == len(visits) > 0
    assert whole.person_half_days == sum(v.half_days * len(v.team) for v in visits)
    assert whole.cost_yuan == sum(t.cost_yuan for o in plan.offices for t in o.plan.trips or ())
    assert rollup.totals[0].workload[-1].half_days == whole.person_half_days


def test_people_who_work_for_several_offices_count_once(province: Problem, rollup: RollUp) -> None:
    assert rollup.totals[0].workload[-1].people == len(province.inspectors)


def test_the_sheets_show_the_sums(folder: Path, rollup: RollUp) -> None:
    overview = _rows(folder, "汇总概况")
    assert [row[0] for row in overview][:3] == ["省", "省", "　市0"]
    assert [row[1] for row in overview][:2] == ["合计", "本级"]
    leaves = [row for row, t in zip(overview, rollup.totals, strict=True) if t.offices == 1]
    for column in (4, 5, 6, 8, 9, 10, 12, 13):
        assert overview[0][column] == sum(row[column] for row in leaves)  # type: ignore[misc]
    assert overview[0][3] == 7
    quarters = _rows(folder, "季度进度")
    total = next(row for row in quarters if row[:3] == ("省", "合计", "合计"))
    assert total[4] == total[8] == total[11] == overview[0][5], "all lies in the first quarter"
    assert len(_rows(folder, "督导项目")) == sum(
        len(t.figures.programmes) + (len(t.figures.programmes) > 1) for t in rollup.totals
    )


def test_clauses_are_counted_by_office(folder: Path, rollup: RollUp) -> None:
    rows = [row for row in _rows(folder, "条款执行") if row[:2] == ("省", "合计")]
    assert len(rows) == len(rollup.totals[0].figures.clauses)
    for row in rows:
        assert sum(row[4:7]) == 7  # type: ignore[arg-type]


def test_equal_roll_ups_give_equal_bytes(rollup: RollUp, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        write_rollup(rollup, tmp_path / name)
    for file in ("rollup.json", "rollup.xlsx"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_regions_without_a_report_are_named(rollup: RollUp, tmp_path: Path) -> None:
    from scenarios.rollup.sums import totals

    some = tuple(o for o in rollup.offices if o.office not in {"x01", "x1"})
    partial = rollup.model_copy(update={"offices": some, "totals": totals(rollup.regions, some)})
    write_rollup(partial, tmp_path)
    silent = [row[0] for row in _rows(tmp_path, "汇总概况") if row[1] == "未上报"]
    assert silent == ["　　县x01"]
    sums = [t for t in partial.totals if t.region == "x1"]
    assert [(t.scope, t.offices) for t in sums] == [(Scope.ALL, 2)]


def test_an_empty_roll_up_can_be_written(rollup: RollUp, tmp_path: Path) -> None:
    write_rollup(rollup.model_copy(update={"offices": (), "totals": ()}), tmp_path)
    assert read_rollup_json(tmp_path / "rollup.json").offices == ()


def test_regions_that_make_no_tree_are_refused(rollup: RollUp, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    write_rollup_json(rollup.model_copy(update={"regions": rollup.regions[1:]}), path)
    with pytest.raises(DataError) as raised:
        read_rollup_json(path)
    assert raised.value.issues[0].text.code == "export.rollup.regions"
