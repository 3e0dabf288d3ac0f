import re
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.base import rebuilt
from models.engagement import Engagement
from models.plan import AnnualPlan
from models.problem import Problem
from models.programme import ProgrammeKind
from scenarios.export.wording import Words
from scenarios.export.workbook import write_workbook

SHEETS = [
    "年度概览",
    "督导日历",
    "督导周历",
    "督导安排",
    "责任区",
    "培训安排",
    "跟踪事项",
    "督学工作量",
    "行程",
    "学校一览",
    "未安排",
    "条款执行",
    "费用",
]


@pytest.fixture(scope="module")
def book(problem: Problem, plan: AnnualPlan, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    write_workbook(problem, plan, path, Words())
    return load_workbook(path)


def _texts(sheet: Worksheet) -> list[str]:
    return [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]


def _row(sheet: Worksheet, first: str) -> list[object]:
    return next([c.value for c in row] for row in sheet.iter_rows() if row[0].value == first)


def test_all_sheets_in_order(book: Workbook) -> None:
    assert book.sheetnames == SHEETS


def test_nothing_is_a_formula(book: Workbook) -> None:
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
    assert "f" not in kinds
    assert "=1+1小学" in _texts(book["学校一览"])


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_on_landscape_a4_one_page_wide(name: str, book: Workbook) -> None:
    sheet = book[name]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert int(sheet.page_setup.fitToWidth or 1) == 1
    assert name == "年度概览" or int(sheet.page_setup.fitToHeight) == 0
    assert "&P" in sheet.oddFooter.center.text or "&[Page]" in sheet.oddFooter.center.text


PLAN_SHEETS = ["督导安排", "责任区", "培训安排", "跟踪事项"]


@pytest.mark.parametrize(
    "name", [*PLAN_SHEETS, "督导周历", "督学工作量", "行程", "学校一览", "未安排", "条款执行"]
)
def test_tables_repeat_freeze_and_filter_their_header(name: str, book: Workbook) -> None:
    sheet = book[name]
    header = int(re.findall(r"\d+", str(sheet.print_title_rows))[-1])
    assert int(re.findall(r"\d+", str(sheet.freeze_panes))[0]) == header + 1
    assert re.findall(r"\d+", str(sheet.auto_filter.ref))[0] == str(header)


@pytest.mark.parametrize("name", PLAN_SHEETS)
def test_plan_sheets_print_names_and_keep_ids_beside(name: str, book: Workbook) -> None:
    sheet = book[name]
    last = re.findall(r"\$([A-Z]+)\$\d+", str(sheet.print_area))[-1]
    printed = column_index_from_string(last)
    header = [str(cell.value) for cell in sheet[2]]
    assert len(header) > printed
    ids = {"编号", "督导编号", "督导对象", "项目", "组长", "成员", "责任督学", "督学"}
    assert ids.isdisjoint(header[:printed])
    widths = [sheet.column_dimensions[get_column_letter(n + 1)].width for n in range(printed)]
    assert sum(widths) < 160
    assert all(cell.alignment.wrap_text for cell in sheet[3] if "名" in header[cell.column - 1])


def test_overview_says_what_matters(book: Workbook) -> None:
    text = "\n".join(_texts(book["年度概览"]))
    for words in (
        "test.notice",
        "必须开展的督导未能安排",
        "费用（元）",
        "责任区划分",
        "随机种子 7",
    ):
        assert words in text


def test_month_grid_counts_visits_under_way(book: Workbook) -> None:
    march = _row(book["督导日历"], "3月")
    assert march[8] == 1
    assert (march[15], march[16]) == (1, 1)
    assert march[32] == 4


def test_weeks_name_visits(book: Workbook) -> None:
    texts = _texts(book["督导周历"])
    assert "综合 =1+1小学" in texts
    assert "综合 +示例/中心小学（1.5天）" in texts
    assert "经常性督导 1 次" in texts


def test_workload_of_a_person(book: Workbook) -> None:
    row = _row(book["督学工作量"], "D/3")
    assert row[:6] == ["D/3", "赵四", "兼职", 0, 12, 0]
    assert row[18] == sum(value for value in row[6:18] if value) == 18
    assert (row[19], row[21]) == (40, 6)


def test_workload_with_visits_of_other_offices(
    problem: Problem, plan: AnnualPlan, book: Workbook, tmp_path: Path
) -> None:
    """Two days in June beside eighteen: in the month, in a column of their own, in the share."""
    engagement = Engagement(
        id="E",
        office="市",
        kind=ProgrammeKind.CROSS,
        start=date(2027, 6, 8),
        half_days=4,
        team=("D/3",),
    )
    engaged = rebuilt(problem, engagements=(engagement,))
    file = tmp_path / "plan.xlsx"
    write_workbook(engaged, plan, file, Words())
    before, after = (_row(b["督学工作量"], "D/3") for b in (book, load_workbook(file)))
    assert after[11] == (before[11] or 0) + 2
    assert after[18:21] == [18, 2, before[19]]
    assert after[21] == 20 / 40


def test_targets_show_all_visits_in_order(book: Workbook) -> None:
    row = _row(book["学校一览"], "S00")
    assert row[5] == "张一"
    assert (row[8], row[10]) == ("8日综合", "28日经常")
    assert (row[18], row[19]) == (2, 81)


def test_left_out_and_clauses(book: Workbook) -> None:
    assert "test.reason {'day': 3}" in _texts(book["未安排"])
    clauses = list(book["条款执行"].iter_rows(values_only=True))
    assert [row[2:] for row in clauses if row[0] == "my.2.2b"] == [
        ("违反", None),
        ("违反", "test.finding"),
    ]


def test_costs_agree(book: Workbook, plan: AnnualPlan) -> None:
    sheet = book["费用"]
    totals = [row for row in sheet.iter_rows(values_only=True) if row[0] == "合计"]
    assert [row[4] for row in totals] == [sum(v.cost_yuan for v in plan.visits)] * 2
    assert any("超出" in text for text in _texts(sheet))


def test_dates_are_dates(book: Workbook) -> None:
    values = [c.value for row in book["督导安排"].iter_rows() for c in row]
    assert any(isinstance(v, date | datetime) for v in values) or "2027-03-08" in map(str, values)


def test_equal_plans_give_equal_bytes(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(problem, plan, tmp_path / name, Words())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_empty_plan_can_be_written(problem: Problem, tmp_path: Path) -> None:
    empty = AnnualPlan(origin=None, status="complete", zones=None, visits=())
    write_workbook(problem, empty, tmp_path / "plan.xlsx", Words())
    assert "（无）" in _texts(load_workbook(tmp_path / "plan.xlsx")["未安排"])


def test_missing_folder_is_an_os_error(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_workbook(problem, plan, tmp_path / "none" / "plan.xlsx", Words())


def test_names_are_marked_as_not_being_read(
    problem: Problem, plan: AnnualPlan, tmp_path: Path
) -> None:
    """Sheets are written row by row: what comes for a row that is gone would be lost."""
    write_workbook(problem, plan, tmp_path / "plan.xlsx", Words())
    sheet = load_workbook(tmp_path / "plan.xlsx")["督导安排"]
    marked = {cell.value for cell in sheet[2] if cell.comment}
    assert {"督导对象名称", "项目名称", "组长姓名", "成员姓名", "结束日期"} <= marked
