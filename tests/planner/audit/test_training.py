from datetime import date

import pytest

from models.inspector import Leave
from models.plan import TrainingDay
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


def without(*marks: str) -> tuple[TrainingDay, ...]:
    return tuple(t for t in tiny.TRAINING if f"{t.inspector} {t.kind}" not in marks)


def online(on: str, half_days: int = 1) -> TrainingDay:
    return TrainingDay(inspector="a", day=day(on), half_days=half_days, kind="online")


def test_hours_that_are_not_reserved() -> None:
    plan = tiny.plan(training=without("c central"))
    found = only(PROBLEM, plan, "training.central_short", "training")
    assert found[0].inspectors == ("c",)
    assert (found[0].text.args["due"], found[0].text.args["found"]) == (8, 0)
    only(PROBLEM, tiny.plan(training=without("b online")), "training.online_short", "training")


def test_a_kind_reserved_for_nobody_gives_one_finding() -> None:
    plan = tiny.plan(training=without(*(f"{i} online" for i in "abcd")))
    found = only(PROBLEM, plan, "training.online_none", "training")
    assert found[0].inspectors == ("a", "b", "c", "d")


def test_sessions_of_the_calendar_give_hours() -> None:
    problem = tiny.with_person("b", training_due_hours=9)
    found = only(problem, PLAN, "training.central_short", "training")
    assert (found[0].text.args["due"], found[0].text.args["found"]) == (9, 8)


def test_a_persons_own_hours() -> None:
    problem = tiny.with_person("b", online_due_hours=0)
    assert judged.findings(problem, tiny.plan(training=without("b online"))) == ()


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((online("08-09"),), "no_working_day"),
        ((online("08-04"),), "two_kinds"),
        ((online("08-05", 2),), "too_much"),
        ((online("07-10"),), "in_session"),
    ],
)
def test_days_that_are_not_free(days: tuple[TrainingDay, ...], code: str) -> None:
    plan = tiny.plan(training=(*tiny.TRAINING, *days))
    found = only(PROBLEM, plan, f"training.{code}", "training")
    assert found[0].inspectors == ("a",)
    assert found[0].dates == (days[0].day,)


def test_training_while_on_leave() -> None:
    leave = (Leave(inspector="a", start=day("08-05"), end=date(2025, 8, 6)),)
    only(tiny.problem(leave=leave), PLAN, "training.on_leave", "training")


def test_a_session_on_another_day() -> None:
    day_off = TrainingDay(
        inspector="a", day=day("07-11"), half_days=2, kind="central", session="summer session"
    )
    plan = tiny.plan(training=(*tiny.TRAINING, day_off))
    only(PROBLEM, plan, "training.session_day", "training")


def test_two_people_short_are_named_one_by_one_where_others_are_not() -> None:
    plan = tiny.plan(training=without("a online", "b online"))
    found = only(PROBLEM, plan, "training.online_short", "training", 2)
    assert [f.inspectors for f in found] == [("a",), ("b",)]


def test_one_person_short_is_named_where_nobody_else_is_due() -> None:
    people = tuple(
        p if p.id == "c" else p.model_copy(update={"online_due_hours": 0}) for p in tiny.PEOPLE
    )
    plan = tiny.plan(training=without(*(f"{i} online" for i in "abcd")))
    only(tiny.problem(inspectors=people), plan, "training.online_short", "training")
