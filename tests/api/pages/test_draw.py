"""The page of draws: a draw from its rule to the public page, in a real browser."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from api.accounts.roles import Role
from api.desk import datasets, draws
from api.desk.draws import Wanted
from api.pages.draw_ceremony import names_of, numbers_of
from api.pages.draw_rule import pruned, stated
from models.draw import Source
from scenarios.drawrule import rule_of, rule_of_text
from scenarios.tomltext import dumps
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Clock, Office
from tests.planner.draw.county import RULED, SIMPLE, county


@pytest.fixture
def clock(office: Office, service: FastAPI) -> Clock:
    clock = Clock()
    office.world = service.state.world = replace(office.world, clock=clock)
    return clock


@pytest.fixture
def dataset(office: Office, clock: Clock) -> str:
    return datasets.add(office.account("root", Role.PLANNER), county()).id


def committed(office: Office, dataset: str, clock: Clock) -> str:
    """A draw that waits for its numbers, which are known in an hour."""
    officer = office.account("lin", Role.DRAW_OFFICER)
    source = Source(name="骰子", at=clock() + timedelta(hours=1))
    return draws.commit(officer, Wanted(dataset, SIMPLE, source), {}).id


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_draw_from_its_rule_to_the_public_page(
    office: Office, dataset: str, clock: Clock
) -> None:
    office.account("lin", Role.DRAW_OFFICER)
    page = office.logged_in("lin", f"/draw?view=new&dataset={dataset}")
    toml = page.get_by_label("规则文件（TOML）")
    expect(toml).to_have_value(re.compile(r'kind = \["school"\]\s+\[\[sizes\]\]\s+share = "0.2"'))
    page.get_by_label("名称", exact=True).first.fill("春季抽查")
    expect(toml).to_have_value(re.compile('title = "春季抽查"'))
    page.get_by_label("来源，如").fill("双色球")
    press(page, "预览名录和摘要")
    expect(page.get_by_text("抽取数量").last).to_be_visible()
    expect(page.locator(".desk-digests").first).to_contain_text("检查对象名录库")
    accessible(page)
    press(page, "冻结并公布承诺")
    page.get_by_role("dialog").get_by_role("button", name="冻结并公布承诺").click()
    expect(page.get_by_text("一次性口令（第0个）")).to_be_visible()
    accessible(page)

    clock.ahead = timedelta(hours=5)
    page.get_by_role("link", name="现场抽取").click()
    press(page, "下一步")
    page.get_by_label("号码（每个来源一行").fill("9 3，1\n7")
    page.get_by_label("监督人").fill("李四、王五")
    press(page, "下一步")
    expect(page.locator(".stage-numbers").first).to_have_text("931")
    accessible(page)
    press(page, "核对无误，抽取")
    expect(page.get_by_text("1.3.9./7./")).to_be_visible()
    press(page, "看结果")
    press(page, "下一个")
    expect(page.locator(".stage-list li")).to_have_count(1)
    press(page, "全部展示")
    officer = office.account("second", Role.DRAW_OFFICER)
    made = draws.register(officer, county().office)[0]
    names = [one.name for one in draws.chosen(draws.told(officer, made.id))]
    expect(page.locator(".stage-list .stage-name > :first-child")).to_have_text(names)
    press(page, "完成")
    press(page, "当场核查")
    expect(page.get_by_text("核查结果：全部相符")).to_be_visible()
    accessible(page)
    press(page, "回到这次抽查")

    press(page, "公布结果")
    page.get_by_role("dialog").get_by_role("button", name="公布结果").click()
    page.get_by_role("link", name="公开核查页面").click()
    expect(page.locator("#verdict")).to_have_text("全部相符")


def test_numbers_that_come_too_early_are_refused(
    office: Office, dataset: str, clock: Clock
) -> None:
    id_ = committed(office, dataset, clock)
    page = office.logged_in("lin", f"/draw?draw={id_}&view=ceremony")
    press(page, "下一步")
    page.get_by_label("号码（每个来源一行").fill("3")
    press(page, "下一步")
    press(page, "核对无误，抽取")
    expect(page.get_by_role("alert").filter(has_text="才公布").first).to_be_visible()


def test_a_viewer_sees_the_register_and_no_outcome(
    office: Office, dataset: str, clock: Clock
) -> None:
    id_ = committed(office, dataset, clock)
    clock.ahead = timedelta(hours=2)
    officer = office.account("second", Role.DRAW_OFFICER)
    draws.run(officer, id_, [[3]], ["张三"], [])
    office.account("eve", Role.VIEWER)
    page = office.logged_in("eve", "/draw", size=PHONE, language="en")
    expect(page.get_by_text("Drawn, not published")).to_be_visible()
    expect(page.get_by_role("button", name="New draw")).to_have_count(0)
    accessible(page)
    page.get_by_role("link", name=SIMPLE.id).click()
    expect(page.get_by_text("One-time code (no. 0)")).to_be_visible()
    expect(page.get_by_text("Outcome")).to_have_count(0)
    for name in ("Publish the outcome", "Log a replacement", "Show again"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.goto(f"/draw?draw={id_}&view=ceremony")
    expect(page.locator(".stage")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_form_keeps_a_rule_as_it_is() -> None:
    for rule in (SIMPLE, RULED):
        table = stated(rule)
        assert rule_of(pruned(table), "rule") == rule
        assert rule_of_text(dumps(pruned(table)), "rule") == rule


def test_what_is_not_filled_in_is_no_part_of_the_rule() -> None:
    table = {
        "id": "a",
        "title": "",
        "where": {},
        "strata": [],
        "sizes": [{"number": 3, "share": None}],
    }
    assert pruned(table) == {"id": "a", "sizes": [{"number": 3}]}


def test_numbers_are_read_as_they_are_typed() -> None:
    assert numbers_of("3 8，11\n\n 07、ab-C \n") == [[3, 8, 11], [7, "ab-C"]]
    assert numbers_of("9" * 40) == [["9" * 40]]
    assert names_of("张三、李四 王五") == ["张三", "李四", "王五"]
