from models.plan import Zone
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_a_part_timer_with_a_primary_school() -> None:
    zones = (tiny.ZONES[0], Zone(inspector="c", targets=("s2", "s4"), travel_km=40))
    team = {"team": ("c",), "lead": "c", "cost_yuan": 145}
    visits = tuple(v.model_copy(update=team) if v.id in {"r4", "r8"} else v for v in tiny.VISITS)
    plan = tiny.plan(zones=zones, visits=visits)
    found = only(PROBLEM, plan, "eligibility.holder", "eligible")
    assert (found[0].inspectors, found[0].targets) == (("c",), ("s4",))


def test_the_valid_plan_has_eligible_holders() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()
