"""The first days of an office with the program: from the first start to logging out, in Chromium.

Nothing is prepared, and nothing stands in for anything but the clock, which is moved on to the hour
of the draw: plans are made by child processes, as a worker makes them.
"""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from api.commands.serve import introduce
from api.service.identity import COOKIE
from api.store.ledger import StoreLedger
from scenarios.dataset import read_dataset, write_workbook
from scenarios.shipped import find_dataset
from tests.api.pages.browser import OFFICE, settle
from tests.api.pages.office import Clock, Office
from tests.api.pages.test_data import typed
from tests.api.service.aside import Aside

PLANS_WITHIN_MS = 180_000
"""A county takes some seconds; the machines of tests are busy."""


@pytest.fixture
def clock(office: Office, service: FastAPI) -> Iterator[Clock]:
    """The time, and real processes that solve."""
    clock = Clock()
    jobs = Aside(StoreLedger(office.world.store, lambda: datetime.now(UTC)))
    office.world = service.state.world = replace(office.world, clock=clock, jobs=jobs)
    yield clock
    jobs.end()


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every host to which this process, and with it the service, connects."""
    hosts: list[str] = []
    plain = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            hosts.append(address[0])
        plain(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return hosts


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The shipped workbook of Miyi with three errors."""
    path = tmp_path / "米易.xlsx"
    write_workbook(read_dataset(find_dataset("miyi-2027")), path)
    book = load_workbook(path)
    for sheet, row, title, wrong in (
        ("督导对象", 5, "学段", "幼儿原"),
        ("督学", 2, "所在区域", "5104991O9"),
        ("督学", 3, "纬度", "北边"),
    ):
        titles = [one.value for one in book[sheet][1]]
        book[sheet].cell(row, titles.index(title) + 1).value = wrong
    book.save(path)
    return path


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def led(page: Page, way: Locator) -> None:
    """Press what leads to another page, and wait until that one listens."""
    with page.expect_navigation():
        way.click()
    settle(page)


def go(page: Page, name: str) -> None:
    """By the navigation."""
    led(page, page.get_by_role("navigation").get_by_role("link", name=name, exact=True))
    expect(page.locator("h1")).to_have_text(name)


def sent(page: Page, **fields: str) -> None:
    """Fill in a form without a socket."""
    for name, text in fields.items():
        page.fill(f"#{name}", text)
    page.click("button")


def begun(office: Office, name: str, once: str, page_of_theirs: str) -> Page:
    """Somebody's first login in a browser of their own, with a password that they must change."""
    context, _ = office.open(OFFICE)
    page = context.new_page()
    page.goto("/")
    sent(page, name=name, password=once)
    expect(page.locator("h1")).to_have_text("修改密码")
    own = "quite another horse"
    sent(page, old=once, new=own)
    expect(page.get_by_text("密码已修改")).to_be_visible()
    sent(page, name=name, password=own)
    expect(page.locator("h1")).to_have_text(page_of_theirs)
    settle(page)
    return page


def hired(admin: Page, name: str, role: str) -> str:
    """The password of a new account, which is shown once."""
    admin.get_by_text("新建账号").click()
    admin.get_by_label("账号", exact=True).fill(name)
    admin.get_by_label("角色").first.click()
    admin.get_by_role("option", name=role).click()
    press(admin, "新建")
    password = admin.locator(".desk-secret").inner_text()
    led(admin, admin.get_by_role("button", name="已记下"))
    expect(admin.get_by_role("heading", name=f"账号：{name}")).to_be_visible()
    return password


