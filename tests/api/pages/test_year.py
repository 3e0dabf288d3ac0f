"""The page of the year with the tiny plan: seen, filtered, explained, changed, undone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from api.accounts.roles import Role
from api.desk import datasets, plans
from api.desk import year as desk
from api.desk.asker import Asker
from api.desk.year import Year
from api.pages.year_drawn import SHOWN_ROWS, Row, page_of, people, teams
from api.pages.year_heat import counts
from api.pages.year_look import Count, Look, Mode, by_day, look_of
from models.problem import Problem
from tests.api.jobs.cases import small, small_plan
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Office
from tests.planner.audit.tiny import PLAN, PROBLEM

SECRET = PROBLEM.model_copy(
    update={
        "programmes": tuple(
            p.model_copy(update={"sealed": p.id == "gov"}) for p in PROBLEM.programmes
        )
    }
)


def given(who: Asker, problem: Problem = PROBLEM) -> str:
    """The tiny plan, kept."""
    return plans.give(who, datasets.add(who, problem).id, PLAN, name="tiny")[0].id


def parameters(page: Page) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(page.url).query).items()}


def test_the_year_is_looked_at_in_five_ways(office: Office) -> None:
    id_ = given(office.account("ann", Role.PLANNER))
    page = office.logged_in("ann", f"/year?plan={id_}")
    expect(page.locator(".year-heat canvas").first).to_be_visible()
    expect(page.get_by_role("row", name="全年")).to_contain_text("14")
    accessible(page)
    page.get_by_role("button", name="月", exact=True).click()
    expect(page.locator("td[data-day='2025-03-25'] [data-visit=v3]")).to_be_visible()
    expect(page.locator("td[data-day='2025-03-26'] [data-visit=v3]")).to_be_visible()
    expect(page.locator("td[data-day='2025-03-22']")).to_have_class("year-shut")
    page.get_by_label("下个月").click()
    expect(page.locator("td[data-day='2025-04-04']")).to_contain_text("放假")
    accessible(page)
    assert parameters(page)["day"] == "2025-04-01"
    page.get_by_label("学校（名称）").fill("s4")
    page.get_by_role("button", name="督学", exact=True).click()
    expect(page.locator(".year-row .year-name span")).to_have_text(["person b", "person c"])
    expect(page.locator(".year-bar")).to_have_count(2)
    accessible(page)
    page.reload()
    expect(page.locator(".year-bar")).to_have_count(2)
    page.go_back()
    expect(page.locator(".year-month")).to_be_visible()


def test_a_visit_is_dragged_refused_moved_priced_and_moved_back(office: Office) -> None:
    id_ = given(office.account("ann", Role.PLANNER))
    page = office.logged_in("ann", f"/year?plan={id_}&mode=month&day=2025-03-01")
    moved = page.locator("[data-visit=v1]")
    moved.drag_to(page.locator("td[data-day='2025-03-15']"))
    verdict = page.locator(".year-verdict")
    expect(verdict).to_contain_text("不能这样调整")
    expect(verdict).to_contain_text("周末")
    expect(page.get_by_role("button", name="保存为新版本")).to_have_count(0)
    moved.drag_to(page.locator("td[data-day='2025-03-13']"))
    expect(verdict).to_contain_text("公里")
    assert len(plans.listed(office.account("bob", Role.PLANNER))) == 1
    accessible(page)
    page.get_by_role("button", name="保存为新版本").click()
    expect(page.locator("td[data-day='2025-03-13'] [data-visit=v1]")).to_be_visible()
    assert parameters(page)["plan"] != id_
    page.get_by_role("link", name="撤销").click()
    expect(page.locator("td[data-day='2025-03-11'] [data-visit=v1]")).to_be_visible()
    assert parameters(page)["plan"] == id_


def test_a_day_and_a_member_are_changed_without_a_mouse(office: Office) -> None:
    id_ = given(office.account("ann", Role.PLANNER))
    page = office.logged_in("ann", f"/year?plan={id_}&visit=v2", language="en")
    panel = page.locator(".year-panel")
    expect(panel.get_by_role("heading", name="school s2")).to_be_visible()
    expect(panel).to_contain_text("person a (leads)")
    expect(panel.get_by_text("Within 15 working days")).to_be_visible()
    expect(panel.get_by_role("button", name="Take this 2025-").first).to_be_visible()
    panel.get_by_label("Move to").fill("2025-03-19")
    panel.get_by_role("button", name="Check").press("Enter")
    expect(panel.get_by_role("button", name="Save as a new version")).to_be_visible()
    panel.get_by_role("button", name="Replace person c").press("Enter")
    panel.get_by_role("button", name="Take this person e").press("Enter")
    expect(panel.get_by_role("status")).to_contain_text("with another team")
    accessible(page)


def test_a_viewer_on_a_phone_reads_and_changes_nothing(office: Office) -> None:
    id_ = given(office.account("ann", Role.PLANNER))
    office.account("eve", Role.VIEWER)
    page = office.logged_in("eve", f"/year?plan={id_}&mode=month&day=2025-03-01", size=PHONE)
    expect(page.locator("[draggable]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.locator("[data-visit=v1]").click()
    expect(page.locator(".year-panel")).to_contain_text("person b")
    expect(page.get_by_role("button", name="审核")).to_have_count(0)
    accessible(page)


def test_visits_of_several_offices_are_moved_by_those_who_see_all(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    id_ = plans.give(ann, datasets.add(ann, small()).id, small_plan(), name="省")[0].id
    plans.publish(ann, id_)
    office.account("bob", Role.PLANNER, "x00")
    address = f"/year?plan={id_}&mode=month&day=2027-03-01"
    visit = "[data-visit=county-special-x00-s0]"
    expect(office.logged_in("ann", address).locator(f"{visit}[draggable]")).to_be_visible()
    page = office.logged_in("bob", address)
    expect(page.locator(visit)).to_be_visible()
    expect(page.locator("[draggable]")).to_have_count(0)


def test_without_a_plan_one_chooses(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    page = office.logged_in("ann", "/year")
    expect(page.get_by_text("还没有编制好的计划")).to_be_visible()
    given(ann)
    page.reload()
    page.get_by_role("link", name="tiny").click()
    expect(page.locator(".year-heat")).to_be_visible()


@pytest.fixture
def year(office: Office) -> Year:
    ann = office.account("ann", Role.PLANNER)
    return desk.year(ann, given(ann))


def test_sealed_visits_are_seen_by_those_who_plan(office: Office) -> None:
    ann, eve = office.account("ann", Role.PLANNER), office.account("eve", Role.VIEWER)
    id_ = given(ann, SECRET)
    early = datetime(2025, 1, 1, tzinfo=UTC)
    before = replace(eve, by=replace(eve.by, now=early))
    assert len(desk.year(ann, id_).visits) == len(PLAN.visits)
    assert {v.id for v in PLAN.visits} - {e.id for e in desk.year(before, id_).visits} == {"g"}


def test_days_people_and_pages_are_counted(year: Year) -> None:
    assert len(by_day(year.visits, year)[date(2025, 3, 26)]) == 1
    day = date(2025, 5, 13)
    assert counts(year.visits, year, Count.VISITS)[day] == 2
    assert counts(year.visits, year, Count.PEOPLE)[day] == 1
    assert [row.name for row in people(year.visits)] == [f"person {n}" for n in "abcd"]
    assert [len(row.visits) for row in teams(year.visits)] == [2, 1, 1, 1]
    rows = [Row((str(n),), "", ()) for n in range(SHOWN_ROWS + 1)]
    assert page_of(rows, 9) == (rows[-1:], 2, 2)


def test_an_address_gives_the_look_it_was_made_of(year: Year) -> None:
    look = Look(Mode.PEOPLE, date(2025, 5, 1), Count.PEOPLE, school="s1", page=3, visit="r1")
    told = {name: value for name, value in look.address.items() if value is not None}
    assert look_of(told, year) == look
    assert look.with_(school="").page == 1
    nonsense = {"mode": "x", "day": "2031-01-01", "page": "-1", "visit": "none", "count": ""}
    assert look_of(nonsense, year) == Look(Mode.YEAR, date(2025, 3, 11))
    assert look_of({"visit": "r5"}, year).day == date(2025, 10, 14)
    assert Look(Mode.MONTH, date(2025, 12, 5)).turned(1) is None
    assert Look(Mode.WEEK, date(2025, 12, 5)).turned(-1) == Look(Mode.WEEK, date(2025, 11, 28))
