"""The page of data sets, with the shipped workbook of Miyi."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from api.accounts.roles import Role
from api.desk import datasets
from scenarios.dataset import read_dataset, write_workbook
from scenarios.shipped import find_dataset
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Office


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("upload") / "miyi.xlsx"
    write_workbook(read_dataset(find_dataset("miyi-2027")), path)
    return path


def cell(page: Page, sheet_row: int, title: str) -> str:
    """Where a cell of the grid is, by its row in the workbook and its header."""
    header = page.locator(f".ag-header-cell:has(.ag-header-cell-text:text-is('{title}'))").last
    return f"[row-id='{sheet_row}'] [col-id='{header.get_attribute('col-id')}']"


def typed(page: Page, sheet_row: int, title: str, text: str) -> None:
    where = page.locator(cell(page, sheet_row, title)).last
    where.dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_faults_are_shown_in_their_cells_mended_and_saved(
    office: Office, workbook: Path, tmp_path: Path
) -> None:
    book = load_workbook(workbook)
    people = book["督学"]
    titles = [one.value for one in people[1]]
    home, lat = titles.index("所在区域") + 1, titles.index("纬度") + 1
    region, north = str(people.cell(2, home).value), str(people.cell(3, lat).value)
    people.cell(2, home).value = misspelt = region.replace("0", "O", 1)
    people.cell(3, lat).value = "北边"
    wrong = tmp_path / "wrong.xlsx"
    book.save(wrong)

    office.account("ann", Role.PLANNER)
    page = office.logged_in("ann", "/data")
    page.set_input_files("input[type=file]", wrong)
    expect(page.get_by_role("status").first).to_contain_text("还有2处问题")
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    for row, title in ((2, "所在区域"), (3, "纬度")):
        expect(page.locator(cell(page, row, title)).last).to_have_class(re.compile("desk-faulty"))
    accessible(page)
    page.locator(".ag-cell", has_text=misspelt).first.click()
    page.get_by_role("button", name=f"改为“{region}”").click()
    expect(page.get_by_role("status").first).to_contain_text("还有1处问题")
    mended = page.locator(cell(page, 2, "所在区域")).last
    expect(mended).to_have_text(region)
    expect(mended).not_to_have_class(re.compile("desk-faulty"))
    typed(page, 3, "纬度", north)
    expect(page.get_by_role("status").first).to_contain_text("没有问题")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="第1版")).to_be_visible()
    expect(page.locator(".desk-map canvas").first).to_be_visible()


def test_a_version_is_changed_into_the_next(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    made = datasets.take(ann, "miyi-2027")
    before = datasets.problem(ann, made.id)
    page = office.logged_in("ann", f"/data?dataset={made.id}")
    page.get_by_role("button", name="在表格中修改").click()
    expect(page.get_by_role("status").first).to_contain_text("没有问题")
    page.get_by_role("tab", name="督学").click()
    typed(page, 2, "姓名", "改名")
    expect(page.get_by_role("status").first).to_contain_text("没有问题")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="第2版")).to_be_visible()
    newest = datasets.listed(ann)[0]
    assert (newest.parent, newest.version) == (made.id, 2)
    after = datasets.problem(ann, newest.id)
    changed = [
        (old.name, new.name)
        for old, new in zip(before.inspectors, after.inspectors, strict=True)
        if old != new
    ]
    assert changed == [(before.inspectors[0].name, "改名")]


def test_what_is_no_workbook_is_told(office: Office, tmp_path: Path) -> None:
    office.account("ann", Role.PLANNER)
    page = office.logged_in("ann", "/data")
    accessible(page)
    (tmp_path / "no.xlsx").write_bytes(b"no")
    page.set_input_files("input[type=file]", tmp_path / "no.xlsx")
    expect(page.get_by_role("alert").first).to_contain_text("不是 Excel 工作簿")


def test_a_viewer_reads_and_loads_down(office: Office) -> None:
    made = datasets.take(office.account("root", Role.ADMINISTRATOR), "miyi-2027")
    office.account("eve", Role.VIEWER)
    page = office.logged_in("eve", f"/data?dataset={made.id}", size=PHONE, language="en")
    expect(page.get_by_text("made-up data")).to_be_visible()
    for name in ("Take over", "Change in the grid", "Remove this version"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.locator("input[type=file]")).to_have_count(0)
    with page.expect_download() as loaded:
        page.get_by_text("Download the workbook").click()
    assert read_dataset(loaded.value.path()) == datasets.problem(
        office.account("other", Role.VIEWER), made.id
    )
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_data_set_that_is_not_there_is_told(office: Office) -> None:
    office.account("ann", Role.PLANNER)
    page = office.logged_in("ann", "/data?dataset=1", expected=("404",))
    expect(page.get_by_role("alert")).to_be_visible()
