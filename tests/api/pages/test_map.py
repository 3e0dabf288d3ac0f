"""The page of the map, with a plan made by hand."""

from datetime import date

from playwright.sync_api import expect

from api.accounts.roles import Role
from api.desk import atlas as desk
from api.desk import datasets, plans
from api.desk.asker import Asker
from api.pages.map_look import COLOURS, NEIGHBOURS, SHADES, colours, steps
from models.plan import AnnualPlan, Batch, Check, Half, PlanStatus, Rotation, Trip, Visit, Zone
from tests.api.pages.browser import accessible
from tests.api.pages.office import Office


def given(ann: Asker) -> str:
    """A plan of Miyi with two zones, one tour of two visits, and one check; its id."""
    made = datasets.take(ann, "miyi-2027")
    problem = datasets.problem(ann, made.id)
    programme = next(p for p in problem.programmes if not p.sealed)
    first, second = problem.inspectors[:2]
    one, two, three = problem.targets[:3]
    day = date(2027, 3, 3)

    def visit(id_: str, target: str, half: Half) -> Visit:
        return Visit(
            id=id_,
            target=target,
            programmes=(programme.id,),
            kind=programme.kind,
            start=day,
            half=half,
            half_days=1,
            end=day,
            team=(first.id,),
            lead=first.id,
        )

    regions = [r.id for r in problem.regions[:2]]
    check = Check(checker=regions[0], checked=regions[1], travel_km=12.5)
    batch = Batch(first=day, last=day, checks=(check,))
    plan = AnnualPlan(
        origin=None,
        status=PlanStatus.COMPLETE,
        zones=(
            Zone(inspector=first.id, targets=(one.id, two.id), travel_km=3),
            Zone(inspector=second.id, targets=(three.id,), travel_km=4),
        ),
        rotations=(
            Rotation(
                office=problem.office, programme=programme.id, batches=(batch,), travel_km=12.5
            ),
        ),
        # the afternoon's first, as no order is promised
        visits=(visit("b", two.id, Half.PM), visit("a", one.id, Half.AM)),
        trips=(
            Trip(
                id="t",
                people=(first.id,),
                visits=("b", "a"),
                start=day,
                end=day,
                nights=0,
                travel_km=9,
                drive_minutes=20,
                cost_yuan=10,
            ),
        ),
    )
    return plans.give(ann, made.id, plan, name="手工计划")[0].id


def test_zones_tours_and_checks(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    id_ = given(ann)
    problem = datasets.problem(ann, plans.get(ann, id_).dataset)
    one, two = problem.targets[:2]
    (tour,) = desk.tours(ann, id_, day=date(2027, 3, 3))
    assert [stop.target for stop in tour.stops] == [one.name, two.name]
    assert desk.tours(ann, id_, day=date(2027, 3, 4)) == ()
    assert desk.tours(ann, id_, inspector=problem.inspectors[1].id) == ()

    page = office.logged_in("ann", f"/map?plan={id_}")
    expect(page.locator("[data-shown=zones]")).to_be_visible()
    expect(page.locator(".atlas-number")).to_have_text(["1", "2"])
    expect(page.get_by_role("gridcell", name=problem.inspectors[0].name)).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="行程").click()
    expect(page.locator("[data-shown=tours]")).to_be_visible()
    expect(page.locator(".atlas-number")).to_have_text(["1.1", "1.2"])
    expect(page.get_by_text(f"{one.name} → {two.name}")).to_be_visible()
    assert "show=tours&day=2027-03-03" in page.url
    page.get_by_role("button", name="交叉检查").click()
    expect(page.get_by_role("gridcell", name="12.5")).to_be_visible()


def test_without_a_plan_there_is_a_choice(office: Office) -> None:
    ann = office.account("ann", Role.PLANNER)
    page = office.logged_in("ann", "/map")
    expect(page.get_by_text("还没有编制好的计划")).to_be_visible()
    id_ = given(ann)
    page.reload()
    page.get_by_role("link", name="手工计划").click()
    page.wait_for_url(f"**plan={id_}*")


def test_neighbours_have_different_colours() -> None:
    places = [(x / 10, y / 10) for x in range(20) for y in range(20)]
    chosen = colours(places)
    assert set(chosen) == set(range(len(COLOURS)))
    for number, (x, y) in enumerate(places):
        near = sorted(
            range(number), key=lambda n: (places[n][0] - x) ** 2 + (places[n][1] - y) ** 2
        )
        assert chosen[number] not in {chosen[other] for other in near[:NEIGHBOURS]}


def test_every_number_of_visits_has_one_shade() -> None:
    for most in range(30):
        white, *rest = steps(most)
        assert white[1:] == (0, 0)
        assert len(rest) <= len(SHADES)
        told = [n for _, first, last in rest for n in range(first, last + 1)]
        assert told == list(range(1, len(told) + 1))
        assert told[-1] >= most
    assert [s[1:] for s in steps(12)[1:]] == [(1, 3), (4, 6), (7, 9), (10, 12)]
    assert [s[1:] for s in steps(2)[1:]] == [(1, 1), (2, 2)]
