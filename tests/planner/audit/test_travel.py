from models.travel import Distance, Travel
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


def distances(km: float) -> Travel:
    others = tuple(d for d in PROBLEM.travel.distances if (d.start, d.end) != ("c", "s4"))
    return Travel(distances=(*others, Distance(start="c", end="s4", km=km)))


def test_a_member_who_lives_too_far_away() -> None:
    problem = tiny.with_person("c", max_travel_km=15)
    assert judged.findings(problem, PLAN) == ()
    problem = tiny.with_person("c", max_travel_km=9.9)
    found = only(problem, PLAN, "travel.far", "travel", 2)
    assert [f.targets for f in found] == [("s2",), ("s4",)]


def test_only_the_far_target() -> None:
    values = {"travel": distances(16)}
    problem = tiny.problem(**values, inspectors=tiny.with_person("c", max_travel_km=15).inspectors)
    found = only(problem, PLAN, "travel.far", "travel")
    assert found[0].visits == ("v4",)
    assert found[0].text.args["found"] == 16


def test_a_zone_too_far_away() -> None:
    problem = tiny.with_person("b", max_travel_km=9)
    plan = tiny.plan(visits=(), milestones=None)
    found = [f for f in judged.findings(problem, plan) if f.rule != "coverage"]
    assert [f.text.code for f in found] == ["audit.travel.far_zone"]


def test_a_target_out_of_reach() -> None:
    others = tuple(d for d in PROBLEM.travel.distances if (d.start, d.end) != ("c", "s4"))
    problem = tiny.problem(travel=Travel(distances=others))
    found = only(problem, PLAN, "travel.unreachable", "travel")
    assert found[0].targets == ("s4",)
