from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_somebody_else_makes_the_regular_visit() -> None:
    plan = tiny.with_visit("r1", team=("b",), lead="b")
    found = only(PROBLEM, plan, "responsible.other", "team")
    assert (found[0].visits, found[0].inspectors) == (("r1",), ("b",))


def test_the_responsible_inspector_with_somebody_else() -> None:
    only(PROBLEM, tiny.with_visit("r1", team=("a", "b")), "responsible.other", "team")


def test_a_school_moved_to_another_zone() -> None:
    zones = (
        tiny.ZONES[0].model_copy(update={"targets": ("s3",)}),
        tiny.ZONES[1].model_copy(update={"targets": ("s4", "s1")}),
        tiny.ZONES[2],
    )
    found = only(PROBLEM, tiny.plan(zones=zones), "responsible.other", "team")
    assert found[0].visits == ("r1", "r5")


def test_not_judged_without_zones() -> None:
    plan = tiny.with_visit("r1", team=("b",), lead="b").model_copy(update={"zones": None})
    assert judged.findings(PROBLEM, plan) == ()
    assert judged.findings(PROBLEM, PLAN) == ()
