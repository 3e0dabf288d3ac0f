from models.inspector import Leave
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, day


def test_a_visit_while_on_leave() -> None:
    leave = (Leave(inspector="b", start=day("03-26"), end=day("04-07")),)
    found = only(tiny.problem(leave=leave), PLAN, "leave.visit", "people")
    assert found[0].visits == ("v3",)
    assert found[0].inspectors == ("b",)
    assert found[0].dates == (day("03-26"),)


def test_leave_that_ends_the_day_before() -> None:
    leave = (Leave(inspector="b", start=day("03-27"), end=day("04-07")),)
    assert judged.findings(tiny.problem(leave=leave), PLAN) == ()
