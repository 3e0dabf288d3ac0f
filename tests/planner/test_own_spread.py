"""Everybody's own visits spread over the weeks: never at the cost of an earlier level."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import rebuilt
from models.policy import Gap, Workload
from models.problem import PastVisit
from models.programme import Frequency, Per, ProgrammeKind, TeamRule
from planner.case import Case
from planner.model import Arrangement
from planner.objectives import measure
from planner.own_spread import evened, least_own_spread, own_spread
from planner.visits import visits
from tests.planner import hamlet
from tests.planner.village import village

KINDS = (ProgrammeKind.COMPREHENSIVE, ProgrammeKind.SPECIAL)


def _schools(number: int) -> tuple[object, ...]:
    return tuple(hamlet.school(f"s{n}") for n in range(1, number + 1))


def _bunched() -> tuple[Case, Arrangement]:
    """Two visits a week, yet p1 has all of hers in the first weeks and p2 in the last."""
    case = hamlet.case(hamlet.problem(targets=_schools(8), inspectors=hamlet.people(2)))
    days = ("03-01", "03-02", "03-08", "03-09", "03-15", "03-16", "03-22", "03-23")
    teams = ("p1", "p1", "p1", "p1", "p2", "p2", "p2", "p2")
    placed = {
        f"visit-s{n}": hamlet.at(team, day)
        for n, (team, day) in enumerate(zip(teams, days, strict=True), 1)
    }
    return case, Arrangement(placed)


def test_visits_trade_weeks_until_everybody_has_one_each_week() -> None:
    case, bunched = _bunched()
    assert own_spread(case, bunched.placed) == 16
    found = evened(case, bunched, hamlet.search())
    assert own_spread(case, found.placed) == 8
    assert measure(case, found) == measure(case, bunched)
    assert hamlet.findings(case, found) == []


def test_rules_that_only_the_board_knows_refuse_an_exchange() -> None:
    """History keeps s3 and s4 from March, so nothing can be exchanged; the bound does not know."""
    past = tuple(PastVisit(target=s, day=hamlet.day("03-10"), kind=KINDS[0]) for s in ("s3", "s4"))
    case = hamlet.case(
        hamlet.problem(
            targets=_schools(4),
            inspectors=hamlet.people(2),
            history=past,
            policy=hamlet.policy(gaps=(Gap(clause="c", least_days=20, kinds=KINDS),)),
            calendar=hamlet.calendar("03-22", "04-09"),
        )
    )
    start = Arrangement(
        {
            "visit-s1": hamlet.at("p1", "03-22"),
            "visit-s2": hamlet.at("p1", "03-23"),
            "visit-s3": hamlet.at("p2", "04-05"),
            "visit-s4": hamlet.at("p2", "04-06"),
        }
    )
    found = evened(case, start, hamlet.search())
    assert own_spread(case, found.placed) == 8
    visits = [r for r in case.requests if r.id in found.placed]
    assert least_own_spread(case, visits, found.placed) == 4
    assert hamlet.findings(case, found) == []


def test_regular_visits_are_not_counted() -> None:
    regular = hamlet.programme(
        "regular",
        half_days=1,
        kind=ProgrammeKind.REGULAR,
        frequency=Frequency(per=Per.MONTH),
        team=TeamRule(responsible=True),
    )
    problem = hamlet.problem(targets=_schools(3), programmes=(hamlet.programme(), regular))
    case = hamlet.case(problem, dict.fromkeys(("s1", "s2", "s3"), "p1"))
    found = evened(case, visits(case, hamlet.search()).arrangement, hamlet.search())
    assert len(found.placed) == 6
    assert own_spread(case, found.placed) == 3


@pytest.mark.parametrize("seed", range(20))
def test_bound_is_the_least_of_everybodys_choices(seed: int) -> None:
    case = hamlet.case(village(seed, days=16))
    placed = visits(case, hamlet.search()).arrangement.placed
    team_visits = [r for r in case.requests if r.id in placed]
    total = 0
    for person in {p for r in team_visits for p in placed[r.id].team}:
        own = []
        for visit in (r for r in team_visits if person in placed[r.id].team):
            fits = case.presence.fits(visit, list(placed[visit.id].team)).all(axis=0)
            days = [d for d, fit in zip(visit.days, fits, strict=True) if fit]
            own.append({int(case.days.week[d]) for d in days})
        total += min(sum(n * n for n in Counter(c).values()) for c in product(*own))
    assert least_own_spread(case, team_visits, placed) == total


VILLAGES = st.builds(
    village,
    st.integers(0, 10**6),
    schools=st.integers(1, 6),
    people=st.integers(2, 5),
    days=st.integers(5, 40),
    regular=st.booleans(),
)


@settings(deadline=None, max_examples=40)
@given(problem=VILLAGES, in_a_row=st.sampled_from((None, 3, 10)))
def test_nothing_earlier_gets_worse_and_no_rule_is_broken(problem, in_a_row) -> None:  # type: ignore[no-untyped-def]
    if in_a_row:
        rolling = Workload(clause="c", people={}, rolling_days=in_a_row, at_most_days=3)
        rules = rebuilt(problem.policy, workload=(*problem.policy.workload, rolling))
        problem = rebuilt(problem, policy=rules)
    case = hamlet.case(problem)
    before = visits(case, hamlet.search(gap=0.005)).arrangement
    found = evened(case, before, hamlet.search())
    assert measure(case, found) == measure(case, before)
    team_visits = [r for r in case.requests if r.id in found.placed and not r.team.responsible]
    least = least_own_spread(case, team_visits, found.placed)
    assert least <= own_spread(case, found.placed) <= own_spread(case, before.placed)
    assert hamlet.findings(case, found) == []
