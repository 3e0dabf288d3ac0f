"""Pins that cannot be kept are named: the smallest sets, with the rules in their way."""

from collections.abc import Iterable

import pytest

from models.base import rebuilt
from models.inspector import InspectorFilter, Pair, PairRule
from models.issue import Issue
from models.pin import Pin
from models.plan import Half
from models.policy import Cap, Gap
from models.problem import Problem
from models.programme import Per, ProgrammeKind, TeamRule, Window
from models.target import Stage
from models.text import say
from planner.explain.contradiction import Keeping, contradictions, refusal
from planner.explain.question import Answer, chosen_once
from planner.travel import travel_table
from tests.planner import hamlet
from tests.planner.brute_force import best_visits
from tests.planner.test_pins import pinned_at_random
from tests.planner.test_visits import case_of
from tests.planner.village import village

COMPREHENSIVE = ProgrammeKind.COMPREHENSIVE


def pin(visit: str = "visit-s1", start: str = "", **values: object) -> Pin:
    dated = {"start": hamlet.day(start)} if start else {}
    return Pin.model_validate({"visit": visit, **dated, **values})


def issues(problem: Problem, *pins: Pin) -> list[Issue]:
    found = list(contradictions(rebuilt(problem, pins=pins), seed=0))
    for issue in found:
        for language in ("zh", "en"):
            assert "{" not in say(issue.text, language)
    return found


def rules(issue: Issue) -> set[str]:
    """Codes of the rules that an issue names."""
    told = issue.text.args["rules"]
    assert isinstance(told, tuple)
    return {str(getattr(text.args.get("rule"), "code", text.code)) for text in told}


def test_pins_that_can_be_kept_are_no_issue() -> None:
    assert issues(hamlet.problem()) == []
    assert issues(hamlet.problem(), pin(start="03-10", team=("p1",))) == []


@pytest.mark.parametrize(
    ("values", "one", "expected"),
    [
        ({"leave": (hamlet.leave("p1", "03-10"),)}, pin(start="03-10"), {"conflict.leave"}),
        (
            {"leave": (hamlet.leave("p1", "03-09", "03-11"),), "inspectors": hamlet.people(2)},
            pin(start="03-10", team=("p1",)),
            {"conflict.leave"},
        ),
        (
            {"interests": (hamlet.interest("p1", "s1"),)},
            pin(team=("p1",)),
            {"conflict.interests"},
        ),
        (
            {"programmes": (hamlet.programme(windows=(Window(first="03-15", last="03-20"),)),)},
            pin(start="03-10"),
            {"conflict.windows"},
        ),
        (
            {"inspectors": (hamlet.person(stages=(Stage.KINDERGARTEN,)), hamlet.person("p2"))},
            pin(team=("p1",)),
            {"conflict.stages"},
        ),
        (
            {
                "inspectors": (hamlet.person(grade=1), hamlet.person("p2", grade=3)),
                "programmes": (
                    hamlet.programme(
                        team=TeamRule(size=1, cover_stages=False, lead=InspectorFilter(min_grade=2))
                    ),
                ),
            },
            pin(team=("p1",)),
            {"conflict.lead"},
        ),
        ({}, pin(start="04-05"), {"conflict.school_days"}),
        ({}, pin(start="03-13"), {"pins.no_working_day"}),
        ({}, pin(start="03-10", half=Half.PM), None),
        ({"inspectors": hamlet.people(2)}, pin(team=("p1", "p2")), None),
    ],
)
def test_a_pin_against_the_rules_by_itself(
    values: dict[str, object], one: Pin, expected: set[str] | None
) -> None:
    (issue,) = issues(hamlet.problem(**values), one)
    assert issue.found == "visit-s1"
    if expected is None:
        assert issue.text.code in {"pins.whole_day", "pins.size"}
    else:
        assert rules(issue) == expected


def two_schools(**values: object) -> Problem:
    return hamlet.problem(targets=(hamlet.school("s1"), hamlet.school("s2")), **values)


def test_two_pins_on_one_day_and_a_third_that_is_not_to_blame() -> None:
    problem = rebuilt(
        hamlet.problem(targets=tuple(hamlet.school(f"s{n}") for n in (1, 2, 3))),
    )
    pins = [pin(f"visit-s{n}", start) for n, start in ((1, "03-10"), (2, "03-10"), (3, "03-11"))]
    (issue,) = issues(problem, *pins)
    assert issue.found == "visit-s1, visit-s2"
    assert "03-10" in say(issue.text)
    assert rules(issue) == {"pins.too_few"}
    by_p1 = [pin(f"visit-s{n}", "03-10", team=("p1",)) for n in (1, 2)]
    (issue,) = issues(rebuilt(problem, inspectors=hamlet.people(2)), *by_p1)
    assert rules(issue) == {"pins.two_places"}


