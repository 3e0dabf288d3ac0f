"""A change by hand: what it costs, what follows from it, and what it breaks."""

import pytest

from models.base import rebuilt
from models.pin import Pin
from models.plan import AnnualPlan, Half
from models.problem import Problem
from models.programme import ProgrammeKind, TeamRule
from planner.amending import amended
from planner.audit import audit
from planner.explain.trial import LEVELS, Trial
from planner.objectives import GOALS
from planner.options import Options
from planner.pipeline import plan_year
from planner.trips import GOAL as TRIP_COST
from tests.planner import hamlet
from tests.planner.village import village

QUICK = Options(time_limit_s=5, workers=1, deterministic=True)
PROBLEM = village(3, schools=4, days=9, regular=True)


@pytest.fixture(scope="module")
def plan() -> AnnualPlan:
    return plan_year(PROBLEM, QUICK)


def findings(problem: Problem, plan: AnnualPlan) -> list[object]:
    return [f for line in audit(problem, plan) for f in line.findings]


def test_nothing_changed_costs_nothing(plan: AnnualPlan) -> None:
    trial = Trial(PROBLEM, plan)
    for visit in plan.visits:
        found = amended(trial, visit)
        assert (found.broken, found.travel_km, found.cost_yuan) == ((), 0, 0)
        assert found.levels == (0,) * len(LEVELS)
        same = found.plan.model_copy(update={"notices": plan.notices})
        assert same == plan


def test_every_date_is_judged_and_what_is_taken_is_a_sound_plan(plan: AnnualPlan) -> None:
    """What is not refused is audited clean as a whole: trips, milestones and figures too."""
    trial, taken, refused = Trial(PROBLEM, plan), 0, 0
    before = findings(PROBLEM, plan)
    for visit in plan.visits:
        halves = list(Half) if visit.half_days == 1 else [Half.AM]
        for day in range(hamlet.index("03-04"), hamlet.index("03-13")):
            for half in halves:
                found = amended(trial, trial.date(visit, day, half))
                assert (found.broken == ()) == (findings(PROBLEM, found.plan) == before)
                assert found.broken or not trial.refused(found.visit)
                taken, refused = taken + (not found.broken), refused + bool(found.broken)
    assert taken > 4
    assert refused > 4


def test_figures_follow(plan: AnnualPlan) -> None:
    """The changed plan states what the planner would measure of it."""
    trial = Trial(PROBLEM, plan)
    for visit in plan.visits:
        for day in range(hamlet.index("03-04"), hamlet.index("03-13")):
            found = amended(trial, trial.date(visit, day, Half.AM))
            if found.broken:
                continue
            there = Trial(PROBLEM, found.plan)
            figures = {(f.stage, f.level): f for f in found.plan.stages}
            for goal, value in zip(GOALS, there.values, strict=False):
                assert figures[goal.stage, goal.name].objective == value
            price = figures[TRIP_COST.stage, TRIP_COST.name].objective
            assert price >= figures[TRIP_COST.stage, TRIP_COST.name].bound
            km = sum(t.travel_km for t in found.plan.trips or ())
            assert km == pytest.approx(sum(t.travel_km for t in plan.trips or ()) + found.travel_km)


def pair_problem() -> tuple[Problem, AnnualPlan]:
    far = hamlet.person("p3", lon=102.4)
    two = hamlet.programme(kind=ProgrammeKind.SPECIAL, team=TeamRule(size=2, cover_stages=False))
    problem = hamlet.problem(inspectors=(*hamlet.people(2), far), programmes=(two,))
    return problem, plan_year(problem, QUICK)


def test_another_team_is_priced_in_kilometres() -> None:
    problem, plan = pair_problem()
    trial = Trial(problem, plan)
    found = amended(trial, trial.team(plan.visits[0], ("p1", "p3")))
    assert found.broken == ()
    assert found.travel_km > 50
    assert found.plan.visits[0].team == ("p1", "p3")
    assert {p for t in found.plan.trips or () for p in t.people} == {"p1", "p3"}
    assert "notice.edited" in {n.code for n in found.plan.notices}


def test_too_few_people_are_refused() -> None:
    problem, plan = pair_problem()
    trial = Trial(problem, plan)
    found = amended(trial, trial.team(plan.visits[0], ("p1",)))
    assert {f.rule for f in found.broken} == {"team"}


def test_a_pinned_visit_cannot_be_moved_off_its_pin() -> None:
    problem, plan = pair_problem()
    visit = plan.visits[0]
    pinned = rebuilt(problem, pins=(Pin(visit=visit.id, start=visit.start),))
    trial = Trial(pinned, plan)
    assert amended(trial, trial.team(visit, ("p1", "p3"))).broken == ()
    other = trial.days.day(visit.start) + (1 if visit.start.weekday() < 4 else -1)
    found = amended(trial, trial.date(visit, other, Half.AM))
    assert {f.rule for f in found.broken} == {"pins"}
