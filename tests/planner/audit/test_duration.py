from models.plan import Half
from models.programme import DurationStep
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_a_visit_too_short() -> None:
    found = only(PROBLEM, tiny.with_visit("v1", half_days=1), "duration.length", "full")
    assert (found[0].text.args["found"], found[0].text.args["due"]) == (1, 2)


def test_a_long_visit_from_the_afternoon() -> None:
    only(PROBLEM, tiny.with_visit("v1", half=Half.PM), "duration.afternoon", "full")


def test_a_joined_visit_has_the_longer_duration() -> None:
    longer = tiny.with_programme("leaving", durations=(DurationStep(half_days=3),))
    found = only(longer, PLAN, "duration.length", "full")
    assert found[0].text.args["due"] == 3


def test_a_large_school_takes_longer() -> None:
    large = tiny.with_target("s1", enrolment=1501)
    found = only(large, PLAN, "duration.length", "full")
    assert found[0].text.args["due"] == 4


def test_the_valid_plan_has_the_right_lengths() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()
