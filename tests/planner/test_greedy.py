"""Teams as formed by hand: the nearest who have room and make the team whole."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from models.inspector import Employment, InspectorFilter
from models.problem import Problem
from models.programme import Need, TeamRule
from models.target import Stage
from planner.asks import Ask, AskRule
from planner.greedy import greedy_teams, nearest_team
from planner.rules import team
from tests.planner import hamlet
from tests.planner.village import FULL, village


def _homes(*employments: Employment) -> tuple[object, ...]:
    """p1 next to the school, each further person a hundredth of a degree farther away."""
    return tuple(
        hamlet.person(f"p{n}", lon=102 + n / 100, employment=kind)
        for n, kind in enumerate(employments, 1)
    )


def _teams(problem: Problem, **responsible: str) -> dict[str, tuple[str, ...]]:
    found = greedy_teams(hamlet.case(problem, responsible))
    return {name: tuple(sorted(p.team)) for name, p in found.placed.items()}


PART, EXPERT = Employment.PART_TIME, Employment.EXPERT


def test_the_nearest() -> None:
    problem = hamlet.problem(
        inspectors=_homes(*[PART] * 4), programmes=(hamlet.programme(team=TeamRule(size=2)),)
    )
    assert _teams(problem) == {"visit-s1": ("p1", "p2")}


def test_a_lead_and_needs_before_the_nearest() -> None:
    expert = Need(who=InspectorFilter(employment=(EXPERT,)), at_least=1)
    rule = TeamRule(size=3, lead=FULL, needs=(expert,), cover_stages=False)
    problem = hamlet.problem(
        inspectors=_homes(PART, PART, EXPERT, Employment.FULL_TIME),
        programmes=(hamlet.programme(team=rule),),
    )
    assert _teams(problem) == {"visit-s1": ("p1", "p3", "p4")}


def test_one_person_may_meet_several_needs() -> None:
    rule = TeamRule(size=1, lead=FULL, needs=(Need(who=FULL, at_least=1),))
    problem = hamlet.problem(programmes=(hamlet.programme(team=rule),))
    assert _teams(problem) == {"visit-s1": ("p1",)}


def test_each_stage_of_a_school() -> None:
    problem = hamlet.problem(
        targets=(hamlet.school(stage=Stage.NINE_YEAR),),
        inspectors=(
            hamlet.person("near", stages=(Stage.PRIMARY,)),
            hamlet.person("near2", stages=(Stage.PRIMARY,)),
            hamlet.person("far", lon=103, stages=(Stage.JUNIOR_SECONDARY,)),
        ),
        programmes=(hamlet.programme(team=TeamRule(size=2)),),
    )
    assert _teams(problem) == {"visit-s1": ("far", "near")}


def test_no_team_when_somebody_is_missing() -> None:
    for rule in (TeamRule(size=2), TeamRule(size=1, lead=InspectorFilter(employment=(EXPERT,)))):
        assert _teams(hamlet.problem(programmes=(hamlet.programme(team=rule),))) == {}


def test_room_in_the_year_is_kept() -> None:
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in (1, 2, 3)),
        inspectors=(hamlet.person("p1", days_per_year=2), hamlet.person("p2", lon=103)),
    )
    teams = _teams(problem)
    assert sorted(teams.values()) == [("p1",), ("p1",), ("p2",)]


def test_responsible_inspectors_come_first() -> None:
    """p1 has room for one day; the regular visit, which nobody else may make, gets it."""
    regular = hamlet.programme("regular", team=TeamRule(responsible=True))
    problem = hamlet.problem(
        inspectors=(hamlet.person("p1", days_per_year=1), hamlet.person("p2", lon=103)),
        programmes=(hamlet.programme(), regular),
    )
    assert _teams(problem, s1="p1") == {"regular-s1": ("p1",), "visit-s1": ("p2",)}


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10**6), regular=st.booleans())
def test_teams_keep_the_rules_about_teams(seed: int, regular: bool) -> None:
    case = hamlet.case(village(seed, schools=5, people=5, days=20, regular=regular))
    found = greedy_teams(case)
    for name, placement in found.placed.items():
        request = case.request[name]
        members = [case.problem.inspector_by_id[p] for p in placement.team]
        if request.team.responsible:
            assert placement.team == (request.responsible,)
            continue
        assert len(set(placement.team)) == request.team.size
        assert set(placement.team) <= set(case.candidates[name])
        lead = request.team.lead.employment
        assert not lead or any(p.employment in lead for p in members)
        if request.team.cover_stages:
            parts = case.problem.target_by_id[request.target].stage_parts
            assert all(any(s in p.stages for p in members) for s in parts)


PEOPLE = "abcdef"
ASKS = st.builds(
    lambda people, least, more, when: Ask(
        AskRule.NEED, frozenset(people), least, None if more is None else least + more, when
    ),
    st.sets(st.sampled_from(PEOPLE)),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(0, 1)),
    st.one_of(st.none(), st.frozensets(st.sampled_from(PEOPLE), min_size=1)),
)


@settings(deadline=None, max_examples=300)
@given(size=st.integers(1, 4), asks=st.lists(ASKS, max_size=4))
def test_the_nearest_team_is_the_first_that_meets_everything(size: int, asks: list[Ask]) -> None:
    """Six people have few teams: the search finds the first of them in order of distance."""
    teams = combinations(PEOPLE, size)
    first = next((t for t in teams if all(a.holds(t) for a in asks)), ())
    assert nearest_team(PEOPLE, size, asks) == first
    assert team.is_possible(PEOPLE, size, asks) is bool(first)


def test_a_search_without_end_is_given_up() -> None:
    """Of 60 people ten of each of two sorts are wanted, and everybody is of one sort only."""
    people = [f"p{n:02}" for n in range(60)]
    asks = [Ask(AskRule.NEED, frozenset(people[n::2]), at_least=11) for n in (0, 1)]
    assert nearest_team(people, 20, asks) == ()
