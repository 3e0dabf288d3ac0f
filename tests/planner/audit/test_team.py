from models.inspector import InspectorFilter
from models.programme import Need, TeamRule
from models.target import Stage
from tests.planner.audit import tiny
from tests.planner.audit.tiny import PLAN, PROBLEM, only


def test_one_more_member() -> None:
    found = only(PROBLEM, tiny.with_visit("v1", team=("a", "b", "c")), "team.size", "team")
    assert (found[0].text.args["found"], found[0].text.args["due"]) == (3, 2)


def test_the_same_member_twice() -> None:
    only(PROBLEM, tiny.with_visit("v1", team=("a", "a")), "team.twice", "team")


def test_a_member_the_programme_does_not_ask_for() -> None:
    rule = TeamRule(size=2, members=tiny.FULL_TIMERS)
    found = only(tiny.with_programme("full", team=rule), PLAN, "team.member", "team", 2)
    assert [f.inspectors for f in found] == [("c",), ("c",)]


def test_a_lead_the_programme_does_not_ask_for() -> None:
    found = only(PROBLEM, tiny.with_visit("v4", lead="c"), "team.lead", "team")
    assert found[0].inspectors == ("c",)


def test_a_need_with_its_own_clause() -> None:
    need = Need(who=tiny.FULL_TIMERS, at_least=2, clause="need")
    problem = tiny.with_programme("full", team=TeamRule(size=2, needs=(need,)))
    found = only(problem, PLAN, "team.need", "need", 2)
    assert [f.visits for f in found] == [("v2",), ("v4",)]


def test_somebody_from_another_county() -> None:
    plan = tiny.with_visit("g", team=("a", "d"))
    inside = tiny.with_person("d", region="county")
    only(inside, plan, "team.need", "team")


def test_members_from_another_county_only() -> None:
    outside = TeamRule(size=2, members=InspectorFilter(outside_county=True))
    found = only(tiny.with_programme("gov", team=outside), PLAN, "team.member", "team")
    assert found[0].inspectors == ("a",)


def test_a_stage_that_nobody_covers() -> None:
    stages = (Stage.PRIMARY, Stage.KINDERGARTEN)
    people = tuple(
        p.model_copy(update={"stages": stages}) if p.id in {"a", "b"} else p for p in tiny.PEOPLE
    )
    found = only(tiny.problem(inspectors=people), PLAN, "team.stage_junior_secondary", "team")
    assert found[0].visits == ("v3",)


def test_the_team_rule_of_a_joined_visit_is_that_of_its_first_programme() -> None:
    assert tiny.findings(tiny.with_programme("leaving", team=TeamRule(size=5)), PLAN) == ()


def test_stages_need_not_be_covered_where_the_programme_does_not_ask() -> None:
    stages = (Stage.PRIMARY, Stage.KINDERGARTEN)
    people = tuple(
        p.model_copy(update={"stages": stages}) if p.id in {"a", "b"} else p for p in tiny.PEOPLE
    )
    rule = TeamRule(size=2, cover_stages=False)
    programmes = tiny.with_programme("full", team=rule).programmes
    problem = tiny.problem(inspectors=people, programmes=programmes)
    assert tiny.findings(problem, PLAN) == ()


def test_who_is_listed_twice_is_named() -> None:
    found = tiny.findings(PROBLEM, tiny.with_visit("v1", team=("a", "b", "b")))
    assert found[0].text.args["inspectors"] == "person b"
    assert found[0].inspectors == ("b",)
