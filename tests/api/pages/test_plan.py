"""The page of plans: a year planned with choices, followed, ended early, published."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from api.accounts.roles import Role
from api.desk import datasets, plans
from api.desk.courses import Point, Seen
from api.desk.plans import PartStatus
from api.jobs.port import State
from api.pages.plan_course import options
from api.pages.visit import Visit
from api.store.ledger import StoreLedger
from models.plan import AnnualPlan, PlanStatus
from models.text import Text, say
from planner.options import Progress
from tests.api.pages.browser import PHONE, accessible
from tests.api.pages.office import Office
from tests.api.service.atonce import AtOnce

NO_VISITS = AnnualPlan(origin=None, status=PlanStatus.COMPLETE, zones=None, visits=())


def jobs(office: Office) -> AtOnce:
    found = office.world.jobs
    assert isinstance(found, AtOnce)
    return found


def test_programmes_and_limits_are_chosen_and_the_plan_is_followed_and_ended(
    office: Office,
) -> None:
    ann = office.account("ann", Role.PLANNER)
    data = datasets.take(ann, "miyi-2027")
    jobs(office).paused = True
    page = office.logged_in("ann", f"/plan?dataset={data.id}")
    page.get_by_role("checkbox", name="责任督学经常性督导").click()
    page.get_by_label("计划名称").fill("试编")
    page.get_by_role("button", name="开始编制").click()
    stop = page.get_by_role("button", name="停止，保留现有最好的")
    expect(stop).to_be_visible()
    (made,) = plans.listed(ann)
    used = datasets.get(ann, made.dataset)
    assert (made.name, used.parent, used.version) == ("试编", data.id, 2)
    left = {one.id for one in datasets.problem(ann, made.dataset).programmes}
    assert left == {one.id for one in datasets.problem(ann, data.id).programmes} - {"regular"}

    ledger = StoreLedger(office.world.store, lambda: datetime.now(UTC))
    for state in (State.STARTED, State.ACTIVE):
        ledger.advance(made.id, state)
    ledger.outline(made.id, ["510499"])
    for best in (120.0, 100.0):
        told = Progress(stage="joint", level="travel", objective=best, bound=80)
        ledger.tell(made.id, "510499", told)
        expect(page.get_by_role("cell", name=str(int(best)), exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="20.00%")).to_be_visible()
    expect(page.locator(".desk-chart canvas")).to_be_visible()
    accessible(page)

    stop.click()
    expect(page.get_by_text("正在停止")).to_be_visible()
    ledger.conclude(made.id, State.INCOMPLETE, None, None)
    expect(page.get_by_text("这份计划还没有得出任何方案就停止了")).to_be_visible()


def test_a_plan_that_failed_says_what_to_do(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    data = datasets.take(ann, "miyi-2027")
    jobs(office).paused = True
    made, _ = plans.submit(ann, data.id, plans.PlanOptions())
    ledger = StoreLedger(office.world.store, lambda: datetime.now(UTC))
    why = Text(code="jobs.fault.memory", args={"mb": 2000})
    ledger.conclude(made.id, State.FAILED, None, why)
    page = office.logged_in("ann", f"/plan?plan={made.id}", language="en")
    expect(page.get_by_role("alert")).to_contain_text(say(why, "en"))
    expect(page.get_by_role("alert")).to_contain_text("split the data set")


def test_a_finished_plan_is_loaded_down_and_published_by_whoever_plans(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    data = datasets.take(ann, "miyi-2027")
    made, _ = plans.give(ann, data.id, NO_VISITS, name="空计划")
    office.account("eve", Role.VIEWER)
    page = office.logged_in("eve", f"/plan?plan={made.id}", size=PHONE)
    expect(page.get_by_role("heading", name="空计划")).to_be_visible()
    for name in ("发布", "开始编制"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    accessible(page)

    page = office.logged_in("ann", f"/plan?plan={made.id}")
    for name, ending in (
        ("工作簿（xlsx）", "xlsx"),
        ("日历（ics）", "ics"),
        ("表格（csv）", "csv"),
    ):
        with page.expect_download() as loaded:
            page.get_by_text(name).click()
        assert loaded.value.suggested_filename == f"plan-{made.id}.{ending}"
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("table").get_by_text("已发布")).to_be_visible()
    assert plans.get(ann, made.id).published


def test_what_was_seen_of_a_plan_is_kept_once() -> None:
    seen = Seen()
    one = PartStatus(part="a", stage="joint", level="travel", objective=9, bound=3, gap=0.5)
    assert len(seen.note((one,), 1)) == 1
    assert len(seen.note((one,), 2)) == 1
    better = one.model_copy(update={"objective": 6.0})
    assert [p.objective for p in seen.note((better,), 3)] == [9, 6]


@pytest.mark.parametrize("count", [0, 1, 400, 5001])
def test_a_curve_has_no_more_points_than_can_be_told_apart_and_the_last(
    count: int, office: Office
) -> None:
    ann = office.account("ann", Role.PLANNER)
    visit = Visit(office.world, "", "zh", ann.account, "", "/plan", {})
    points = [
        Point(seconds=n, part="a", stage="s", level="l", objective=n, bound=0, gap=1)
        for n in range(count)
    ]
    curve = options(visit, points)["series"][0]["data"]
    assert len(curve) <= 402
    assert not count or curve[-1] == [count - 1, count - 1]
