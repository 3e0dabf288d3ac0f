from datetime import date

import pytest

from models.plan import (
    LeftOut,
    Milestone,
    MilestoneKind,
    TrainingDay,
    Zone,
)
from models.programme import ProgrammeKind
from models.target import TargetFilter
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


def test_an_unknown_target_also_leaves_the_right_one_without_its_visit() -> None:
    found = judged.findings(PROBLEM, tiny.with_visit("g", target="nowhere"))
    assert {f.text.code for f in found} == {"audit.coverage.none", "audit.known.target"}


def test_an_unknown_target_alone() -> None:
    stray = tiny.visit("x", "s1", "extra", "09-22", "a", 70).model_copy(
        update={"target": "nowhere"}
    )
    found = only(PROBLEM, tiny.plan(visits=(*tiny.VISITS, stray)), "known.target", "draw")
    assert (found[0].visits, found[0].targets) == (("x",), ("nowhere",))


@pytest.mark.parametrize(
    ("programmes", "code"), [(("draw", "nothing"), "known.programme"), ((), "known.no_programme")]
)
def test_programmes(programmes: tuple[str, ...], code: str) -> None:
    extra = tiny.visit("x", "s1", "extra", "09-22", "a", 70)
    lame = tiny.with_programme("draw", mandatory=False)
    visits = (*(v for v in tiny.VISITS if v.id != "d"), extra)
    changed = [
        v if v.id != "x" else v.model_copy(update={"programmes": programmes}) for v in visits
    ]
    clause = "draw" if programmes else "days"
    found = [
        f
        for f in judged.findings(lame, tiny.plan(visits=tuple(changed)))
        if f.rule == "known" and f.text.code != "audit.known.kind"
    ]
    assert [(f.text.code, f.clause) for f in found] == [(f"audit.{code}", clause)]


def test_kind_of_another_programme() -> None:
    plan = tiny.with_visit("g", kind=ProgrammeKind.COMPREHENSIVE)
    only(PROBLEM, plan, "known.kind", "gov")


@pytest.mark.parametrize("start", [date.min, date(2024, 12, 31), date(2026, 3, 3), date.max])
def test_dates_out_of_the_year(start: date) -> None:
    found = only(PROBLEM, tiny.with_visit("g", start=start, end=start), "known.year", "days")
    assert found[0].dates == (start,)


def test_a_visit_longer_than_any_year() -> None:
    found = judged.findings(PROBLEM, tiny.with_visit("g", half_days=10**400))
    assert {f.text.code for f in found} == {"audit.known.year", "audit.duration.length"}


def test_an_empty_team() -> None:
    only(PROBLEM, tiny.with_visit("v1", team=(), lead=""), "known.no_team", "team")


def test_an_unknown_member() -> None:
    found = only(PROBLEM, tiny.with_visit("v1", team=("a", "zz")), "known.member", "team")
    assert found[0].inspectors == ("zz",)


def test_a_lead_from_outside_the_team() -> None:
    only(PROBLEM, tiny.with_visit("v1", lead="c"), "known.lead", "team")


def test_the_same_visit_twice() -> None:
    twice = (*tiny.VISITS, tiny.VISITS[0])
    only(PROBLEM, tiny.plan(visits=twice), "known.visit_twice", "full")


def test_one_id_for_two_visits() -> None:
    only(PROBLEM, tiny.with_visit("r1", id="r3"), "known.visit_twice", "regular")


def test_zones() -> None:
    only(
        PROBLEM,
        tiny.plan(zones=(*tiny.ZONES, Zone(inspector="zz", targets=(), travel_km=0))),
        "known.zone_inspector",
        "zone",
    )
    only(
        PROBLEM,
        tiny.plan(zones=(*tiny.ZONES[:2], Zone(inspector="c", targets=("s2", "zz"), travel_km=20))),
        "known.zone_target",
        "zone",
    )
    only(
        PROBLEM,
        tiny.plan(zones=(*tiny.ZONES, Zone(inspector="c", targets=(), travel_km=0))),
        "known.zone_twice",
        "zone",
    )


@pytest.mark.parametrize(
    ("training", "code"),
    [
        (TrainingDay(inspector="zz", day=day("08-06"), half_days=1, kind="online"), "trainee"),
        (
            TrainingDay(inspector="a", day=date(2026, 1, 5), half_days=1, kind="online"),
            "training_year",
        ),
        (
            TrainingDay(inspector="a", day=day("08-06"), half_days=1, kind="online", session="?"),
            "session",
        ),
    ],
)
def test_training(training: TrainingDay, code: str) -> None:
    plan = tiny.plan(training=(*tiny.TRAINING, training))
    only(PROBLEM, plan, f"known.{code}", "training")


@pytest.mark.parametrize("field", ["visit", "target", "inspector", "occasion"])
def test_milestones(field: str) -> None:
    step = Milestone(id="m", kind=MilestoneKind.REVIEW, due=day("06-30")).model_copy(
        update={field: "zz"}
    )
    plan = tiny.plan(milestones=(*tiny.MILESTONES, step))
    only(PROBLEM, plan, f"known.milestone_{field}", "review")


def test_left_out() -> None:
    lost = LeftOut(
        id="x",
        target="zz",
        programmes=("draw",),
        kind=ProgrammeKind.SPECIAL,
        mandatory=False,
        reasons=(),
    )
    only(PROBLEM, tiny.plan(left_out=(lost,)), "known.left_out", "draw")


def test_filters_by_id_know_their_targets() -> None:
    selection = tiny.PROGRAMMES[4].selection.model_copy(
        update={"targets": TargetFilter(ids=("s1",))}
    )
    assert judged.findings(tiny.with_programme("draw", selection=selection), PLAN) == ()


def test_milestones_left_behind_by_a_visit_that_is_missing() -> None:
    dropped = tiny.plan(visits=tuple(v for v in tiny.VISITS if v.id != "v1"))
    only(PROBLEM, dropped, "coverage.short", "full")


def test_steps_of_one_unknown_visit_give_one_finding() -> None:
    steps = tuple(
        m.model_copy(update={"visit": "zz", "id": f"z{m.id}"})
        for m in tiny.MILESTONES
        if m.visit == "v1"
    )
    plan = tiny.plan(milestones=(*tiny.MILESTONES, *steps))
    only(PROBLEM, plan, "known.milestone_visit", "feedback")


def test_the_last_day_of_the_year_is_in_the_year() -> None:
    plan = tiny.with_visit("g", start=day("12-31"), end=day("12-31"))
    only(PROBLEM, plan, "windows.window", "gov")
    plan = tiny.with_visit("v3", start=day("12-31"), end=date(2026, 1, 1))
    only(PROBLEM, plan, "known.year", "days")
