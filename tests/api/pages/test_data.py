"""The page of data sets, with the shipped workbook of Miyi."""

from pathlib import Path

from playwright.sync_api import expect

from api.accounts.roles import Role
from api.desk import datasets
from scenarios.dataset import read_dataset
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Office


def test_what_is_no_workbook_is_told(office: Office, tmp_path: Path) -> None:
    office.account("ann", Role.PLANNER)
    page = office.logged_in("ann", "/data")
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
