"""The page of people and schools, with the plan made by hand of `test_map`."""

import pytest
from playwright.sync_api import expect

from api.accounts.roles import Role
from api.desk import burdens as desk
from api.desk import datasets, hiring, plans
from api.desk.denial import Denial
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Office
from tests.api.pages.test_map import given
from tests.planner.audit.tiny import PLAN, PROBLEM


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
    expect(page.get_by_role("button", name="计算需补充的人员")).to_be_visible()
    accessible(page)
    assert len(problem.inspectors) == len(desk.loads(ann, id_).burdens.people)


def test_schools_on_a_phone(office: Office) -> None:
    id_ = given(office.account("ann", Role.PLANNER))
    page = office.logged_in("ann", f"/people?plan={id_}&show=schools", size=PHONE, language="en")
    expect(page.locator(".ag-row").first).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_whom_to_hire_is_reckoned_once_and_kept(office: Office) -> None:
    ann, bob = (office.account(n, r) for n, r in (("ann", Role.PLANNER), ("bob", Role.VIEWER)))
    plan, _ = plans.give(ann, datasets.add(ann, PROBLEM).id, PLAN)
    page = office.logged_in("ann", f"/people?plan={plan.id}&show=staff")
    page.get_by_role("button", name="计算需补充的人员").click()
    expect(page.get_by_text("至少需补充1名专职督学，已证明")).to_be_visible()
    expect(page.get_by_role("table", name="补充人员")).to_have_count(1)
    accessible(page)
    with page.expect_download() as loaded:
        page.get_by_role("button", name="下载情景文件").click()
    assert "[[change]]" in loaded.value.path().read_text("utf-8")
    key = plans.its_offices(ann, plan.id)[0].key
    kept = hiring.known(ann, plan.id, key).hired
    assert kept is not None
    assert (kept.hiring.number, kept.hiring.proven) == (1, True)
    for ask in (hiring.known, hiring.sought, hiring.stop):
        with pytest.raises(Denial) as refused:
            ask(bob, plan.id, key)
        assert refused.value.status == 403
