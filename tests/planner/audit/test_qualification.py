from models.inspector import Track
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_a_member_of_the_wrong_stage() -> None:
    plan = tiny.with_visit("v2", team=("a", "d"), cost_yuan=240)
    plan = plan.model_copy(update={"visits": tuple(plan.visits)})
    problem = tiny.problem(leave=())
    found = only(problem, plan, "qualification.visit", "qualification")
    assert (found[0].inspectors, found[0].targets) == (("d",), ("s2",))


def test_a_member_of_the_wrong_track() -> None:
    programme = {"team": tiny.TeamRule(size=2, cover_stages=True)}
    problem = tiny.with_programme("gov", **programme)
    plan = tiny.with_visit("g", team=("a", "b"))
    found = only(problem, plan, "qualification.visit", "qualification")
    assert found[0].inspectors == ("b",)


def test_visits_and_zone_of_a_pair_give_one_finding() -> None:
    problem = tiny.with_person("c", tracks=(Track.EVALUATION,))
    found = judged.findings(problem, PLAN)
    assert {f.rule for f in found} == {"qualification"}
    assert [f.targets for f in found] == [("s2",), ("s4",)]


def test_a_zone_of_the_wrong_stage() -> None:
    zones = (
        tiny.Zone(inspector="a", targets=("s3",), travel_km=20),
        tiny.Zone(inspector="b", targets=("s4", "s1"), travel_km=40),
        tiny.ZONES[2],
    )
    problem = tiny.with_target("s1", stage=tiny.Stage.SPECIAL)
    plan = tiny.plan(visits=(), zones=zones, milestones=None)
    found = [f for f in judged.findings(problem, plan) if f.rule != "coverage"]
    assert [(f.text.code, f.inspectors) for f in found] == [("audit.qualification.zone", ("b",))]


def test_the_valid_plan_has_qualified_people() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()
