"""What all pages have in common: the way in and out, the frame, nothing from elsewhere."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from api.accounts.roles import Role
from api.desk import datasets, plans, shelf
from api.pages.entry import local
from api.pages.parts import numeric
from api.service.identity import COOKIE
from tests.api.pages.browser import PHONE, accessible, settle, watched
from tests.api.pages.office import PASSWORD, Office, log_in
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_one_logs_in_reads_and_leaves(office: Office) -> None:
    office.account("ann", Role.PLANNER)
    context, _ = office.open((1366, 768))
    page = context.new_page()
    page.goto("/data")
    assert page.url.endswith("/login?next=/data")
    accessible(page)
    log_in(page, "ann", "/data")
    assert page.url == f"{office.address}/data"
    expect(page.locator("h1")).to_have_text("数据")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    accessible(page)
    second = context.new_page()
    second.goto("/data")
    settle(second)
    page.get_by_label("退出").click()
    expect(page.locator("#password")).to_be_visible()
    expect(second.locator("#password")).to_be_visible()
    assert not [c for c in context.cookies() if c["name"] == COOKIE]


def test_a_wrong_password_is_told_and_no_other_host_is_gone_to(office: Office) -> None:
    office.account("ann", Role.PLANNER)
    context, watch = office.open((1366, 768))
    watch.expected.append("401")
    page = context.new_page()
    log_in(page, "ann", "//evil.example/", "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    log_in(page, "ann", "//evil.example/")
    assert page.url.startswith(office.address)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("/data?plan=1", "/data?plan=1"),
        *[
            (bad, "/")
            for bad in ("//e.example", "https://e.example", "/\\e.example", "", "x", "/\n/e")
        ],
    ],
)
def test_only_addresses_of_this_service_are_gone_to(given: str, found: str) -> None:
    assert local(given) == found


def test_who_must_change_the_password_gets_no_other_page(office: Office) -> None:
    office.account("new", Role.PLANNER, must_change=True)
    context, _ = office.open((1366, 768))
    page = context.new_page()
    log_in(page, "new", "/data")
    page.goto("/data")
    assert "/password" in page.url
    accessible(page)
    page.fill("#old", PASSWORD)
    page.fill("#new", "quite another horse")
    page.click("button")
    log_in(page, "new", "/data", "quite another horse")
    expect(page.locator("h1")).to_have_text("数据")


def test_each_browser_has_its_language(office: Office) -> None:
    office.account("ann", Role.VIEWER)
    zh, en = office.logged_in("ann", "/data"), office.logged_in("ann", "/data", language="en")
    expect(en.locator("h1")).to_have_text("Data")
    assert en.locator("html").get_attribute("lang") == "en-US"
    zh.reload()
    expect(zh.locator("h1")).to_have_text("数据")
    zh.get_by_role("link", name="English").click()
    expect(zh.locator("h1")).to_have_text("Data")


def test_the_keyboard_gets_to_the_content_first(office: Office) -> None:
    office.account("ann", Role.VIEWER)
    page = office.logged_in("ann", "/data", language="en")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()


def test_on_a_phone_the_navigation_opens_by_a_button(office: Office) -> None:
    office.account("ann", Role.VIEWER)
    page = office.logged_in("ann", "/data", size=PHONE)
    link = page.get_by_role("navigation").get_by_role("link", name="数据")
    expect(link).not_to_be_in_viewport()
    page.get_by_label("打开或收起导航").click()
    expect(link).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_address_without_a_page_says_so(office: Office) -> None:
    context, watch = office.open((1366, 768))
    watch.expected.append("404")
    page = context.new_page()
    page.goto("/nowhere")
    expect(page.locator("h1")).to_have_text("没有这个页面")
    missing = httpx.get(f"{office.address}/v1/nowhere")
    assert (missing.status_code, missing.json()["code"]) == (404, "problem.http.404")


@pytest.mark.parametrize("path", ["/v1/login", "/healthz", "/feeds/x.ics", "/public/registers"])
def test_pages_do_not_answer_for_other_methods_of_routes(office: Office, path: str) -> None:
    answer = httpx.delete(f"{office.address}{path}")
    assert (answer.status_code, answer.json()["code"]) == (405, "problem.http.405")
    assert "DELETE" not in answer.headers["Allow"]


def test_nobody_else_gets_to_a_page(office: Office) -> None:
    office.account("ann", Role.VIEWER)
    office.account("bob", Role.VIEWER)
    page = office.logged_in("ann", "/data")
    own = {c["name"]: c["value"] for c in page.context.cookies()}
    bobs = {c["name"]: c["value"] for c in office.logged_in("bob").context.cookies()}
    at = page.evaluate("window.socket.io.opts.query.client_id")
    poll = f"{office.address}/_nicegui_ws/socket.io/?EIO=4&transport=polling&client_id={at}"
    here, there = {"Origin": office.address}, {"Origin": "http://evil.example"}
    tried = [(own, here, 200), (own, there, 403), ({}, here, 403), (bobs, here, 403)]
    for cookies, headers, status in tried:
        assert httpx.get(poll, cookies=cookies, headers=headers).status_code == status
    for path in ("/logout", "/_nicegui/client/x/upload/1", "/data"):
        forged = httpx.post(office.address + path, cookies=own, headers=there)
        assert forged.status_code == 403, path
    assert httpx.get(f"{office.address}/data", cookies=own).status_code == 200


def test_pages_name_no_other_host_and_forbid_it(office: Office) -> None:
    office.account("ann", Role.VIEWER)
    page = office.logged_in("ann", "/data")
    answer = page.request.get("/data")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "http://" not in answer.headers["content-security-policy"]


def test_data_and_plan_are_chosen_by_name_in_the_header(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    data = datasets.add(ann, PROBLEM)
    made = {name: plans.give(ann, data.id, PLAN, name=name)[0].id for name in ("春季", "秋季")}
    page = office.logged_in("ann", f"/people?dataset={data.id}&show=staff", size=PHONE)
    page.get_by_role("button", name="选择数据和计划").press("Enter")
    search = page.get_by_label("按名称查找")
    expect(search).to_be_focused()
    accessible(page)
    expect(page.locator(".desk-picking a")).to_have_count(3)
    search.press_sequentially("秋")
    expect(page.locator(".desk-picking a")).to_have_count(1)
    search.press("Enter")
    page.wait_for_url(f"**/people?dataset={data.id}&plan={made['秋季']}&show=staff")
    expect(page.get_by_role("button", name="选择数据和计划")).to_contain_text("秋季")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.goto("/draw")
    expect(page.locator(".desk-picker")).to_have_count(0)


def test_only_what_one_may_see_is_there_to_choose(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    data = datasets.add(ann, PROBLEM)
    plan, _ = plans.give(ann, data.id, PLAN, name="春季")
    stranger = office.account("eve", Role.PLANNER, "elsewhere")
    assert shelf.shelf(stranger) == ((), ())
    assert shelf.titles(stranger, data.id, plan.id) == shelf.Titles()
    assert shelf.titles(ann, data.id, plan.id) == shelf.Titles(PROBLEM.name, "春季")
    assert [one.name for one in shelf.shelf(ann, "%")[0]] == []


LEAVING = """
<img src="http://image.example/"><link rel="stylesheet" href="http://style.example/">
<script src="http://script.example/"></script><iframe src="http://frame.example/"></iframe>
"""
REACHING = """async () => {
  const inside = `
    const over = (one) => new Promise((done) => { one.onclose = done; });
    Promise.allSettled([fetch("http://worker.example/"), over(new WebSocket("ws://wsocket.example/"))])
      .then(() => postMessage("over"));`;
  const worker = new Worker(URL.createObjectURL(new Blob([inside])));
  navigator.sendBeacon("http://beacon.example/", "");
  await Promise.allSettled([
    fetch("http://fetch.example/"), fetch("http://192.0.2.1/"),
    new Promise((done) => { new WebSocket("ws://socket.example/").onclose = done; }),
    new Promise((done) => { new EventSource("http://events.example/").onerror = done; }),
    new Promise((done) => { worker.onmessage = done; }),
  ]);
}"""


def test_whatever_leaves_this_machine_is_seen(browser: Browser) -> None:
    def leave() -> None:
        with watched(browser, "http://127.0.0.1:9") as (context, _):
            page = context.new_page()
            page.set_content(LEAVING)
            page.evaluate(REACHING)

    hosts = re.findall(r"//([\w.]+)", LEAVING + REACHING)
    assert len(hosts) == 11
    with pytest.raises(AssertionError) as told:
        leave()
    assert [host for host in hosts if f"//{host}/" not in str(told.value)] == []


def test_columns_of_numbers_are_told_from_others() -> None:
    assert numeric([1, None, 2.5])
    assert not any(map(numeric, ([], [None], ["1", 2], [True, 1])))
