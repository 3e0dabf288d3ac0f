"""All offices together: each rule is broken once by visits that break nothing in their own plan."""

from datetime import date

from models.inspector import Employment, InspectorFilter
from models.plan import AnnualPlan, ComplianceStatus, Half, PlanStatus, Trip, Visit
from models.policy import Consecutive, Nights, Workload
from models.problem import Problem
from models.programme import Per, ProgrammeKind
from models.tiers import OfficePlan
from planner.audit.across import across
from tests.planner.tiers.realm import GAP_DAYS, PROGRAMMES, policy, pool, realm

KINDS = {p.id: p.kind for p in PROGRAMMES}
OPTIONAL = tuple(p.model_copy(update={"mandatory": False}) for p in PROGRAMMES)


def _visit(programme: str, target: str, day: int, *team: str, half_days: int = 1) -> Visit:
    return Visit(
        id=f"{programme}-{target}-{day}",
        target=target,
        programmes=(programme,),
        kind=KINDS[programme],
        start=date(2027, 3, day),
        half=Half.AM,
        half_days=half_days,
        end=date(2027, 3, day + (half_days - 1) // 2),
        team=team,
        lead=team[0],
    )


def _plan(office: str, *visits: Visit, nights: int = 0, task: str = "own") -> OfficePlan:
    trips = tuple(
        Trip(
            id=v.id, people=v.team, visits=(v.id,), start=v.start, end=v.end, nights=nights,
            travel_km=0, drive_minutes=0, cost_yuan=0,
        )
        for v in visits
    )  # fmt: skip
    plan = AnnualPlan(
        origin=None, status=PlanStatus.COMPLETE, zones=None, visits=visits, trips=trips
    )
    return OfficePlan(office=office, task=task, plan=plan)


def _found(*plans: OfficePlan, **changes: object) -> list[str]:
    table: dict[str, object] = {"programmes": OPTIONAL, "policy": policy(workload=())}
    problem = realm(**(table | changes))  # type: ignore[arg-type]
    return [f.text.code for line in across(problem, plans) for f in line.findings]


PROVINCE, CITY, COUNTY, SPECIAL = "province-drawn", "prefecture-drawn", "county-special", "regular"


def test_sound_plans_have_no_findings() -> None:
    plans = (
        _plan("x", _visit(PROVINCE, "x00-s0", 2, "x-0", "x00-e0", half_days=2)),
        _plan("x0", _visit(CITY, "x00-s0", 2 + GAP_DAYS, "x0-0", "x00-e0")),
        _plan("x00", _visit(COUNTY, "x00-s0", 2 + 2 * GAP_DAYS, "x00-0", "x00-e0")),
    )
    problem = realm(programmes=OPTIONAL)
    lines = across(problem, plans)
    assert [(line.clause, line.status) for line in lines] == [("c", ComplianceStatus.KEPT)]


def test_an_expert_in_two_places_at_once() -> None:
    plans = (
        _plan("x", _visit(PROVINCE, "x00-s0", 2, "x-0", "x00-e0")),
        _plan("x00", _visit(COUNTY, "x00-s1", 2, "x00-0", "x00-e0")),
    )
    assert _found(*plans) == ["audit.people.twice"]


def test_visits_of_two_offices_too_near_to_each_other() -> None:
    plans = (
        _plan("x", _visit(PROVINCE, "x00-s0", 2, "x-0", "x-1")),
        _plan("x0", _visit(CITY, "x00-s0", 4, "x0-0", "x0-1")),
    )
    assert _found(*plans) == ["audit.gaps.short"]


def test_more_visits_of_all_offices_than_the_cap() -> None:
    plans = (
        _plan("x", _visit(PROVINCE, "x00-s0", 1, "x-0", "x-1")),
        _plan("x0", _visit(CITY, "x00-s0", 8, "x0-0", "x0-1")),
        _plan(
            "x00",
            _visit(COUNTY, "x00-s0", 15, "x00-0", "x00-1"),
            _visit(SPECIAL, "x00-s0", 22, "x00-0"),
        ),
    )
    assert _found(*plans) == ["audit.caps.over"]
    assert _found(*plans[:2]) == []


def _weeks_work(nights: int = 0) -> tuple[OfficePlan, ...]:
    """Three days of one expert, a day for each of two offices and one for the third."""
    return (
        _plan("x", _visit(PROVINCE, "x00-s0", 1, "x-0", "x00-e0", half_days=2), nights=nights),
        _plan("x0", _visit(CITY, "x00-s1", 2, "x0-0", "x00-e0", half_days=2), nights=nights),
        _plan("x00", _visit(COUNTY, "x00-s2", 3, "x00-0", "x00-e0", half_days=2)),
    )


def _with_expert(**limits: int) -> dict[str, object]:
    people = tuple(
        p.model_copy(update=limits) if p.id == "x00-e0" else p for p in realm().inspectors
    )
    return {"inspectors": people, "leave": ()}


def test_the_own_limits_of_people_hold_over_all_offices() -> None:
    assert _found(*_weeks_work(), **_with_expert(days_per_week=3, days_per_month=3)) == []
    assert _found(*_weeks_work(), **_with_expert(days_per_week=2)) == ["audit.limits.own"]


def test_limits_of_the_policy_hold_over_all_offices() -> None:
    experts = InspectorFilter(employment=(Employment.EXPERT,))
    work = Workload(clause="c", people=experts, per=Per.MONTH, at_most_days=2)
    row = Consecutive(clause="c", people=experts, at_most_days=2)
    assert _found(*_weeks_work(), policy=policy(workload=(work,))) == ["audit.workload.over"]
    assert _found(*_weeks_work(), policy=policy(workload=(), consecutive=(row,))) == [
        "audit.consecutive.over"
    ]


def test_nights_are_added_up_over_all_offices() -> None:
    rule = policy(workload=(), nights=(Nights(clause="c", at_most=3),))
    assert _found(*_weeks_work(nights=1), policy=rule) == []
    assert _found(*_weeks_work(nights=2), policy=rule) == ["audit.nights.over"]


def test_a_visit_out_of_the_region() -> None:
    plans = (_plan("x00", _visit(COUNTY, "x01-s0", 2, "x00-0", "x00-1")),)
    assert _found(*plans) == ["audit.offices.elsewhere"]


def test_a_visit_of_a_programme_of_another_level() -> None:
    plans = (_plan("x00", _visit(CITY, "x00-s0", 2, "x00-0", "x00-1")),)
    assert _found(*plans) == ["audit.offices.other_level"]


def test_people_of_another_office() -> None:
    there = (_plan("x01"), _plan("x0"), _plan("x"))
    sent = _visit(COUNTY, "x00-s0", 2, "x00-0", "x01-0")
    expert = _visit(COUNTY, "x00-s0", 2, "x00-0", "x01-e0")
    above = _visit(COUNTY, "x00-s0", 2, "x00-0", "x0-0")
    joint = pool("x00", "x01")
    assert _found(_plan("x00", sent), *there) == ["audit.offices.stranger"]
    assert _found(_plan("x00", above), *there) == ["audit.offices.stranger"]
    assert _found(_plan("x00", expert), *there) == ["audit.offices.stranger"]
    assert _found(_plan("x00", expert), *there, joint_pools=joint) == []
    assert _found(_plan("x00", sent), *there, joint_pools=joint) == ["audit.offices.stranger"]


def test_a_borrower_takes_experts_and_nobody_else_from_below() -> None:
    there = (_plan("x00"), _plan("x"))
    inspector = _visit(CITY, "x00-s0", 2, "x0-0", "x00-0")
    expert = _visit(CITY, "x00-s0", 2, "x0-0", "x00-e0")
    assert _found(_plan("x0", inspector), *there) == ["audit.offices.stranger"]
    assert _found(_plan("x0", expert), *there) == []


def test_an_office_without_a_plan() -> None:
    """The county's mandatory programmes have targets there; so has the prefecture's."""
    plans = tuple(_plan(o) for o in ("x", "x0", "x1", "x00", "x01", "x10"))
    assert _found(*plans, programmes=PROGRAMMES) == ["audit.offices.missing"] * 2
    assert _found(*plans, _plan("x11"), programmes=PROGRAMMES) == []
    assert _found(*plans) == []


def test_a_plan_of_a_region_that_is_none() -> None:
    visit = _visit(COUNTY, "x00-s0", 2, "x00-0", "x00-1")
    assert "audit.offices.elsewhere" in _found(_plan("nowhere", visit))


def test_the_problem_of_the_tests_is_what_it_seems() -> None:
    problem: Problem = realm()
    assert ProgrammeKind.REGULAR in {p.kind for p in problem.programmes}
    assert {len(problem.policy.caps), len(problem.policy.gaps)} == {1}