def test_from_the_first_start_to_leaving(
    office: Office,
    clock: Clock,
    reached: list[str],
    faulty: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    introduce(office.world.store)
    once = re.search(r"一次性密码：(\S+)", capsys.readouterr().out)
    assert once
    admin = begun(office, "admin", once[1], "管理")
    passwords = {n: hired(admin, n, role) for n, role in (("王静", "编制计划"), ("李明", "抽签"))}

    page = begun(office, "王静", passwords["王静"], "数据")
    mends_and_saves(page, faulty)
    plans(page)
    moves_a_visit(page)
    compares(page)
    loads_down(page, tmp_path / "plan.xlsx")
    where = draws(begun(office, "李明", passwords["李明"], "抽签"), clock)

    visitor, _ = office.open(OFFICE)
    public = visitor.new_page()
    public.goto(where)
    expect(public.locator("#verdict")).to_have_text("全部相符")
    assert not visitor.cookies()

    page.get_by_label("退出").click()
    expect(page.locator("h1")).to_have_text("登录")
    assert COOKIE not in {cookie["name"] for cookie in page.context.cookies()}
    page.goto("/year")
    expect(page.locator("h1")).to_have_text("登录")
    assert set(reached) <= {"127.0.0.1"}


def mends_and_saves(page: Page, faulty: Path) -> None:
    """Every error stands with its sheet, row and column, and is mended in its cell."""
    page.set_input_files("input[type=file]", faulty)
    status = page.get_by_role("status").first
    expect(status).to_contain_text("还有3处问题")
    for told in ("督导对象 5 学段 幼儿原", "督学 2 所在区域 5104991O9", "督学 3 纬度 北边"):
        expect(page.get_by_role("row", name=told)).to_be_visible()
    page.locator(".ag-cell", has_text="幼儿原").first.click()
    press(page, "改为“幼儿园”")
    expect(status).to_contain_text("还有2处问题")
    page.reload()  # by mistake
    settle(page)
    press(page, "继续修改")
    expect(status).to_contain_text("还有2处问题")
    page.locator(".ag-cell", has_text="5104991O9").first.click()
    press(page, "改为“510499109”")
    expect(status).to_contain_text("还有1处问题")
    typed(page, 3, "纬度", "26.8808")
    expect(status).to_contain_text("没有问题")
    press(page, "保存")
    expect(page.get_by_role("heading", name="第1版")).to_be_visible()
    expect(page.get_by_role("button", name="继续修改")).to_have_count(0)


def plans(page: Page) -> None:
    go(page, "计划")
    page.get_by_label("计划名称").fill("2027年督导计划")
    page.get_by_label("时间上限（秒）").fill("5")
    press(page, "开始编制")
    expect(page.locator(".desk-live")).to_be_visible()
    expect(page.get_by_role("button", name="发布")).to_be_visible(timeout=PLANS_WITHIN_MS)
    figure = page.locator(".desk-figure", has_text="违反规定")
    expect(figure).to_have_attribute("data-mark", "good")


def moves_a_visit(page: Page) -> None:
    """Onto a free day, which is refused; onto a day that the page offers, which is saved."""
    go(page, "年历")
    expect(page.locator(".year-heat canvas").first).to_be_visible()
    press(page, "月")
    week = page.locator("tr", has=page.locator("[data-visit]")).first
    visit = week.locator("[data-visit]").first
    id_ = visit.get_attribute("data-visit")
    visit.drag_to(week.locator("td.year-shut[data-day]").last)
    verdict = page.locator(".year-verdict")
    expect(verdict).to_contain_text("不能这样调整，违反1条规定")
    expect(verdict).to_contain_text(f"{id_}（")
    expect(verdict).to_contain_text("遇周末")
    take = page.get_by_role("button", name=re.compile("^改为此项 2027-")).last
    take.press("Enter")
    expect(verdict).to_contain_text(re.compile(r"行程[±+−][\d.,]+公里，费用[±+−][\d.,]+元"))
    expect(page.locator(".year-panel [role=status]")).to_be_focused()
    before = asked(page)["plan"]
    press(page, "保存为新版本")
    expect(page.get_by_role("link", name="撤销调整，回到上一版")).to_be_visible()
    now = asked(page)
    assert (now["visit"], now["plan"] == before) == (id_, False)
    expect(page.locator(".year-panel")).to_contain_text(now["day"])


def asked(page: Page) -> dict[str, str]:
    """What stands in the address."""
    return {name: value for name, (value,) in parse_qs(urlsplit(page.url).query).items()}


def compares(page: Page) -> None:
    """The year as it is, and with a tenth fewer people."""
    go(page, "情景")
    page.get_by_label("加一项变更", exact=True).click()
    page.get_by_role("option", name="人数按比例增减").click()
    page.get_by_label("变为原来的").fill("90")
    expect(page.get_by_label("情景文件（TOML）")).to_have_value(re.compile("headcount = 0.9"))
    page.get_by_label("每个情景的时限（秒）").fill("5")
    expect(page.get_by_text("没有问题。")).to_be_visible()
    press(page, "编制并比较")
    title = page.get_by_role("heading", name="与基准相比的变动")
    expect(title).to_be_visible(timeout=PLANS_WITHIN_MS)
    expect(page.locator(".desk-chart canvas").first).to_be_visible()


def loads_down(page: Page, path: Path) -> None:
    """The changed plan as a workbook."""
    go(page, "计划")
    with page.expect_download() as loaded:
        page.get_by_text("工作簿（xlsx）", exact=True).click()
    loaded.value.save_as(path)
    book = load_workbook(path, read_only=True)
    assert {"年度概览", "督导安排", "条款执行"} <= set(book.sheetnames)
    assert book["督导安排"].max_row > 700


def draws(page: Page, clock: Clock) -> str:
    """Prepared, frozen, carried out before witnesses, published: where everybody verifies it."""
    led(page, page.get_by_role("link", name="新的抽查"))
    page.get_by_label("名称", exact=True).first.fill("2027年春季双随机抽查")
    page.get_by_label("来源，如").fill("双色球第2027025期")
    press(page, "预览名录和摘要")
    press(page, "冻结并公布承诺")
    page.get_by_role("dialog").get_by_role("button", name="冻结并公布承诺").click()
    expect(page.get_by_text("一次性口令（第0个）")).to_be_visible()
    clock.ahead = timedelta(hours=5)
    led(page, page.get_by_role("link", name="现场抽取"))
    press(page, "下一步")
    page.get_by_label("号码（每个来源一行").fill("3 8 11 19 25 30\n7")
    page.get_by_label("监督人").fill("王芳")
    press(page, "下一步")
    press(page, "核对无误，抽取")
    press(page, "看结果")
    press(page, "全部展示")
    expect(page.locator(".stage-list li")).to_have_count(14)
    press(page, "完成")
    led(page, page.get_by_role("button", name="回到这次抽查"))
    press(page, "公布结果")
    page.get_by_role("dialog").get_by_role("button", name="公布结果").click()
    expect(page.get_by_role("button", name="公布结果")).to_have_count(0)
    return page.get_by_role("link", name="公开核查页面").get_attribute("href") or ""
