from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_a_second_visit_where_one_is_due() -> None:
    second = tiny.visit("x", "g1", "gov", "09-24", "ad", 240, half_days=2)
    found = only(PROBLEM, tiny.plan(visits=(*tiny.VISITS, second)), "surplus.more", "gov")
    assert found[0].visits == ("g", "x")


def test_a_visit_that_may_be_made_but_need_not_is_no_surplus() -> None:
    lame = tiny.with_programme("gov", mandatory=False)
    assert judged.findings(lame, PLAN) == ()
