"""Why a visit is left out, in the rule and the numbers that a planner can check."""

import pytest

from models.inspector import Employment, InspectorFilter, Pair, PairRule
from models.problem import PastVisit, Problem
from models.programme import Need, ProgrammeKind, ResponsibleMember, TeamRule, Window
from models.target import Stage
from models.text import catalogue
from planner.demand import requests
from planner.reasons import left_out
from tests.planner import hamlet
from tests.planner.village import FULL

WEEK = hamlet.calendar("03-01", "03-05")


def _told(
    problem: Problem, *, proven: bool = True, **responsible: str
) -> list[tuple[str, dict[str, object]]]:
    """Reasons of the first request as it was due, before days were dropped."""
    case = hamlet.case(problem, responsible)
    first = requests(problem, case.days, responsible, 0)[0]
    found = left_out(case, first, proven=proven)
    assert (found.id, found.target, found.programmes) == (first.id, "s1", ("visit",))
    assert all(text.code in catalogue(lang) for text in found.reasons for lang in ("zh", "en"))
    return [(text.code.removeprefix("reason."), dict(text.args)) for text in found.reasons]


def test_no_day() -> None:
    never = hamlet.programme(windows=(Window(first="08-01", last="08-10"),))
    assert _told(hamlet.problem(programmes=(never,))) == [("no_day", {})]


def test_no_responsible_inspector() -> None:
    alone = hamlet.programme(team=TeamRule(responsible=True))
    assert _told(hamlet.problem(programmes=(alone,))) == [("no_responsible", {})]


def test_too_few_people_and_what_keeps_each_away() -> None:
    team = TeamRule(size=3, members=FULL)
    problem = hamlet.problem(
        calendar=WEEK,
        programmes=(hamlet.programme(team=team),),
        inspectors=(
            hamlet.person("fine"),
            hamlet.person("stage1", stages=(Stage.KINDERGARTEN,)),
            hamlet.person("stage2", stages=(Stage.KINDERGARTEN,)),
            hamlet.person("part", employment=Employment.PART_TIME),
            hamlet.person("far", lon=110, max_travel_km=50),
            hamlet.person("expired", certificate_until=hamlet.day("02-28")),
            hamlet.person("away"),
            hamlet.person("tied"),
        ),
        leave=(hamlet.leave("away", "03-01", "03-05"),),
        interests=(hamlet.interest("tied", "s1"),),
    )
    assert _told(problem) == [
        ("too_few_people", {"found": 1, "needed": 3}),
        ("excluded.certificate", {"number": 1}),
        ("excluded.leave", {"number": 1}),
        ("excluded.membership", {"number": 1}),
        ("excluded.qualification", {"number": 2}),
        ("excluded.recusal", {"number": 1}),
        ("excluded.travel", {"number": 1}),
    ]


def test_enough_people_but_no_day_together() -> None:
    problem = hamlet.problem(
        calendar=WEEK,
        programmes=(hamlet.programme(team=TeamRule(size=2)),),
        inspectors=hamlet.people(2),
        leave=(hamlet.leave("p1", "03-01", "03-03"), hamlet.leave("p2", "03-03", "03-05")),
    )
    assert _told(problem) == [("no_common_day", {"people": 2, "days": 5})]
    assert _told(problem, proven=False) == [("not_found", {"people": 2, "days": 5})]


def test_responsible_inspector_on_leave() -> None:
    problem = hamlet.problem(
        calendar=WEEK,
        programmes=(hamlet.programme(team=TeamRule(responsible=True, size=5)),),
        inspectors=hamlet.people(2),
        leave=(hamlet.leave("p1", "03-01", "03-05"),),
    )
    assert _told(problem, s1="p1") == [
        ("too_few_people", {"found": 0, "needed": 1}),
        ("excluded.leave", {"number": 1}),
    ]


def test_rules_about_the_team_that_nobody_can_meet_together() -> None:
    """a and b go together, only a may lead, b came last time; the need alone can be met."""
    part = InspectorFilter(employment=(Employment.PART_TIME,))
    rule = TeamRule(
        size=2,
        lead=InspectorFilter(ids=("a",)),
        needs=(Need(who=part, at_most=2),),
        repeat_at_most=1,
        cover_stages=False,
    )
    problem = hamlet.problem(
        inspectors=tuple(
            hamlet.person(p, employment="full_time" if p in "ab" else "part_time") for p in "abcd"
        ),
        programmes=(hamlet.programme(team=rule),),
        pairs=(Pair(first="b", second="a", rule=PairRule.TOGETHER),),
        history=(
            PastVisit(
                target="s1",
                kind=ProgrammeKind.COMPREHENSIVE,
                day=hamlet.day("05-01").replace(year=2026),
                inspectors=("b", "a"),
            ),
        ),
    )
    assert [(code, args.get("found")) for code, args in _told(problem)] == [
        ("no_team", None),
        ("ask.lead", 1),
        ("ask.repeat", 2),
        ("ask.together", 1),
    ]


def test_people_whom_the_team_may_not_have() -> None:
    rule = TeamRule(
        size=2, responsible_member=ResponsibleMember.OUT, needs=(Need(who=FULL, at_most=0),)
    )
    problem = hamlet.problem(
        inspectors=(hamlet.person("p1"), hamlet.person("p2", employment=Employment.PART_TIME)),
        programmes=(hamlet.programme(team=rule),),
    )
    assert _told(problem, s1="p2") == [
        ("too_few_people", {"found": 0, "needed": 2}),
        ("excluded.need", {"number": 1}),
        ("excluded.responsible_out", {"number": 1}),
    ]


@pytest.mark.parametrize("mandatory", [True, False])
def test_says_whether_it_is_mandatory(mandatory: bool) -> None:
    problem = hamlet.problem(programmes=(hamlet.programme(mandatory=mandatory),))
    case = hamlet.case(problem)
    assert left_out(case, case.requests[0], proven=True).mandatory is mandatory
