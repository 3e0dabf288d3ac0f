"""Teams: the model holds exactly those that the programme allows."""

import pytest
from ortools.sat.python import cp_model

from models.inspector import Employment, InspectorFilter
from models.programme import Need, TeamRule
from models.target import Stage
from planner.case import Case
from planner.model import visit_model
from planner.rules import team
from tests.planner import hamlet
from tests.planner.village import FULL

PART = InspectorFilter(employment=(Employment.PART_TIME,))


def _case(rule: TeamRule, stage: Stage = Stage.PRIMARY) -> Case:
    return hamlet.case(
        hamlet.problem(
            targets=(hamlet.school(stage=stage),),
            inspectors=(
                hamlet.person("f1"),
                hamlet.person("f2"),
                hamlet.person("h1", employment=Employment.PART_TIME),
                hamlet.person("h2", employment=Employment.PART_TIME),
                hamlet.person("pri", employment=Employment.PART_TIME, stages=(Stage.PRIMARY,)),
                hamlet.person(
                    "jun", employment=Employment.PART_TIME, stages=(Stage.JUNIOR_SECONDARY,)
                ),
            ),
            programmes=(hamlet.programme(team=rule),),
        )
    )


def _allowed(rule: TeamRule, people: str, stage: Stage = Stage.PRIMARY) -> bool:
    return hamlet.allows(team, _case(rule, stage), visit_s1=hamlet.at(people, "03-01"))


@pytest.mark.parametrize(
    ("people", "allowed"), [("f1", False), ("f1 f2", True), ("f1 f2 h1", False)]
)
def test_size(people: str, allowed: bool) -> None:
    assert _allowed(TeamRule(size=2), people) is allowed


@pytest.mark.parametrize(("people", "allowed"), [("h1 h2", False), ("h1 f1", True)])
def test_one_may_lead(people: str, allowed: bool) -> None:
    assert _allowed(TeamRule(size=2, lead=FULL), people) is allowed


@pytest.mark.parametrize(
    ("people", "allowed"), [("f1 f2 h1", False), ("f1 h1 h2", True), ("h1 h2 pri", True)]
)
def test_needs(people: str, allowed: bool) -> None:
    rule = TeamRule(size=3, needs=(Need(who=PART, at_least=2),))
    assert _allowed(rule, people) is allowed


@pytest.mark.parametrize(
    ("people", "cover", "allowed"),
    [
        ("pri", True, False),
        ("pri", False, True),
        ("jun", True, False),
        ("f1", True, True),
    ],
)
def test_each_stage_of_the_school(people: str, cover: bool, allowed: bool) -> None:
    rule = TeamRule(size=1, cover_stages=cover)
    assert _allowed(rule, people, Stage.NINE_YEAR) is allowed


def test_two_halves_cover_a_school_of_two_stages() -> None:
    assert _allowed(TeamRule(size=2), "pri jun", Stage.NINE_YEAR)
    assert not _allowed(TeamRule(size=2), "jun h1", Stage.PRIMARY)  # jun is not qualified


def test_a_visit_left_out_has_no_team() -> None:
    assert hamlet.allows(team, _case(TeamRule(size=2, lead=FULL)))


def test_members_of_a_visit_left_out_stay_at_home() -> None:
    """Otherwise their workload would count without any visit."""
    built = visit_model(_case(TeamRule(size=2)))
    team.add(built)
    built.model.add(built.absent["visit-s1"] == 1)
    built.model.add(built.member["visit-s1", "f1"] == 1)
    assert cp_model.CpSolver().solve(built.model) == cp_model.INFEASIBLE
