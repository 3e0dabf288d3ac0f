from models.plan import Zone
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_a_target_without_a_responsible_inspector() -> None:
    zones = (Zone(inspector="a", targets=("s1",), travel_km=40), *tiny.ZONES[1:])
    found = only(PROBLEM, tiny.plan(zones=zones), "zones.without", "zone")
    assert found[0].targets == ("s3",)


def test_a_target_with_two() -> None:
    zones = (*tiny.ZONES, Zone(inspector="d", targets=("s4",), travel_km=20))
    found = only(PROBLEM, tiny.plan(zones=zones), "zones.several", "zone")
    assert found[0].inspectors == ("b", "d")


def test_zones_that_hold_nothing_give_one_finding() -> None:
    found = only(PROBLEM, tiny.plan(zones=()), "zones.all_without", "zone")
    assert found[0].targets == ("s1", "s2", "s3", "s4")


def test_an_expert_with_a_zone() -> None:
    zones = (tiny.ZONES[0], Zone(inspector="e", targets=("s4",), travel_km=20), tiny.ZONES[2])
    plan = tiny.plan(zones=zones)
    problem = tiny.with_policy(zoning=tiny.POLICY.zoning.model_copy(update={"eligibility": ()}))
    team = {"team": ("e",), "lead": "e", "cost_yuan": 270}
    visits = tuple(v.model_copy(update=team) if v.id in {"r4", "r8"} else v for v in plan.visits)
    plan = plan.model_copy(update={"visits": visits})
    found = only(problem, plan, "zones.expert", "zone")
    assert found[0].inspectors == ("e",)


def test_the_valid_plan_has_one_each() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()


def test_one_target_of_one() -> None:
    problem = tiny.with_policy(
        zoning=tiny.POLICY.zoning.model_copy(
            update={"targets": tiny.TargetFilter(stages=(tiny.Stage.KINDERGARTEN,))}
        )
    )
    zones = tiny.ZONES[:2]
    only(problem, tiny.plan(zones=zones), "zones.without", "zone")


def test_two_targets_of_four() -> None:
    plan = tiny.plan(zones=(tiny.ZONES[0],))
    found = only(PROBLEM, plan, "zones.without", "zone", 2)
    assert [f.targets for f in found] == [("s2",), ("s4",)]
