"""The pages of administrators and auditors, and the one about oneself."""

from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Page, expect

from api.accounts.roles import Role
from api.desk import datasets
from tests.api.pages.browser import PHONE, accessible, settle
from tests.api.pages.office import Office, log_in


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_an_account_is_made_its_password_shown_once_and_switched_off(office: Office) -> None:
    office.account("root", Role.ADMINISTRATOR)
    page = office.logged_in("root", "/administration")
    accessible(page)
    page.get_by_text("新建账号").click()
    page.get_by_label("账号", exact=True).fill("zhang.min")
    press(page, "新建")
    password = page.locator(".desk-secret").inner_text()
    accessible(page)
    press(page, "已记下")
    expect(page.get_by_role("heading", name="账号：zhang.min")).to_be_visible()
    expect(page.locator(".desk-secret")).to_have_count(0)
    context, _ = office.open((1366, 768))
    other = context.new_page()
    log_in(other, "zhang.min", "/data", password)
    assert "/password" in other.url

    page.reload()
    expect(page.get_by_role("button", name="令其退出")).to_have_count(1)
    page.get_by_role("switch", name="启用").click()
    press(page, "保存")
    expect(page.get_by_role("gridcell", name="已停用")).to_be_visible()
    accessible(page)
    other.goto("/data")
    assert "/login" in other.url


def test_an_auditor_reads_the_trail_and_changes_nothing(office: Office) -> None:
    root = office.account("root", Role.ADMINISTRATOR)
    datasets.take(root, "miyi-2027")
    office.account("cai", Role.AUDITOR)
    page = office.logged_in("cai", f"/administration?account={root.account.id}", language="en")
    expect(page.get_by_role("heading", name="Account: root")).to_be_visible()
    for name in ("Save", "Reset password", "Create"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("link", name="Calendar addresses")).to_have_count(0)
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("cell", name="Data set saved")).to_be_visible()
    accessible(page)
    press(page, "Verify")
    expect(page.get_by_text("each chained to the one before. Number")).to_be_visible()
    with page.expect_download() as loaded:
        page.get_by_text("Export (JSON Lines)").click()
    assert '"dataset.added"' in loaded.value.path().read_text("utf-8")
    page.goto(f"/administration?tab=trail&subject={root.account.id}")
    expect(page.get_by_role("cell", name="Data set saved")).to_have_count(0)


def test_who_may_not_administer_gets_no_page(office: Office) -> None:
    office.account("ann", Role.PLANNER)
    page = office.logged_in("ann", "/administration", expected=("403",))
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("link", name="管理")).to_have_count(0)


def test_one_makes_a_token_and_revokes_it(office: Office) -> None:
    office.account("eve", Role.VIEWER)
    page = office.logged_in("eve", "/data", size=PHONE)
    page.locator(".desk-account").click()
    expect(page.locator("h1")).to_have_text("我的账号")
    page.get_by_label("用途").fill("同步脚本")
    press(page, "新建令牌")
    token = page.locator(".desk-secret").inner_text()

    def status() -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{office.address}/v1/me", headers=headers).status_code

    assert status() == 200
    with page.expect_navigation():
        press(page, "已记下")
    settle(page)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("button", name="撤销 同步脚本").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销").click()
    expect(page.get_by_role("cell", name="已撤销")).to_be_visible()
    assert status() == 401


def test_an_inspector_makes_a_calendar_address(office: Office) -> None:
    made = datasets.take(office.account("root", Role.ADMINISTRATOR), "miyi-2027")
    person = datasets.problem(office.account("one", Role.VIEWER), made.id).inspectors[0].id
    office.account("ins", Role.VIEWER, made.office, inspector=person)
    page = office.logged_in("ins", "/me")
    press(page, "生成地址")
    address = page.locator(".desk-secret").inner_text()
    assert address.startswith(office.address)
    answer = httpx.get(office.address + urlsplit(address).path)
    assert answer.text.startswith("BEGIN:VCALENDAR")
