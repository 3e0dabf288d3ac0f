"""Teams: the model holds exactly those that the programme allows."""

import pytest
from ortools.sat.python import cp_model

from models.inspector import Employment, InspectorFilter, Pair, PairRule
from models.problem import PastVisit
from models.programme import Need, ProgrammeKind, ResponsibleMember, TeamRule
from models.target import Stage
from planner.asks import Ask, AskRule
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


NOVICE, EXPERIENCED = InspectorFilter(novice=True), InspectorFilter(min_grade=3)


def _vocabulary(rule: TeamRule, people: str, **values: object) -> bool:
    """Whether such a team may go to s1: a to d full-time, d a novice, c of grade 3, h part-time."""
    problem = hamlet.problem(
        inspectors=(
            hamlet.person("a"),
            hamlet.person("b"),
            hamlet.person("c", grade=3),
            hamlet.person("d", novice=True),
            hamlet.person("h", employment=Employment.PART_TIME),
        ),
        programmes=(hamlet.programme(team=rule),),
        **values,
    )
    visit = hamlet.at(people, "03-01")
    return hamlet.allows(team, hamlet.case(problem, {"s1": "a"}), visit_s1=visit)


@pytest.mark.parametrize(("people", "allowed"), [("a b", False), ("a h", True)])
def test_at_most_so_many(people: str, allowed: bool) -> None:
    rule = TeamRule(size=2, needs=(Need(who=FULL, at_most=1),))
    assert _vocabulary(rule, people) is allowed


@pytest.mark.parametrize(("people", "allowed"), [("a h", False), ("a b", True)])
def test_none_of_a_sort(people: str, allowed: bool) -> None:
    rule = TeamRule(size=2, needs=(Need(who=PART, at_most=0),))
    assert _vocabulary(rule, people) is allowed


@pytest.mark.parametrize(("people", "allowed"), [("a d", False), ("c d", True), ("a b", True)])
def test_somebody_experienced_with_a_novice(people: str, allowed: bool) -> None:
    rule = TeamRule(size=2, needs=(Need(who=EXPERIENCED, at_least=1, when=NOVICE),))
    assert _vocabulary(rule, people) is allowed


@pytest.mark.parametrize(
    ("people", "allowed"), [("a b d", False), ("a d h", True), ("a b h", True)]
)
def test_not_too_many_with_a_novice(people: str, allowed: bool) -> None:
    """With the novice d, who is full-time, at most one other full-timer."""
    rule = TeamRule(size=3, needs=(Need(who=FULL, at_most=2, when=NOVICE),))
    assert _vocabulary(rule, people) is allowed


@pytest.mark.parametrize(
    ("member", "people", "allowed"),
    [
        (ResponsibleMember.ANY, "b c", True),
        (ResponsibleMember.IN, "a b", True),
        (ResponsibleMember.IN, "b c", False),
        (ResponsibleMember.OUT, "a b", False),
        (ResponsibleMember.OUT, "b c", True),
    ],
)
def test_the_responsible_inspector_in_or_out(
    member: ResponsibleMember, people: str, allowed: bool
) -> None:
    assert _vocabulary(TeamRule(size=2, responsible_member=member), people) is allowed


@pytest.mark.parametrize(
    ("limit", "people", "allowed"),
    [(0, "a c", False), (0, "c d", True), (1, "a c", True), (1, "a b", False), (None, "a b", True)],
)
def test_those_of_the_last_visit(limit: int | None, people: str, allowed: bool) -> None:
    past = PastVisit(
        target="s1",
        kind=ProgrammeKind.COMPREHENSIVE,
        day=hamlet.day("05-01").replace(year=2026),
        inspectors=("a", "b"),
    )
    rule = TeamRule(size=2, repeat_at_most=limit)
    assert _vocabulary(rule, people, history=(past,)) is allowed


@pytest.mark.parametrize(
    ("rule", "people", "allowed"),
    [
        (PairRule.TOGETHER, "a b", True),
        (PairRule.TOGETHER, "a c", False),
        (PairRule.TOGETHER, "b c", False),
        (PairRule.TOGETHER, "c d", True),
        (PairRule.APART, "a b", False),
        (PairRule.APART, "a c", True),
    ],
)
def test_pairs(rule: PairRule, people: str, allowed: bool) -> None:
    pair = Pair(first="a", second="b", rule=rule)
    assert _vocabulary(TeamRule(size=2), people, pairs=(pair,)) is allowed


def test_pairs_do_not_bind_one_who_goes_alone() -> None:
    pair = Pair(first="a", second="b", rule=PairRule.TOGETHER)
    assert _vocabulary(TeamRule(size=1), "a", pairs=(pair,))


def test_whether_a_team_is_possible() -> None:
    """Of a, b, c two are wanted: at least one of a, b and never both a and c."""
    asks = (
        Ask(AskRule.NEED, frozenset("ab"), at_least=1),
        Ask(AskRule.APART, frozenset("ac"), at_most=1),
    )
    assert team.is_possible("abc", 2, asks)
    assert not team.is_possible("ac", 2, asks)
    assert not team.is_possible("a", 2, ())


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
