"""The share of one office, by hand."""

import pickle
from datetime import date

import pytest

from models.calendar import Break, BreakKind
from models.drawn import DrawnTarget
from models.engagement import Engagement
from models.inspector import Interest, InterestKind, Pair, PairRule
from models.issue import DataError, Issue
from models.pin import Pin
from models.policy import Nights
from models.problem import PastVisit, Problem
from models.programme import ProgrammeKind, TargetDemand
from models.region import Level
from models.target import School, Stage
from models.text import Text
from planner.options import Options
from planner.tiers import plan_tiers
from planner.tiers.offices import Offices
from planner.tiers.share import NOTHING, Before, share, unshared_pins
from tests.planner.tiers.realm import policy, realm, task


def _share(problem: Problem, key: str, before: Before | None = None) -> Problem:
    return share(*task(problem, key), before or Before())


def test_a_county_has_what_concerns_it() -> None:
    part = _share(realm(), "x01")
    assert part.office == "x01"
    assert [r.id for r in part.regions] == ["x", "x0", "x01"]
    assert [t.id for t in part.targets] == [f"x01-s{n}" for n in range(5)]
    assert [p.id for p in part.inspectors] == ["x01-0", "x01-1", "x01-2", "x01-e0"]
    assert [p.id for p in part.programmes] == ["county-special", "regular"]
    assert part.policy.zoning.targets == realm().policy.zoning.targets


def test_a_prefecture_sees_all_schools_but_zones_none_of_the_counties() -> None:
    part = _share(realm(), "x0")
    assert len(part.targets) == 10
    assert part.policy.zoning.targets == NOTHING
    assert not any(part.policy.zoning.targets.matches(t) for t in part.targets)


def test_a_prefecture_zones_its_own_schools() -> None:
    problem = realm()
    own = School(
        id="own", name="own", region="x00", lon=102, lat=27, level=Level.PREFECTURE,
        stage=Stage.PRIMARY, enrolment=100,
    )  # fmt: skip
    part = _share(realm(targets=(*problem.targets, own)), "x0")
    assert [t.id for t in part.targets if part.policy.zoning.targets.matches(t)] == ["own"]


def test_borrowed_people_are_trained_at_home() -> None:
    part = _share(realm(), "x0")
    due = {p.id: p.training_due_hours for p in part.inspectors}
    assert due["x0-0"] is None
    assert due["x00-e0"] == 0


def test_records_go_where_their_people_and_targets_go() -> None:
    problem = realm(
        interests=(
            Interest(inspector="x01-0", target="x01-s0", kind=InterestKind.DECLARED),
            Interest(inspector="x01-e0", target="x00-s0", kind=InterestKind.DECLARED),
        ),
        pairs=(Pair(first="x01-0", second="x01-1", rule=PairRule.APART),),
        history=(PastVisit(target="x01-s1", kind=ProgrammeKind.REGULAR, day=date(2026, 12, 1)),),
        demands=(TargetDemand(target="x01-s2", programme="regular", times=0),),
    )
    county, city, other = (_share(problem, key) for key in ("x01", "x0", "x00"))
    assert [i.target for i in county.interests] == ["x01-s0"]
    assert [i.target for i in city.interests] == ["x00-s0"]
    counts = [(len(p.pairs), len(p.demands), len(p.history)) for p in (county, city, other)]
    assert counts == [(1, 1, 1), (0, 0, 1), (0, 0, 0)]
    assert not other.interests


def test_whoever_goes_only_with_somebody_at_home_is_not_borrowed() -> None:
    together = Pair(first="x01-0", second="x01-e0", rule=PairRule.TOGETHER)
    part = _share(realm(pairs=(together,)), "x0")
    assert "x01-e0" not in part.inspector_by_id
    assert "x00-e0" in part.inspector_by_id


def _engagement(id_: str, target: str, *team: str) -> Engagement:
    return Engagement(
        id=id_, office="x", target=target, kind=ProgrammeKind.SPECIAL, start=date(2027, 3, 3),
        half_days=2, team=team,
    )  # fmt: skip


