"""Who leads: of those who may, the highest grade, and leading shared evenly."""

from models.inspector import Employment, InspectorFilter
from models.programme import TeamRule
from models.region import Level, Region
from planner.case import Case
from planner.lead import choose_lead
from planner.model import Arrangement
from tests.planner import hamlet
from tests.planner.village import FULL

THREE = tuple(hamlet.school(f"s{n}") for n in (1, 2, 3))


def _case(rule: TeamRule, **values: object) -> Case:
    return hamlet.case(
        hamlet.problem(targets=THREE, programmes=(hamlet.programme(team=rule),), **values)
    )


def _leads(case: Case, team: str) -> list[str]:
    days = ("03-01", "03-02", "03-03")
    placed = {f"visit-s{n}": hamlet.at(team, d) for n, d in zip((1, 2, 3), days, strict=True)}
    return list(choose_lead(case, Arrangement(placed)).values())


def test_leading_goes_round() -> None:
    case = _case(TeamRule(size=2), inspectors=hamlet.people(2))
    assert _leads(case, "p1 p2") == ["p1", "p2", "p1"]


def test_highest_grade_leads_always() -> None:
    people = (hamlet.person("p1"), hamlet.person("p2", grade=3))
    assert _leads(_case(TeamRule(size=2), inspectors=people), "p1 p2") == ["p2"] * 3


def test_only_who_meets_the_rule_leads() -> None:
    people = (hamlet.person("p1", employment=Employment.PART_TIME, grade=5), hamlet.person("p2"))
    assert _leads(_case(TeamRule(size=2, lead=FULL), inspectors=people), "p1 p2") == ["p2"] * 3


def test_lead_from_another_county() -> None:
    rule = TeamRule(size=2, lead=InspectorFilter(outside_county=True))
    regions = tuple(Region(id=r, name=r, level=Level.COUNTY) for r in ("v", "w"))
    people = (hamlet.person("p1", grade=5), hamlet.person("p2", region="w"))
    assert _leads(_case(rule, inspectors=people, regions=regions), "p1 p2") == ["p2"] * 3


def test_visits_made_alone_do_not_count_as_leading() -> None:
    regular = hamlet.programme("regular", team=TeamRule(responsible=True))
    visit = hamlet.programme(team=TeamRule(size=2))
    problem = hamlet.problem(programmes=(regular, visit), inspectors=hamlet.people(2))
    case = hamlet.case(problem, {"s1": "p1"})
    placed = {"regular-s1": hamlet.at("p1", "03-01"), "visit-s1": hamlet.at("p1 p2", "03-02")}
    assert choose_lead(case, Arrangement(placed)) == {"regular-s1": "p1", "visit-s1": "p1"}


def test_a_visit_left_out_has_no_lead() -> None:
    case = _case(TeamRule(size=1), inspectors=hamlet.people(1))
    assert list(choose_lead(case, Arrangement({"visit-s2": hamlet.at("p1", "03-01")}))) == [
        "visit-s2"
    ]