def test_two_sets_are_both_told() -> None:
    problem = hamlet.problem(targets=tuple(hamlet.school(f"s{n}") for n in range(1, 5)))
    when = ("03-10", "03-10", "03-17", "03-17")
    found = issues(problem, *(pin(f"visit-s{n}", day) for n, day in enumerate(when, start=1)))
    assert [i.found for i in found] == ["visit-s1, visit-s2", "visit-s3, visit-s4"]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"gaps": (Gap(clause="c", kinds=(COMPREHENSIVE,), least_days=9),)}, "conflict.gaps"),
        (
            {"caps": (Cap(clause="c", kinds=(COMPREHENSIVE,), per=Per.MONTH, at_most=1),)},
            "conflict.caps",
        ),
    ],
)
def test_pins_that_break_a_rule_about_the_school_together(
    rule: dict[str, object], code: str
) -> None:
    programmes = (hamlet.programme("one"), hamlet.programme("two"))
    problem = hamlet.problem(programmes=programmes, policy=hamlet.policy(**rule))
    (issue,) = issues(problem, pin("one-s1", "03-10"), pin("two-s1", "03-17"))
    assert rules(issue) == {code}


def test_pins_that_break_somebodys_own_limit_together() -> None:
    people = (hamlet.person(days_per_week=1), hamlet.person("p2"))
    by_p1 = [pin(f"visit-s{n}", f"03-1{n}", team=("p1",)) for n in (1, 2)]
    (issue,) = issues(two_schools(inspectors=people), *by_p1)
    assert rules(issue) == {"conflict.days_per_week"}


def test_two_responsible_inspectors_of_one_school() -> None:
    """Two regular visits of a school are pinned to two people: it has one inspector."""
    alone = TeamRule(responsible=True)
    programmes = tuple(hamlet.programme(name, half_days=1, team=alone) for name in ("one", "two"))
    problem = hamlet.problem(inspectors=hamlet.people(2), programmes=programmes)
    found = issues(problem, pin("one-s1", team=("p1",)), pin("two-s1", team=("p2",)))
    assert [i.found for i in found] == ["one-s1, two-s1"]
    assert rules(found[0]) == {"conflict.responsible"}


def test_a_person_who_may_not_be_responsible() -> None:
    alone = hamlet.programme(half_days=1, team=TeamRule(responsible=True))
    problem = hamlet.problem(
        inspectors=(hamlet.person(), hamlet.person("p2", employment="expert")), programmes=(alone,)
    )
    (issue,) = issues(problem, pin(team=("p2",)))
    assert rules(issue) <= {"conflict.experts", "conflict.responsible"}
    assert rules(issue)


def test_people_who_never_go_together() -> None:
    pair = Pair(first="p1", second="p2", rule=PairRule.APART)
    two = hamlet.programme(team=TeamRule(size=2, cover_stages=False))
    problem = hamlet.problem(inspectors=hamlet.people(3), programmes=(two,), pairs=(pair,))
    (issue,) = issues(problem, pin(team=("p1", "p2")))
    assert rules(issue) == {"conflict.pairs"}


@pytest.mark.parametrize("seed", range(16))
def test_sets_are_smallest_by_brute_force(seed: int) -> None:
    """Every plan is tried: none keeps the pins of a set, some keeps them without any one."""
    problem = pinned_at_random(village(seed + 100, days=4), seed)
    table = travel_table(problem)
    keeping = Keeping(chosen_once(problem, 0), table)
    told = [{*issue.found.split(", ")} for issue in contradictions(problem, 0)]
    for names in told:
        pins = [p for p in problem.pins if p.visit in names]
        assert _impossible(problem, pins)
        assert not any(_impossible(problem, [p for p in pins if p is not q]) for q in pins)
    assert bool(told) == _impossible(problem, problem.pins)
    answer = keeping.of(problem.pins).answer(10)
    assert (answer is Answer.IMPOSSIBLE) == bool(told)


def _impossible(problem: Problem, pins: Iterable[Pin]) -> bool:
    case = case_of(rebuilt(problem, pins=tuple(pins)))
    heavy = [r.weight for r in case.requests if r.kept]
    return bool(heavy) and best_visits(case)[0] >= min(heavy)


def test_a_refusal_is_never_empty() -> None:
    assert refusal(rebuilt(hamlet.problem(), pins=(pin(start="03-10"),)), 0).issues
