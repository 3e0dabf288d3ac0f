from models.plan import Half
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


def test_two_visits_in_one_half_day() -> None:
    found = only(PROBLEM, tiny.with_visit("r3", half=Half.AM), "people.twice", "people")
    assert found[0].visits == ("r1", "r3")
    assert found[0].inspectors == ("a",)
    assert found[0].dates == (day("05-13"),)


def test_a_pair_of_teams_gives_one_finding() -> None:
    plan = tiny.with_visit("v1", start=day("03-26"), end=day("03-26"))
    plan = plan.model_copy(update={"milestones": None})
    found = only(PROBLEM, plan, "people.twice", "people")
    assert found[0].inspectors == ("a", "b")


def test_two_halves_of_a_day_hold_two_visits() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()
