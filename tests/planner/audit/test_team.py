from models.inspector import InspectorFilter
from models.problem import Problem
from models.programme import Need, TeamRule
from models.target import Stage
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


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


def _leaving(**rule: object) -> Problem:
    """The tiny problem with another team rule of the programme that joins `full` in visit v4."""
    return tiny.with_programme("leaving", team=TeamRule.model_validate({"size": 2, **rule}))


def test_a_joined_visit_has_the_largest_team() -> None:
    found = only(_leaving(size=5), PLAN, "team.size", "team")
    assert (found[0].text.args["found"], found[0].text.args["due"]) == (2, 5)
    assert judged.findings(_leaving(size=1), PLAN) == ()


def test_the_team_of_a_joined_visit_suits_both_programmes() -> None:
    only(_leaving(members=tiny.FULL_TIMERS), PLAN, "team.member", "team")
    only(_leaving(lead=tiny.PART_TIMERS), PLAN, "team.lead", "team")
    need = Need(who=tiny.FULL_TIMERS, at_least=2, clause="need")
    only(_leaving(needs=(need,)), PLAN, "team.need", "need")
    assert judged.findings(_leaving(lead=tiny.FULL_TIMERS), PLAN) == ()


def _full(*needs: Need) -> Problem:
    """The tiny problem with these needs of `full`: v1 a b, v2 a c, v3 a b, v4 b c; c part-time."""
    return tiny.with_programme("full", team=TeamRule(size=2, needs=needs))


def test_no_more_than_so_many_of_a_sort() -> None:
    problem = _full(Need(who=tiny.FULL_TIMERS, at_most=1, clause="need"))
    found = only(problem, PLAN, "team.need_many", "need", 2)
    assert [f.visits for f in found] == [("v1",), ("v3",)]
    assert found[0].inspectors == ("a", "b")
    assert judged.findings(_full(Need(who=tiny.FULL_TIMERS, at_most=2)), PLAN) == ()


def test_a_need_for_the_sake_of_somebody() -> None:
    """Whoever goes with c, the novice, is experienced; b is not."""
    novice, experienced = InspectorFilter(novice=True), InspectorFilter(min_grade=3)
    need = Need(who=experienced, at_least=1, when=novice, clause="need")
    people = tuple(
        p.model_copy(update={"a": {"grade": 3}, "c": {"novice": True}}.get(p.id, {}))
        for p in tiny.PEOPLE
    )
    problem = tiny.problem(inspectors=people, programmes=_full(need).programmes)
    found = only(problem, PLAN, "team.need_when", "need")
    assert found[0].visits == ("v4",)
    assert found[0].text.args["because"] == "person c"


def test_a_need_for_the_sake_of_somebody_who_does_not_go() -> None:
    """Two full-timers where a goes: v2 has one; v4, without a, may do with one."""
    need = Need(who=tiny.FULL_TIMERS, at_least=2, when=InspectorFilter(ids=("a",)))
    assert only(_full(need), PLAN, "team.need_when", "team")[0].visits == ("v2",)


def test_a_limit_for_the_sake_of_somebody() -> None:
    need = Need(who=tiny.FULL_TIMERS, at_most=1, when=InspectorFilter(ids=("a",)))
    found = only(_full(need), PLAN, "team.need_many_when", "team", 2)
    assert [f.visits for f in found] == [("v1",), ("v3",)]


def test_stages_need_not_be_covered_where_the_programme_does_not_ask() -> None:
    stages = (Stage.PRIMARY, Stage.KINDERGARTEN)
    people = tuple(
        p.model_copy(update={"stages": stages}) if p.id in {"a", "b"} else p for p in tiny.PEOPLE
    )
    rule = TeamRule(size=2, cover_stages=False)
    programmes = tiny.with_programme("full", team=rule).programmes
    problem = tiny.problem(inspectors=people, programmes=programmes)
    assert judged.findings(problem, PLAN) == ()


def test_who_is_listed_twice_is_named() -> None:
    found = judged.findings(PROBLEM, tiny.with_visit("v1", team=("a", "b", "b")))
    assert found[0].text.args["inspectors"] == "person b"
    assert found[0].inspectors == ("b",)
