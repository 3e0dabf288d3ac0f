"""Pins are always kept: what the planner makes around them is the best that keeps them."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import rebuilt
from models.issue import DataError
from models.pin import Pin
from models.plan import AnnualPlan, Half, StageStatus, Visit
from models.problem import Problem
from models.programme import DayRule, ResponsibleMember, TeamRule, Window
from planner.audit import audit
from planner.case import Case
from planner.demand import requests, visits_that_may_be_due
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import integrated
from planner.keeping import Kept, UndecidedError, keep
from planner.lexicographic import Search
from planner.model import Arrangement
from planner.objectives import measure
from planner.options import Options
from planner.pipeline import plan_year
from planner.ruled import build
from planner.rules.training import training_days
from planner.visits import visits
from tests.effort import examples
from tests.planner import hamlet
from tests.planner.brute_force import best_visits
from tests.planner.test_visits import case_of, search
from tests.planner.village import MONDAY, village
from tests.planner.vocabulary import with_vocabulary

QUICK = Options(time_limit_s=5, workers=1, deterministic=True)


def pin_of(visit: Visit, draw: Random) -> Pin:
    """A pin of the visit as it is: its day, its team, or both."""
    what = draw.choice(("day", "half", "team", "both"))
    dated = what != "team"
    return Pin(
        visit=visit.id,
        start=visit.start if dated else None,
        half=visit.half if what == "half" else None,
        team=visit.team if what in ("team", "both") else None,
    )


def some_pins(plan: AnnualPlan, draw: Random) -> tuple[Pin, ...]:
    return tuple(pin_of(v, draw) for v in plan.visits if draw.random() < 0.5)


def kept(plan: AnnualPlan, pin: Pin) -> bool:
    made = next((v for v in plan.visits if v.id == pin.visit), None)
    return (
        made is not None
        and pin.start in (None, made.start)
        and pin.half in (None, made.half)
        and (pin.team is None or set(pin.team) == set(made.team))
    )


@settings(deadline=None, max_examples=examples(14, 5))
@given(seed=st.integers(0, 10**6), regular=st.booleans())
def test_pins_of_any_feasible_plan_are_kept(seed: int, regular: bool) -> None:
    problem, draw = village(seed, days=9, regular=regular), Random(seed)
    there = rebuilt(problem, inspectors=tuple(reversed(problem.inspectors)))
    source = plan_year(draw.choice((problem, there)), QUICK)
    pins = some_pins(source, draw)
    plan = plan_year(rebuilt(problem, pins=pins), QUICK)
    assert all(kept(plan, pin) for pin in pins)
    found = [f for line in audit(rebuilt(problem, pins=pins), plan) for f in line.findings]
    assert not [f for f in found if f.rule not in ("coverage", "capacity", "zones")]
    # without pins the auditor finds nothing else, so it is they that are judged
    before = [f for line in audit(problem, plan) for f in line.findings]
    assert before == found


def pinned_at_random(problem: Problem, seed: int) -> Problem:
    """A village with a few pins that may be kept or not."""
    draw, names = Random(seed), visits_that_may_be_due(problem, horizon(problem))
    people = [p.id for p in problem.inspectors]
    pins = []
    for name in draw.sample(names, k=min(len(names), 3)):
        size = 2 if name.startswith("comprehensive") else 1
        day = MONDAY + timedelta(3 + draw.randrange(6)) if draw.random() < 0.7 else None
        team = tuple(draw.sample(people, k=size)) if day is None or draw.random() < 0.5 else None
        half = draw.choice((None, *Half)) if day is not None and size == 1 else None
        pins.append(Pin(visit=name, start=day, half=half, team=team))
    return rebuilt(problem, pins=tuple(pins))


def kept_in(case: Case, problem: Problem) -> Kept | None:
    responsible = {r.target: r.responsible for r in case.requests if r.responsible}
    due = requests(problem, case.days, responsible, seed=0)
    return keep(case.presence, due, {t: (p,) for t, p in responsible.items()})


def never(case: Case) -> bool:
    """Whether no plan at all keeps the pins: a visit with a pin outweighs all others."""
    heavy = [r.weight for r in case.requests if r.kept]
    return bool(heavy) and best_visits(case)[0] >= min(heavy)


@pytest.mark.parametrize("seed", range(24))
def test_same_optimum_as_trying_every_plan(seed: int) -> None:
    problem = pinned_at_random(village(seed, days=6), seed)
    case = case_of(with_vocabulary(problem, seed) if seed % 3 == 0 else problem)
    found = kept_in(case, case.problem)
    assert (found is None) is never(case)
    if found is not None:
        result = visits(case, search(), found)
        assert all(f.status is StageStatus.OPTIMAL for f in result.figures)
        assert measure(case, result.arrangement) == best_visits(case)


@pytest.mark.parametrize("seed", range(6))
def test_kept_without_any_time(seed: int) -> None:
    """A search that is over at once takes the way that is known."""
    case = case_of(pinned_at_random(village(seed, days=6), seed))
    found = kept_in(case, case.problem)
    if found is None:
        return
    result = visits(case, Search(Options(), deadline=0), found)
    assert {r.id for r in case.requests if r.kept} <= result.arrangement.placed.keys()
    assert hamlet.findings(case, result.arrangement) == []


def test_kept_where_the_nearest_people_alone_would_not_do() -> None:
    """The nearest person would make both visits of that day; one must be made by the other."""
    people = (hamlet.person("p1"), hamlet.person("p2", lon=103.0))
    targets = (hamlet.school("s1"), hamlet.school("s2"))
    pins = tuple(Pin(visit=f"visit-s{n}", start=hamlet.day("03-10")) for n in (1, 2))
    case = hamlet.case(hamlet.problem(inspectors=people, targets=targets, pins=pins))
    found = kept_in(case, case.problem)
    assert found is not None
    result = visits(case, Search(Options(), deadline=0), found)
    assert {p.team for p in result.arrangement.placed.values()} == {("p1",), ("p2",)}


def test_the_model_has_a_pinned_half_only() -> None:
    half_day = hamlet.programme(half_days=1)
    pin = Pin(visit="visit-s1", start=hamlet.day("03-10"), half=Half.PM)
    case = hamlet.case(hamlet.problem(programmes=(half_day,), pins=(pin,)))
    for half in Half:
        there = Arrangement({"visit-s1": hamlet.at("p1", "03-10", half)})
        assert hamlet.is_feasible(build(case), there) is (half is Half.PM)


def planned(problem: Problem, *pins: Pin) -> AnnualPlan:
    return plan_year(rebuilt(problem, pins=pins), QUICK)


def test_a_pin_without_a_team_names_nobody_and_says_why() -> None:
    with pytest.raises(ValueError, match="a day or a team"):
        Pin(visit="v")
    with pytest.raises(ValueError, match="no day"):
        Pin(visit="v", half=Half.AM, team=("p1",))
    with pytest.raises(ValueError, match="twice"):
        Pin(visit="v", team=("p1", "p1"))


def regular_problem(**values: object) -> Problem:
    """Two people, one far away; regular visits in March by the responsible inspector."""
    near, far = hamlet.person("p1"), hamlet.person("p2", lon=103.0)
    alone = TeamRule(responsible=True)
    visit = hamlet.programme("visit", half_days=1, team=alone)
    return hamlet.problem(inspectors=(near, far), programmes=(visit,), **values)


def test_a_pinned_team_of_one_makes_the_zone() -> None:
    assert [z.inspector for z in planned(regular_problem()).zones or ()] == ["p1"]
    plan = planned(regular_problem(), Pin(visit="visit-s1", team=("p2",)))
    assert [z.inspector for z in plan.zones or ()] == ["p2"]
    assert plan.visits[0].team == ("p2",)


def test_zones_follow_a_pinned_day_that_the_nearest_inspector_cannot_keep() -> None:
    away = regular_problem(leave=(hamlet.leave("p1", "03-10"),))
    plan = planned(away, Pin(visit="visit-s1", start=hamlet.day("03-10")))
    assert [(v.start, v.team) for v in plan.visits] == [(hamlet.day("03-10"), ("p2",))]


def test_zones_follow_pins_that_one_inspector_cannot_keep_together() -> None:
    """Two schools on one half-day: each must have an inspector of its own, whatever the way."""
    two = regular_problem(targets=(hamlet.school("s1"), hamlet.school("s2")))
    when = {"start": hamlet.day("03-10"), "half": Half.PM}
    pins = [Pin.model_validate({"visit": f"visit-s{n}", **when}) for n in (1, 2)]
    plan = planned(two, *pins)
    assert all(kept(plan, pin) for pin in pins)
    assert {v.team for v in plan.visits} == {("p1",), ("p2",)}


@pytest.mark.parametrize(("rule", "holder"), [("in", "p2"), ("out", "p1")])
def test_a_team_with_or_without_the_responsible_inspector(rule: str, holder: str) -> None:
    team = TeamRule(size=1, cover_stages=False, responsible_member=ResponsibleMember(rule))
    problem = rebuilt(regular_problem(), programmes=(hamlet.programme(team=team),))
    plan = planned(problem, Pin(visit="visit-s1", team=("p2",)))
    assert [z.inspector for z in plan.zones or ()] == [holder]


def joined(**values: object) -> Problem:
    """A guest that takes half a day and one person, a host that takes a day and two."""
    pair = TeamRule(size=2, cover_stages=False)
    host = hamlet.programme("host", half_days=2, team=pair)
    guest = hamlet.programme("guest", half_days=1, joins=("host",))
    return hamlet.problem(inspectors=hamlet.people(3), programmes=(host, guest), **values)


def visit_days(plan: AnnualPlan) -> dict[tuple[str, ...], tuple[object, tuple[str, ...]]]:
    return {v.programmes: (v.start, v.team) for v in plan.visits}


def test_a_pin_of_a_guest_binds_the_visit_it_joins() -> None:
    day = hamlet.day("03-11")
    plan = planned(joined(), Pin(visit="guest-s1", start=day, team=("p2", "p3")))
    assert visit_days(plan) == {("host", "guest"): (day, ("p2", "p3"))}
    assert not [f for line in plan.compliance for f in line.findings if f.rule == "pins"]


def test_a_guest_pinned_otherwise_than_its_host_has_a_visit_of_its_own() -> None:
    one, other = hamlet.day("03-11"), hamlet.day("03-18")
    pins = (Pin(visit="host-s1", start=one), Pin(visit="guest-s1", start=other, half=Half.PM))
    plan = planned(joined(), *pins)
    assert {v.id: v.start for v in plan.visits} == {"host-s1": one, "guest-s1": other}
    assert next(v for v in plan.visits if v.id == "guest-s1").half is Half.PM


def test_programmes_pinned_to_different_teams_share_no_visit() -> None:
    problem = joined()
    pair = TeamRule(size=2, cover_stages=False)
    programmes = (problem.programmes[0], rebuilt(problem.programmes[1], team=pair))
    pins = (Pin(visit="host-s1", team=("p1", "p2")), Pin(visit="guest-s1", team=("p2", "p3")))
    plan = planned(rebuilt(problem, programmes=programmes), *pins)
    assert {v.id: v.team for v in plan.visits} == {pin.visit: pin.team for pin in pins}


def test_an_afternoon_keeps_a_guest_out_of_a_visit_of_a_day() -> None:
    pin = Pin(visit="guest-s1", start=hamlet.day("03-11"), half=Half.PM)
    assert {v.programmes for v in planned(joined(), pin).visits} == {("host",), ("guest",)}


def test_a_host_pinned_with_the_team_of_the_joined_visit() -> None:
    """The guest needs three; the pinned team of three is right for the visit of both only."""
    three = TeamRule(size=3, cover_stages=False)
    problem = joined()
    programmes = (problem.programmes[0], rebuilt(problem.programmes[1], team=three))
    plan = planned(
        rebuilt(problem, programmes=programmes), Pin(visit="host-s1", team=("p1", "p2", "p3"))
    )
    assert {v.programmes for v in plan.visits} == {("host", "guest")}


def test_training_makes_way_for_pinned_visits() -> None:
    """Online training lies on the last working day of the year unless that is pinned."""
    rule = hamlet.policy().training.model_copy(
        update={"required_of": village(0).policy.certificate.required_of, "online_hours": 4}
    )
    any_day = hamlet.programme(days=DayRule.WORKING_DAYS)
    problem = hamlet.problem(policy=hamlet.policy(training=rule), programmes=(any_day,))
    before = training_days(problem, horizon(problem))
    pin = Pin(visit="visit-s1", start=before[0].day)
    plan = planned(problem, pin)
    assert kept(plan, pin)
    assert (plan.training or ())[0].day != before[0].day


def test_a_pinned_visit_takes_the_place_of_others_which_say_so() -> None:
    """One person, two days: the visit that can be on the second only gives way to the pin."""
    two_days = hamlet.calendar("03-01", "03-02")
    extra = hamlet.programme("extra", mandatory=False)
    second = hamlet.programme(windows=(Window(first="03-02", last="03-02"),))
    problem = hamlet.problem(calendar=two_days, programmes=(second, extra))
    assert len(planned(problem).visits) == 2
    plan = planned(problem, Pin(visit="extra-s1", start=hamlet.day("03-02")))
    assert [v.id for v in plan.visits] == ["extra-s1"]
    left = plan.left_out[0]
    assert left.conflict is not None
    assert "pins.pin" in {rule.text.code for rule in left.conflict.rules}
    assert "remedy.pins" in {text.code for text in left.remedies}


def test_what_a_pinned_visit_must_follow_is_planned_too() -> None:
    frequency = {"times": 2, "least_days": 7}
    twice = hamlet.programme(frequency=frequency, mandatory=False)
    problem = hamlet.problem(programmes=(twice,), calendar=hamlet.calendar("03-01", "03-12"))
    plan = planned(problem, Pin(visit="visit-s1-.2", start=hamlet.day("03-12")))
    assert [v.id for v in plan.visits] == ["visit-s1-.1", "visit-s1-.2"]


def test_pins_of_visits_that_are_not_due_are_refused() -> None:
    with pytest.raises(DataError) as refused:
        planned(joined(), Pin(visit="gest-s1", team=("p1",)))
    (issue,) = refused.value.issues
    assert (issue.text.code, issue.suggestion) == ("pins.not_due", "guest-s1")


def test_integration_is_as_without_pins_where_nothing_is_pinned() -> None:
    problem = joined()
    here = hamlet.presence(problem)
    allowed = holders(problem, here.days, here.table)
    assert allowed["s1"]
    due = requests(problem, here.days, {}, seed=0)
    assert [r.programmes for r in integrated(here, due)] == [("host", "guest")]


def test_pins_that_nothing_is_known_of_in_time_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_hard(*_: object) -> None:
        raise UndecidedError

    monkeypatch.setattr("planner.pipeline.keep", too_hard)
    with pytest.raises(DataError) as refused:
        planned(hamlet.problem(), Pin(visit="visit-s1", start=hamlet.day("03-12")))
    assert [issue.text.code for issue in refused.value.issues] == ["pins.undecided"]
