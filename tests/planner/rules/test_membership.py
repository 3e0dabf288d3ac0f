"""Every member meets the programme's filter."""

import pytest

from models.base import rebuilt
from models.inspector import Employment, InspectorFilter
from models.programme import TeamRule
from models.region import Level, Region
from planner.rules import membership
from tests.planner import hamlet
from tests.planner.village import FULL

PROBLEM = hamlet.problem(
    regions=(
        Region(id="v", name="v", level=Level.COUNTY),
        Region(id="w", name="w", level=Level.COUNTY),
    ),
    inspectors=(
        hamlet.person("full"),
        hamlet.person("part", employment=Employment.PART_TIME),
        hamlet.person("guest", region="w"),
    ),
)


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (TeamRule(), "full part guest"),
        (TeamRule(members=FULL), "full guest"),
        (TeamRule(members=InspectorFilter(outside_county=True)), "guest"),
        (TeamRule(members=InspectorFilter(outside_county=False)), "full part"),
        (TeamRule(members=FULL, responsible=True), "full part guest"),
    ],
)
def test_members(rule: TeamRule, who: str) -> None:
    target = PROBLEM.targets[0]
    found = [p.id for p in PROBLEM.inspectors if membership.permits(PROBLEM, rule, p, target)]
    assert found == who.split()


def test_others_are_no_candidates() -> None:
    visit = hamlet.programme(team=TeamRule(size=1, members=FULL))
    case = hamlet.case(rebuilt(PROBLEM, programmes=(visit,)))
    assert case.candidates["visit-s1"] == ("full", "guest")
