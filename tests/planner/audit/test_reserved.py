import pytest

from models.calendar import TrainingSession
from models.plan import Half, TrainingDay
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


def extra(inspector: str, on: str, half_days: int = 2) -> TrainingDay:
    return TrainingDay(inspector=inspector, day=day(on), half_days=half_days, kind="online")


def test_a_visit_on_a_training_day() -> None:
    plan = tiny.plan(training=(*tiny.TRAINING, extra("b", "05-14")))
    found = only(PROBLEM, plan, "reserved.visit", "people")
    assert (found[0].visits, found[0].inspectors) == (("r4",), ("b",))


@pytest.mark.parametrize(("half", "number"), [(Half.AM, 1), (Half.PM, 0)])
def test_half_a_day_of_training_is_the_morning(half: Half, number: int) -> None:
    plan = tiny.with_visit("r4", half=half)
    plan = plan.model_copy(update={"training": (*tiny.TRAINING, extra("b", "05-14", 1))})
    only(PROBLEM, plan, "reserved.visit", "people", number)


def test_a_visit_during_a_session_of_the_calendar() -> None:
    session = TrainingSession(name="s", start=day("05-12"), end=day("05-14"), hours=24)
    calendar = tiny.CALENDAR.model_copy(update={"training": (session,)})
    plan = tiny.plan(training=None)
    found = only(tiny.problem(calendar=calendar), plan, "reserved.visit", "people", 3)
    assert [f.visits for f in found] == [("r1",), ("r3",), ("r4",)]


def test_the_valid_plan_keeps_training_days_free() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()


def test_a_session_of_one_day() -> None:
    session = TrainingSession(name="s", start=day("05-14"), end=day("05-14"), hours=24)
    calendar = tiny.CALENDAR.model_copy(update={"training": (session,)})
    problem = tiny.problem(calendar=calendar)
    only(problem, tiny.plan(training=None), "reserved.visit", "people")
