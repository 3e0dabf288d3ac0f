"""The page of clauses and the notice of the year, with a plan of two visits."""

from datetime import date

from playwright.sync_api import expect

from api.accounts.roles import Role
from api.desk import announcing, compliance, datasets, plans
from api.desk.asker import Asker
from api.desk.plans import View
from models.plan import AnnualPlan, ComplianceStatus, Half, LeftOut, PlanStatus, Visit
from models.programme import ProgrammeKind
from models.text import Text
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Office

SEALED = 'name = "s"\n[[change]]\nprogramme = { id = "risk", sealed = true }\n'


def visit(programme: str, target: str, day: int) -> Visit:
    return Visit(
        id=f"{programme}-{target}-2027",
        target=target,
        programmes=(programme,),
        kind=ProgrammeKind.COMPREHENSIVE,
        start=date(2027, 3, day),
        half=Half.AM,
        half_days=2,
        end=date(2027, 3, day),
        team=("I001", "I002"),
        lead="I002",
    )


def planned(ann: Asker) -> View:
    """A comprehensive visit to the first school, a sealed one to the second, one left out."""
    data = datasets.derive(ann, datasets.take(ann, "miyi-2027").id, SEALED)
    out = LeftOut(
        id="comprehensive-S003-2027",
        target="S003",
        programmes=("comprehensive",),
        kind=ProgrammeKind.COMPREHENSIVE,
        mandatory=True,
        reasons=(Text(code="status.broken"),),
    )
    plan = AnnualPlan(
        origin=None,
        status=PlanStatus.COMPLETE,
        zones=None,
        visits=(visit("comprehensive", "S001", 10), visit("risk", "S002", 11)),
        left_out=(out,),
    )
    return plans.give(ann, data.id, plan, name="两次督导")[0]


def test_clauses_are_shown_with_their_words_and_what_breaks_them(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    made = planned(ann)
    found = compliance.compliance(ann, made.id)
    broken = found.count(ComplianceStatus.BROKEN)
    assert broken
    page = office.logged_in("ann", f"/compliance?plan={made.id}")
    expect(page.locator(".desk-clause")).to_have_count(len(found.clauses))
    yearly = page.locator(".desk-clause", has=page.get_by_text("my.2.2", exact=True))
    expect(yearly).to_contain_text("每年对学校（幼儿园）开展一次综合督导。")
    expect(yearly).to_contain_text("违反")
    expect(page.get_by_role("region", name="未能安排的督导")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name=f"违反 {broken}").click()
    expect(page.locator(".desk-clause")).to_have_count(broken)
    expect(page.locator(".desk-clause[data-status=kept]")).to_have_count(0)
    page = office.logged_in("ann", "/compliance", size=PHONE, language="en")
    page.get_by_role("link", name="两次督导").click()
    expect(page.locator(".desk-clause")).to_have_count(len(found.clauses))
    expect(page.get_by_text("Not applicable").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    accessible(page)


def test_the_notice_tells_of_no_sealed_visit_not_even_to_whoever_plans_it(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    made = planned(ann)
    assert compliance.compliance(ann, made.id).visits == 2
    bob = office.account("bob", Role.VIEWER)
    assert compliance.compliance(bob, made.id).visits == 1
    for who in (ann, bob):
        told = announcing.notice(who, made.id)
        assert (told.visits, told.targets) == (1, 1)
        assert [p.name for p in told.programmes] == ["学校综合督导"]
    problem = datasets.problem(ann, made.dataset)
    page = office.logged_in("ann", f"/notice?plan={made.id}")
    notice = page.locator(".desk-official")
    expect(notice).to_contain_text(problem.target_by_id["S001"].name)
    expect(notice).to_contain_text(problem.inspector_by_id["I002"].name + "（组长）")
    expect(notice).not_to_contain_text(problem.target_by_id["S002"].name)
    expect(notice).to_contain_text("尚未发布")
    accessible(page)
    page.emulate_media(media="print")
    expect(page.locator(".desk-header")).to_be_hidden()
    expect(page.locator("h1:visible")).to_have_count(1)
