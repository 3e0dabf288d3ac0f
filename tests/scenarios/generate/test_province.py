"""Made-up provinces: an office at each level, unique ids, zones that can be formed."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inspector import Employment, Track
from models.problem import Problem
from models.region import Level
from models.target import Stage
from planner.staffing import staffing
from planner.tiers import Offices, share
from scenarios.generate.province import generate_province, possible_numbers
from scenarios.generate.shipped import PROVINCES
from scenarios.policies import shipped_policies
from tests.scenarios.generate.capacity import unheld


@cache
def _shipped(name: str) -> Problem:
    return PROVINCES[name]()


def _office(problem: Problem, region: str) -> Problem:
    """The schools and the people of one office, by the code that their ids start with."""
    targets = tuple(t for t in problem.targets if t.id.startswith(f"{region}-"))
    people = tuple(p for p in problem.inspectors if p.id.startswith(f"{region}-"))
    ids, persons = {t.id for t in targets}, {p.id for p in people}
    return problem.model_copy(
        update={
            "office": region,
            "targets": tuple(t for t in targets if t.kind == "school"),
            "inspectors": people,
            "interests": tuple(
                i for i in problem.interests if i.target in ids and i.inspector in persons
            ),
        }
    )


def _offices(problem: Problem, level: Level) -> list[str]:
    return [r.id for r in problem.regions if r.level is level]


def _inspectors(problem: Problem, level: Level) -> int:
    return sum(
        p.level is level and p.employment is not Employment.EXPERT for p in problem.inspectors
    )


@settings(max_examples=15, deadline=None)
@given(
    schools=st.integers(10, 120),
    prefectures=st.integers(1, 3),
    counties=st.integers(1, 9),
    policy=st.sampled_from(shipped_policies()),
    seed=st.integers(0, 1000),
)
def test_any_size_gives_a_valid_province(
    schools: int, prefectures: int, counties: int, policy: str, seed: int
) -> None:
    if not possible_numbers(schools, prefectures, counties):
        return
    problem = generate_province(
        schools=schools, prefectures=prefectures, counties=counties, policy=policy, seed=seed
    )
    own = [t for t in problem.targets if t.kind == "school" and t.stage is not Stage.UNIVERSITY]
    assert len(own) == schools
    assert len(_offices(problem, Level.COUNTY)) == counties
    assert len(_offices(problem, Level.PREFECTURE)) == prefectures
    assert problem.office == _offices(problem, Level.PROVINCE)[0]
    staffed = {p.level for p in problem.inspectors}
    assert staffed <= {p.level for p in problem.programmes}
    assert Problem.model_validate_json(problem.model_dump_json()) == problem


def test_equal_seeds_give_equal_provinces() -> None:
    one, same, other = (
        generate_province(schools=60, counties=5, prefectures=2, policy="neimenggu-2020", seed=s)
        for s in (1, 1, 2)
    )
    assert one == same
    assert one.targets != other.targets


@pytest.mark.parametrize(
    ("schools", "prefectures", "counties"), [(9, 1, 8), (500, 3, 2), (900, 40, 50)]
)
def test_impossible_numbers(schools: int, prefectures: int, counties: int) -> None:
    assert not possible_numbers(schools, prefectures, counties)
    with pytest.raises(ValueError, match="counties"):
        generate_province(
            schools=schools,
            prefectures=prefectures,
            counties=counties,
            policy="neimenggu-2020",
            seed=0,
        )


def test_neimenggu_in_numbers() -> None:
    problem = _shipped("neimenggu-2027")
    assert Counter(r.level for r in problem.regions if r.level is not Level.TOWNSHIP) == {
        Level.PROVINCE: 1,
        Level.PREFECTURE: 12,
        Level.COUNTY: 103,
    }
    stages = Counter(t.stage for t in problem.targets if t.kind == "school")
    assert stages.total() - stages[Stage.UNIVERSITY] == 7000
    below = _inspectors(problem, Level.COUNTY) + _inspectors(problem, Level.PREFECTURE)
    assert 1650 <= below <= 1850
    assert _inspectors(problem, Level.PROVINCE) >= 2 * (103 + stages[Stage.UNIVERSITY])
    assert {p.id for p in problem.programmes} >= {"cross-leagues", "cross"}


def test_hainan_has_all_cities_and_counties() -> None:
    problem = _shipped("hainan-2027")
    names = {r.name for r in problem.regions}
    assert {"海口市", "三亚市", "三沙市", "儋州市", "五指山市", "琼中黎族苗族自治县"} <= names
    direct = [r for r in problem.regions if r.level is Level.COUNTY and r.parent == problem.office]
    assert len(direct) == 17
    assert len(_offices(problem, Level.COUNTY)) == 17 + 4 + 4


def test_leagues_and_banners_checked_others_each_time() -> None:
    problem = _shipped("neimenggu-2027")
    every = problem.past_checks
    pairs = [(c.checker, c.checked) for c in every]
    assert len(set(pairs)) == len(pairs)
    checks = [c for c in every if problem.tree.level(c.checker) is Level.PREFECTURE]
    assert len(checks) == 12 * 4
    assert all(problem.tree[c.checker].parent == problem.tree[c.checked].parent for c in every)
    rounds = Counter((c.year, c.batch) for c in checks)
    assert rounds == {(2026, 1): 12, (2026, 2): 12, (2025, 1): 12, (2025, 2): 12}
    batches = {(c.year, c.batch, c.checker, c.checked) for c in checks}
    assert not any((y, b, other, one) in batches for y, b, one, other in batches)


@pytest.mark.parametrize("name", list(PROVINCES))
def test_counties_of_a_prefecture_share_experts(name: str) -> None:
    problem = _shipped(name)
    pools = Counter(m.pool for m in problem.joint_pools)
    assert pools
    assert max(pools.values()) <= 4
    for member in problem.joint_pools:
        assert member.pool.startswith(problem.tree[member.region].parent or "?")


@pytest.mark.parametrize("name", list(PROVINCES))
def test_every_office_has_the_people_it_needs(name: str) -> None:
    offices = Offices(_shipped(name))
    assert set(offices.ids) == {task.office for task in offices.tasks}
    for task in offices.tasks:
        found = staffing(share(offices, task))
        assert not found.bottlenecks, task.key
        assert not any(figure.short for figure in found.figures), task.key


@pytest.mark.parametrize("name", list(PROVINCES))
def test_zones_can_be_formed(name: str) -> None:
    problem = _shipped(name)
    some = [*_offices(problem, Level.COUNTY)[::10], *_offices(problem, Level.PREFECTURE)[::6]]
    offices = [r for r in some if _office(problem, r).inspectors]
    assert {r: unheld(_office(problem, r)) for r in offices} == dict.fromkeys(offices, 0)


@pytest.mark.parametrize("name", list(PROVINCES))
def test_offices_have_the_people_their_policy_asks_for(name: str) -> None:
    problem = _shipped(name)
    for region in _offices(problem, Level.COUNTY):
        office = _office(problem, region)
        people = [p for p in office.inspectors if p.employment is not Employment.EXPERT]
        full = [p for p in people if p.employment is Employment.FULL_TIME]
        assert 5 * len(people) >= len(office.targets), region
        for rule in problem.policy.staffing.shares:
            if Level.COUNTY in (rule.offices or Level):
                assert len(full) >= rule.at_least * len(people), region
        assert sum(Track.GOVERNMENTS in p.tracks for p in people) >= 4, region
        assert all(p.level is Level.COUNTY for p in people)


@pytest.mark.parametrize("name", list(PROVINCES))
def test_targets_stand_at_the_level_that_inspects_them(name: str) -> None:
    problem = _shipped(name)
    for target in problem.targets:
        stage = getattr(target, "stage", None)
        if stage is Stage.UNIVERSITY:
            assert target.level is Level.PROVINCE
        if stage is Stage.SECONDARY_VOCATIONAL and name == "neimenggu-2027":
            assert target.level is Level.PREFECTURE
        if target.id.endswith("-G00"):
            assert problem.tree.level(target.region) is target.level
