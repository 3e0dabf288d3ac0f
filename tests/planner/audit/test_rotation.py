"""Not the same people at the same school time after time: v1 visits s1 with a and b."""

from datetime import date

from models.problem import PastVisit, Problem
from models.programme import ProgrammeKind, TeamRule
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN

LAST = date(2024, 12, 20)


def _past(
    people: str, kind: ProgrammeKind = ProgrammeKind.COMPREHENSIVE, day: date = LAST
) -> PastVisit:
    return PastVisit(target="s1", kind=kind, day=day, inspectors=tuple(people))


def _problem(limit: int, *history: PastVisit) -> Problem:
    rule = tiny.PROGRAMMES[0].team.model_copy(update={"repeat_at_most": limit})
    programmes = tiny.with_programme("full", team=rule).programmes
    return tiny.problem(programmes=programmes, history=history)


def test_more_of_the_last_team_than_may_come_again() -> None:
    found = only(_problem(1, _past("abx")), PLAN, "rotation.repeated", "team")
    assert (found[0].visits, found[0].inspectors, found[0].dates) == (("v1",), ("a", "b"), (LAST,))
    found = only(_problem(0, _past("be")), PLAN, "rotation.repeated", "team")
    assert found[0].inspectors == ("b",)


def test_clause_of_its_own() -> None:
    clause = {"repeat_at_most": 0, "repeat_clause": "caps"}
    rule = tiny.PROGRAMMES[0].team.model_copy(update=clause)
    programmes = tiny.with_programme("full", team=rule).programmes
    problem = tiny.problem(programmes=programmes, history=(_past("be"),))
    only(problem, PLAN, "rotation.repeated", "caps")


def test_as_many_as_may_come_again() -> None:
    assert judged.findings(_problem(1, _past("ax")), PLAN) == ()
    assert judged.findings(_problem(2, _past("ab")), PLAN) == ()


def test_only_the_last_visit_of_the_kind_counts() -> None:
    earlier = _past("ab", day=date(2023, 5, 4))
    assert judged.findings(_problem(0, earlier, _past("e")), PLAN) == ()
    assert judged.findings(_problem(0, _past("ab", ProgrammeKind.MONITORING)), PLAN) == ()


def test_all_of_the_last_day_count() -> None:
    found = only(_problem(1, _past("a"), _past("b")), PLAN, "rotation.repeated", "team")
    assert found[0].inspectors == ("a", "b")


def test_each_programme_of_a_joined_visit() -> None:
    """v4 visits s4 with b and c for `full` and `leaving`."""
    rule = TeamRule(size=2, repeat_at_most=0)
    past = _past("c").model_copy(update={"target": "s4"})
    problem = tiny.problem(
        programmes=tiny.with_programme("leaving", team=rule).programmes, history=(past,)
    )
    assert only(problem, PLAN, "rotation.repeated", "team")[0].visits == ("v4",)