def test_engagements_are_cut_to_what_touches_the_office() -> None:
    before = Before(
        (
            _engagement("a", "x01-s0", "x-0", "x00-e0"),
            _engagement("b", "x00-s0", "x-0", "x01-e0"),
            _engagement("c", "x10-s0", "x-0"),
        )
    )
    part = _share(realm(), "x01", before)
    assert [(e.id, e.target, e.team) for e in part.engagements] == [
        ("a", "x01-s0", ()),
        ("b", "", ("x01-e0",)),
    ]


def test_nights_away_for_others_are_used_up() -> None:
    limit = Nights(clause="c", at_most=10)
    problem = realm(policy=policy(nights=(limit,)))
    part = _share(problem, "x01", Before((), {"x01-e0": 7, "x01-0": 12}))
    left = {p.id: p.nights_per_year for p in part.inspectors}
    assert left == {"x01-0": 0, "x01-1": None, "x01-2": None, "x01-e0": 3}


def test_a_draw_that_chose_none_here_still_counts_as_a_draw() -> None:
    problem = realm(drawn=(DrawnTarget(draw="d", programme="county-special", target="x11-s0"),))
    assert [d.target for d in _share(problem, "x11").drawn] == ["x11-s0"]
    elsewhere = _share(problem, "x01")
    assert "county-special" in elsewhere.drawn_targets
    assert not set(elsewhere.drawn_targets["county-special"]) & elsewhere.target_by_id.keys()


def test_the_calendar_is_the_same_everywhere() -> None:
    problem = realm()
    fair = Break(
        name="fair",
        kind=BreakKind.OTHER,
        start=date(2027, 3, 3),
        end=date(2027, 3, 3),
        regions=("x00",),
    )
    calendar = problem.calendar.model_copy(update={"breaks": (fair,)})
    assert _share(realm(calendar=calendar), "x01").calendar == calendar


def test_only_the_office_of_the_data_set_has_its_budget() -> None:
    costs = realm().costs.model_copy(update={"budget_yuan": 1000})
    assert _share(realm(costs=costs), "x").costs.budget_yuan == 1000
    assert _share(realm(costs=costs), "x0").costs.budget_yuan is None


def test_a_share_can_be_passed_to_another_process() -> None:
    part = _share(realm(), "x01")
    assert part.target_by_id
    assert pickle.loads(pickle.dumps(part)) == part


def test_pins_go_to_the_office_that_plans_the_visit() -> None:
    pins = (
        Pin(visit="regular-x01-s0-03", team=("x01-0",)),
        Pin(visit="prefecture-drawn-x01-s0", start=date(2027, 3, 3)),
    )
    problem = realm(pins=pins)
    assert unshared_pins(Offices(problem)) == ()
    assert _share(problem, "x01").pins == pins[:1]
    assert _share(problem, "x0").pins == pins[1:]
    assert _share(problem, "x00").pins == ()


def test_pins_that_no_office_can_take_are_told_before_planning() -> None:
    pins = (
        Pin(visit="regular-x01-s0-03", team=("x00-0",)),
        Pin(visit="nothing-x01-s0", start=date(2027, 3, 3)),
    )
    problem = realm(pins=pins)
    told = [(i.found, i.text.code) for i in unshared_pins(Offices(problem))]
    expected = [("regular-x01-s0-03", "pins.not_sent"), ("nothing-x01-s0", "pins.not_due")]
    assert told == expected
    with pytest.raises(DataError) as refused:
        plan_tiers(problem, Options(time_limit_s=1), processes=1)
    assert len(refused.value.issues) == 2


def test_a_refusal_of_pins_comes_through_a_process() -> None:
    issue = Issue(place="pins", text=Text(code="pins.not_due"))
    assert pickle.loads(pickle.dumps(DataError((issue,)))).issues == (issue,)
