"""The page of people and schools, with the plan made by hand of `test_map`."""

from playwright.sync_api import expect

from api.accounts.roles import Role
from api.desk import burdens as desk
from api.desk import datasets, plans
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Office
from tests.api.pages.test_map import given


def test_work_schools_and_staff(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    id_ = given(ann)
    problem = datasets.problem(ann, plans.get(ann, id_).dataset)
    page = office.logged_in("ann", f"/people?plan={id_}")
    row = page.locator(".ag-center-cols-container .ag-row").filter(has_text="9")
    expect(row.first.locator("[col-id=visits]")).to_have_text("2")
    expect(row.first.locator("[col-id=days]")).to_have_text("1")
    expect(page.locator(".people-chart canvas")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="人员配备").click()
    page.wait_for_url("**show=staff*")
    rule = desk.staff(ann, id_).offices[0].headcounts[0]
    line = page.get_by_role("row").filter(has_text=rule.clause).first
    expect(line.get_by_role("cell")).to_contain_text([str(rule.need), str(rule.short)])
    expect(page.get_by_text("dudao hire")).to_be_visible()
    accessible(page)
    assert len(problem.inspectors) == len(desk.loads(ann, id_).burdens.people)


def test_schools_on_a_phone(office: Office) -> None:
    id_ = given(office.account("ann", Role.PLANNER))
    page = office.logged_in("ann", f"/people?plan={id_}&show=schools", size=PHONE, language="en")
    expect(page.locator(".ag-row").first).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
