"""Generated data: always the same, valid, and plannable."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inspector import Employment, Track
from models.problem import Problem
from models.programme import SelectionMode
from models.region import Level
from models.target import Stage
from planner.demand import chosen_targets
from scenarios.generate import generate
from scenarios.generate.shipped import OFFICES
from scenarios.policies import shipped_policies
from tests.scenarios.generate.capacity import all_year, may_hold, unheld

PRINT = """
import hashlib
from scenarios.generate import generate
problem = generate(schools=40, seed=5, policy="miyi-2022")
print(hashlib.sha256(problem.model_dump_json().encode()).hexdigest())
"""
SETS = pytest.mark.parametrize("problem", [make() for make in OFFICES.values()], ids=list(OFFICES))


def _digest(hash_seed: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PRINT],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_equal_seed_gives_equal_bytes_in_any_process() -> None:
    assert _digest("0") == _digest("4711")


def test_seeds_differ() -> None:
    one, other = (generate(schools=20, seed=s, policy="miyi-2022") for s in (1, 2))
    assert one.targets != other.targets
    assert one.inspectors != other.inspectors


@settings(max_examples=10, deadline=None)
@given(
    schools=st.integers(1, 60),
    seed=st.integers(0, 10_000),
    policy=st.sampled_from(shipped_policies()),
    landscape=st.sampled_from(("valley", "island", "steppe")),
    inspectors=st.none() | st.integers(1, 40),
)
def test_any_size_gives_a_valid_problem(
    schools: int, seed: int, policy: str, landscape: str, inspectors: int | None
) -> None:
    problem = generate(
        schools=schools, seed=seed, policy=policy, landscape=landscape, inspectors=inspectors
    )
    assert problem.fictional
    assert sum(t.kind == "school" for t in problem.targets) == schools
    assert len({t.name for t in problem.targets}) == len(problem.targets)
    staff = [p for p in problem.inspectors if p.employment is not Employment.EXPERT]
    assert inspectors is None or len(staff) == inspectors
    assert Problem.model_validate_json(problem.model_dump_json()) == problem


@settings(max_examples=10, deadline=None)
@given(
    schools=st.integers(3, 90),
    seed=st.integers(0, 10_000),
    policy=st.sampled_from(shipped_policies()),
)
def test_every_school_can_have_a_responsible_inspector(
    schools: int, seed: int, policy: str
) -> None:
    assert unheld(generate(schools=schools, seed=seed, policy=policy)) == 0


@SETS
def test_shipped_zones_can_be_formed(problem: Problem) -> None:
    assert unheld(problem) == 0


@SETS
def test_staffing_rules_are_met(problem: Problem) -> None:
    own = [r for r in problem.policy.staffing.ratios if problem.level in (r.offices or Level)]
    for ratio in own:
        assert ratio.per is not None
        people = sum(ratio.people.matches(p) for p in problem.inspectors)
        targets = sum(ratio.per.matches(t) for t in problem.targets)
        assert people * ratio.targets >= targets * ratio.inspectors
    for share in problem.policy.staffing.shares:
        if problem.level not in (share.offices or Level):
            continue
        part = sum(share.people.matches(p) for p in problem.inspectors)
        assert part >= share.at_least * sum(share.among.matches(p) for p in problem.inspectors)


@SETS
def test_every_team_can_be_formed(problem: Problem) -> None:
    for programme in problem.programmes:
        rule = programme.team
        if rule.responsible or programme.level is not problem.level:
            continue
        for target in chosen_targets(problem, programme, seed=0):
            able = [
                p
                for p in problem.inspectors
                if problem.meets(rule.members, p, target)
                and (p.employment is Employment.EXPERT or all_year(problem, p))
                and p.qualified_for(target)
                and (p.id, target.id) not in problem.interests_by_pair
            ]
            assert len(able) >= rule.size, (programme.id, target.name)
            assert any(problem.meets(rule.lead, p, target) for p in able), programme.id
            for part in target.stage_parts:
                assert any(part in p.stages for p in able), (programme.id, target.name)
            for need in rule.needs:
                found = sum(problem.meets(need.who, p, target) for p in able)
                assert found >= need.at_least, (programme.id, target.name)


@SETS
def test_term_end_windows_hold_school_days(problem: Problem) -> None:
    for programme in problem.programmes:
        if programme.selection.mode is not SelectionMode.TERM_END:
            continue
        assert programme.around_term_end is not None
        before, after = programme.around_term_end
        for target in problem.targets:
            end = target.term_end if target.kind == "school" else None
            if end is None or end.year != problem.year:
                continue
            days = [end + timedelta(n) for n in range(-before, after + 1)]
            lineage = problem.tree.lineage(target.region)
            good = [
                d
                for d in days
                if d.year == problem.year
                and problem.calendar.is_school_day(d, lineage, target.stage_parts)
            ]
            assert len(good) >= 10, target.name


@SETS
def test_a_year_of_regular_visits_fits_every_holder(problem: Problem) -> None:
    """A full zone's monthly visits stay within part-timers' own days, with room for teams."""
    months = 9
    for person in problem.inspectors:
        if person.employment is not Employment.PART_TIME:
            continue
        zone = problem.policy.zoning.at_most
        assert person.days_per_month is None or person.days_per_month * 2 >= 2 * zone
        assert person.days_per_year is None or person.days_per_year * 2 >= months * zone


@SETS
def test_leave_never_takes_a_month(problem: Problem) -> None:
    for person in problem.inspectors:
        taken: Counter[int] = Counter()
        for leave in problem.leave_by_inspector.get(person.id, ()):
            for n in range((leave.end - leave.start).days + 1):
                taken[(leave.start + timedelta(n)).month] += 1
        assert all(days <= 12 for days in taken.values())


@SETS
def test_interests_are_two_a_school_on_average(problem: Problem) -> None:
    schools = sum(t.kind == "school" for t in problem.targets)
    assert 1.2 * schools <= len(problem.interests) <= 2.2 * schools
    assert len({i.kind for i in problem.interests}) == 4


def test_fewer_inspectors_than_needed_leave_schools_unheld() -> None:
    assert unheld(generate(schools=60, seed=1, policy="hainan-2021", inspectors=5)) > 0


def test_miyi_set_uses_the_whole_policy() -> None:
    problem = OFFICES["miyi-2027"]()
    zoning = problem.policy.zoning
    schools = [t for t in problem.targets if t.kind == "school"]
    assert any(s.size >= (zoning.dedicated_from or 0) for s in schools)
    assert any(s.term_end and s.term_end.year == problem.year for s in schools)
    assert any(v.open_problems for v in problem.history)
    assert {t.level.value for t in problem.targets if t.kind == "government"} == {
        "township",
        "county",
    }
    assert {pool for p in problem.inspectors for pool in p.pools}
    assert any(problem.outside_county(p, schools[0]) for p in problem.inspectors)
    assert {Stage.KINDERGARTEN, Stage.SPECIAL, Stage.SECONDARY_VOCATIONAL} <= {
        s.stage for s in schools
    }
    assert any(p.tracks == (Track.GOVERNMENTS,) for p in problem.inspectors)
    assert any(p.max_travel_km for p in problem.inspectors)


def test_steppe_is_wide() -> None:
    problem = OFFICES["neimenggu-banner-2027"]()
    pairs = [(p, t) for p in problem.inspectors for t in problem.targets if may_hold(problem, p, t)]
    from scenarios.generate.geography import distance_km

    far = max(problem.travel.detour * distance_km((p.lon, p.lat), (t.lon, t.lat)) for p, t in pairs)
    assert 120 <= far <= 260
    assert all(
        t.stage is not Stage.SECONDARY_VOCATIONAL for t in problem.targets if t.kind == "school"
    )


@pytest.mark.parametrize(
    "wrong", [{"schools": 0}, {"schools": 5, "inspectors": 0}, {"schools": 5, "landscape": "sea"}]
)
def test_impossible_wishes_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"needed|choose"):
        generate(seed=1, policy="miyi-2022", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("year", [2025, 2027])
def test_history_lies_before_the_planned_year(seed: int, year: int) -> None:
    problem = generate(schools=150, seed=seed, policy="miyi-2022", year=year)
    assert problem.history
    assert {visit.day.year for visit in problem.history} == {year - 1}
