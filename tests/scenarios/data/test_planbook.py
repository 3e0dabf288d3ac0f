"""Plans in four sheets: written, read back, filled in by hand, wrong."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from models.issue import DataError, Issue
from models.plan import (
    AnnualPlan,
    Half,
    Milestone,
    MilestoneKind,
    PlanStatus,
    TrainingDay,
    Visit,
    Zone,
)
from models.problem import Problem
from models.text import say
from scenarios.dataset import read_dataset, write_workbook
from scenarios.export import workbook as export
from scenarios.export.wording import Words
from scenarios.planbook import read_plan
from tests.scenarios.data.sample import sample


@pytest.fixture(scope="module")
def problem() -> Problem:
    return sample()


@pytest.fixture(scope="module")
def plan(problem: Problem) -> AnnualPlan:
    one, two = problem.programmes[:2]
    return AnnualPlan(
        origin=None,
        status=PlanStatus.COMPLETE,
        zones=(
            Zone(inspector="P02", targets=("S001", "S003"), travel_km=0),
            Zone(inspector="P01", targets=("S002",), travel_km=0),
        ),
        visits=(
            Visit(
                id="v1",
                target="S001",
                programmes=(one.id, two.id),
                kind=one.kind,
                start=date(2026, 5, 12),
                half=Half.AM,
                half_days=3,
                end=date(2026, 5, 13),
                team=("P01", "P02"),
                lead="P02",
            ),
            Visit(
                id="v2",
                target="S002",
                programmes=(two.id,),
                kind=two.kind,
                start=date(2026, 6, 12),
                half=Half.PM,
                half_days=1,
                end=date(2026, 6, 12),
                team=("P01",),
                lead="P01",
            ),
        ),
        training=(
            TrainingDay(
                inspector="P01", day=date(2026, 3, 16), half_days=2, kind="central", session="春训"
            ),
            TrainingDay(inspector="P02", day=date(2026, 4, 16), half_days=1, kind="online"),
        ),
        milestones=(
            Milestone(
                id="m1",
                kind=MilestoneKind.FEEDBACK,
                due=date(2026, 5, 20),
                visit="v1",
                target="S001",
                inspector="P02",
                occasion="v2",
            ),
            Milestone(id="m2", kind=MilestoneKind.REVIEW, due=date(2027, 1, 8), carried_over=True),
        ),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_comes_back(tmp_path: Path, problem: Problem, plan: AnnualPlan, language: str) -> None:
    write_workbook(problem, tmp_path / "plan.xlsx", plan, language)
    assert read_plan(tmp_path / "plan.xlsx", problem) == plan
    assert read_dataset(tmp_path / "plan.xlsx") == problem


def test_what_is_not_said_stays_unsaid(tmp_path: Path, problem: Problem, plan: AnnualPlan) -> None:
    bare = plan.model_copy(update={"zones": None, "training": None, "milestones": None})
    write_workbook(problem, tmp_path / "plan.xlsx", bare)
    assert read_plan(tmp_path / "plan.xlsx", problem) == bare
    silent = plan.model_copy(update={"zones": (), "training": (), "milestones": ()})
    write_workbook(problem, tmp_path / "plan.xlsx", silent)
    assert read_plan(tmp_path / "plan.xlsx", problem) == silent


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_workbook_comes_back(
    tmp_path: Path, problem: Problem, plan: AnnualPlan, language: str
) -> None:
    export.write_workbook(problem, plan, tmp_path / "plan.xlsx", Words(language))
    back = read_plan(tmp_path / "plan.xlsx", problem)
    assert {(z.inspector, z.targets) for z in back.zones or ()} == {
        (z.inspector, z.targets) for z in plan.zones or ()
    }
    assert back.model_copy(update={"zones": plan.zones}) == plan
    silent = plan.model_copy(update={"visits": (), "training": (), "milestones": None})
    export.write_workbook(problem, silent, tmp_path / "plan.xlsx", Words(language))
    back = read_plan(tmp_path / "plan.xlsx", problem)
    assert (back.visits, back.training, back.milestones) == ((), (), None)


def by_hand(folder: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "督导安排"
    page.append(("开始日期", "时段", "半天数", "督导对象", "项目", "组长", "成员"))
    for row in rows:
        page.append(row)
    book.save(folder / "hand.xlsx")
    return folder / "hand.xlsx"


def test_filled_in_by_hand(tmp_path: Path, problem: Problem) -> None:
    programme = problem.programmes[0]
    file = by_hand(
        tmp_path,
        ("2026年5月12日", "全天", None, "第一小学", programme.name, "李四", "张三、 李四"),
        (date(2026, 5, 14), "上午", None, "S002", programme.id, None, "P01"),
        ("2026/5/15", None, "４", "S002", programme.id, "P01", None),
    )
    plan = read_plan(file, problem)
    assert plan.origin is None
    assert plan.zones is plan.training is plan.milestones is None
    one, two, three = plan.visits
    assert (one.id, one.target, one.team, one.lead) == ("V0001", "S001", ("P01", "P02"), "P02")
    assert (one.half, one.half_days, one.end) == (Half.AM, 2, date(2026, 5, 12))
    assert one.kind is programme.kind
    assert (two.half_days, two.lead, two.team) == (1, "P01", ("P01",))
    assert (three.half_days, three.end) == (4, date(2026, 5, 16))


def issues_of(file: Path, problem: Problem) -> list[Issue]:
    with pytest.raises(DataError) as caught:
        read_plan(file, problem)
    for issue in caught.value.issues:
        assert "{" not in say(issue.text, "zh") + say(issue.text, "en")
    return list(caught.value.issues)


def test_all_mistakes_at_once(tmp_path: Path, problem: Problem) -> None:
    known = problem.programmes[0].id
    good = ("2026-05-12", "上午", 1, "S001", known, "P01", "P01、P02")
    wrong: list[tuple[int, object, str, str]] = [
        (0, "2025-05-12", "开始日期", "plan_outside_year"),
        (0, "2026-05-32", "开始日期", "date_impossible"),
        (1, "中午", "时段", "choice"),
        (2, 0, "半天数", "at_least"),
        (2, 10**9, "半天数", "at_most"),
        (3, "S009", "督导对象", "reference_unknown"),
        (4, known + "x", "项目", "reference_unknown"),
        (4, None, "项目", "required"),
        (5, "P03", "组长", "plan_lead_outside"),
        (5, None, "组长", "plan_no_lead"),
        (6, "P01、P09", "成员", "reference_unknown"),
        (6, "P01、P01", "成员", "plan_member_twice"),
    ]
    rows = [(*good[:n], value, *good[n + 1 :]) for n, value, _, _ in wrong]
    rows += [("2026-05-12", "下午", 2, *good[3:]), ("2026-05-12", "全天", 1, *good[3:])]
    found = {(i.row, i.column, i.text.code) for i in issues_of(by_hand(tmp_path, *rows), problem)}
    expected = {(n, header, f"data.{code}") for n, (_, _, header, code) in enumerate(wrong, 2)}
    expected |= {(14, "半天数", "data.plan_half_start"), (15, "半天数", "data.plan_half_days")}
    assert found == expected


def _set(sheet: str, cell: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


@pytest.mark.parametrize(
    ("change", "place", "row", "column", "code"),
    [
        (_set("责任区", "A3", "S001"), "责任区", 3, "督导对象", "plan_zone_twice"),
        (_set("责任区", "C2", "P99"), "责任区", 2, "责任督学", "reference_unknown"),
        (_set("督导安排", "A3", "v1"), "督导安排", 3, "编号", "duplicate_id"),
        (_set("督导安排", "B3", "=TODAY()"), "督导安排", 3, "开始日期", "formula"),
        (_set("培训安排", "D2", 3), "培训安排", 2, "半天数", "at_most"),
        (_set("培训安排", "E2", "自学"), "培训安排", 2, "类型", "choice"),
        (_set("跟踪事项", "D2", "v9"), "跟踪事项", 2, "督导编号", "reference_unknown"),
        (_set("跟踪事项", "C2", date(2029, 1, 1)), "跟踪事项", 2, "到期日", "plan_outside_year"),
        (_set("跟踪事项", "A3", "m1"), "跟踪事项", 3, "编号", "duplicate_id"),
    ],
)
def test_wrong_sheets(
    tmp_path: Path,
    problem: Problem,
    plan: AnnualPlan,
    change: Callable[[Workbook], None],
    place: str,
    row: int,
    column: str,
    code: str,
) -> None:
    file = tmp_path / "plan.xlsx"
    write_workbook(problem, file, plan)
    book = openpyxl.load_workbook(file)
    change(book)
    book.save(file)
    issues = issues_of(file, problem)
    found = [(i.place, i.row, i.column, i.text.code) for i in issues]
    assert (place, row, column, f"data.{code}") in found
    assert len(found) <= 2


def test_what_is_only_for_reading_may_hold_formulas(
    tmp_path: Path, problem: Problem, plan: AnnualPlan
) -> None:
    file = tmp_path / "plan.xlsx"
    write_workbook(problem, file, plan)
    book = openpyxl.load_workbook(file)
    page = book["责任区"]
    for row in range(2, 40):
        page.cell(row, 2).value = f"=VLOOKUP(A{row},督导对象!A:B,2,0)"
    book.save(file)
    assert read_plan(file, problem) == plan


@pytest.mark.parametrize("header", ["开始日期", "督导对象", "项目"])
def test_a_missing_column_is_told_once(tmp_path: Path, problem: Problem, header: str) -> None:
    file = by_hand(tmp_path, ("2026-05-12", "上午", 1, "S001", problem.programmes[0].id, "P01"))
    book = openpyxl.load_workbook(file)
    page = book["督导安排"]
    page.delete_cols([cell.value for cell in page[1]].index(header) + 1)
    book.save(file)
    (issue,) = issues_of(file, problem)
    assert (issue.text.code, issue.column) == ("data.column_missing", header)


def test_no_visits(tmp_path: Path, problem: Problem) -> None:
    write_workbook(problem, tmp_path / "data.xlsx")
    (issue,) = issues_of(tmp_path / "data.xlsx", problem)
    assert (issue.text.code, issue.found) == ("data.sheet_missing", "督导安排")
    (tmp_path / "empty.xlsx").write_bytes(b"")
    assert [i.text.code for i in issues_of(tmp_path / "empty.xlsx", problem)] == ["data.file_empty"]
    assert [i.text.code for i in issues_of(tmp_path / "none.xlsx", problem)] == ["data.not_found"]
