"""`why` and `who` say what the auditor says of the whole plan with the change made."""

from functools import cache

import numpy as np
import pytest

from models.plan import AnnualPlan, Finding, Half, Visit
from models.problem import Problem
from models.programme import TeamRule, Window
from models.target import Stage
from planner.audit import audit
from planner.explain.trial import LEVELS, Change, Trial
from planner.explain.who import StandIn, stand_ins
from planner.explain.why import dates
from planner.followup import followup
from planner.options import Options
from planner.pipeline import plan_year
from scenarios.generate import generate
from tests.effort import EXPLORING
from tests.planner import hamlet


def findings(problem: Problem, plan: AnnualPlan) -> list[Finding]:
    return [finding for line in audit(problem, plan) for finding in line.findings]


def applied(trial: Trial, visit: Visit) -> AnnualPlan:
    """The whole plan with the visit made thus; its deadlines follow, trips are left open."""
    visits = tuple(visit if v.id == visit.id else v for v in trial.plan.visits)
    milestones = followup(trial.problem, visits, trial.responsible)
    changes = {"visits": visits, "milestones": milestones, "trips": None, "compliance": ()}
    return trial.plan.model_copy(update=changes)


def rules(trial: Trial, change: Change) -> set[str]:
    """Rules that the whole plan breaks with the change and does not break without it."""
    before = findings(trial.problem, applied(trial, trial.visit[change.visit.id]))
    after = findings(trial.problem, applied(trial, change.visit))
    return {finding.rule for finding in after if finding not in before}


@cache
def county() -> Trial:
    """A small county of all programmes, planned."""
    problem = generate(schools=12, seed=3, policy="miyi-2022", inspectors=14)
    return Trial(problem, plan_year(problem, Options(time_limit_s=20)))


def of_team(trial: Trial, number: int) -> str:
    return [v.id for v in trial.plan.visits if len(v.team) > 1][number]


@pytest.mark.parametrize("number", [0, 5])
def test_the_audit_of_the_whole_plan_agrees_about_people(number: int) -> None:
    trial = county()
    visit = trial.visit[of_team(trial, number)]
    for found in stand_ins(trial, visit.id, visit.team[0]):
        assert found.person in found.change.visit.team
        assert found.member not in found.change.visit.team
        told = {f.rule for f in found.change.refused}
        broken = rules(trial, found.change)
        assert bool(told) == bool(broken), (found.person, told, broken)
        assert told <= broken


def test_the_audit_of_the_whole_plan_agrees_about_dates() -> None:
    trial = county()
    visit = trial.visit[of_team(trial, 2)]
    found = dates(trial, visit.id)
    for change in found.possible[:: 1 if EXPLORING else 4]:
        assert rules(trial, change) == set()
    for finding, others in found.forbidden:
        for other in (others[0], others[-1]):
            assert finding.rule in rules(trial, Change(other, (), ()))
    seen = {c.visit.start for c in found.possible} | {
        v.start for _, vs in found.forbidden for v in vs
    }
    working = {trial.days.date_of(d) for d in np.flatnonzero(trial.days.working)}
    assert seen | {visit.start} == working


def person_of(found: tuple[StandIn, ...]) -> dict[str, set[str]]:
    return {s.person: {f.rule for f in s.change.refused} for s in found}


@cache
def hand_made() -> Trial:
    """One visit of one day by two; p1 and p2 live nearest."""
    problem = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        inspectors=(
            *hamlet.people(2),
            hamlet.person("near", lon=102.05),
            hamlet.person("far", lon=102.2),
            hamlet.person("tied"),
            hamlet.person("other", stages=(Stage.KINDERGARTEN,)),
            hamlet.person("away"),
            hamlet.person("limited", max_travel_km=1, lon=102.1),
        ),
        interests=(hamlet.interest("tied", "s1"), hamlet.interest("tied", "s2")),
        leave=(hamlet.leave("away", "03-01", "03-26"),),
        programmes=(
            hamlet.programme(
                team=TeamRule(size=2, cover_stages=False),
                windows=(Window(first="03-01", last="03-05"),),
            ),
        ),
    )
    return Trial(problem, plan_year(problem, Options()))


def test_stand_ins_by_cost_and_the_rule_that_excludes_the_rest() -> None:
    trial = hand_made()
    visit = trial.visit["visit-s1"]
    found = stand_ins(trial, visit.id, visit.team[0])
    free = [s.person for s in found if s.possible]
    assert free[-2:] == ["near", "far"]
    told = person_of(found)
    assert told["tied"] == {"recusal"}
    assert told["other"] == {"qualification"}
    assert told["away"] == {"leave"}
    assert told["limited"] == {"travel"}
    near = next(s for s in found if s.person == "near")
    assert near.km == pytest.approx(2 * 1.3 * 4.953, abs=0.1)
    assert near.yuan == 13
    assert near.change.levels[[goal.name for goal in LEVELS].index("travel")] == round(10 * near.km)


def test_dates_with_their_price_and_what_forbids_the_rest() -> None:
    trial = hand_made()
    found = dates(trial, "visit-s1")
    possible = {c.visit.start for c in found.possible} | {trial.visit["visit-s1"].start}
    assert possible <= {hamlet.day(f"03-0{n}") for n in range(1, 6)}
    told = {finding.rule: others for finding, others in found.forbidden}
    assert {"windows", "days"} <= told.keys()
    assert hamlet.day("03-08") in {v.start for v in told["windows"]}
    assert all(v.half is Half.AM for v in told["windows"])
    assert hamlet.day("04-01") in {v.start for v in told["days"]}


def test_nobody_is_blamed_for_what_is_wrong_already() -> None:
    """A visit moved out of its window by hand: stand-ins change nothing about that."""
    trial = hand_made()
    visit = trial.visit["visit-s1"]
    late = trial.date(visit, hamlet.index("03-16"), Half.AM)
    moved = Trial(trial.problem, applied(trial, late))
    assert "windows" in {f.rule for f in findings(moved.problem, moved.plan)}
    told = person_of(stand_ins(moved, visit.id, visit.team[0]))
    assert told["near"] == set()
    assert told["tied"] == {"recusal"}
