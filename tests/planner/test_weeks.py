"""Weeks for teams that are known: even, and within what everybody has time for."""

from collections import Counter

import pytest

from models.inspector import Employment, InspectorFilter
from models.policy import Cap, Gap, Workload
from models.programme import Frequency, Per, ProgrammeKind, TeamRule
from planner.case import Case
from planner.model import Arrangement
from planner.spread import even_weeks
from planner.visits import visits
from planner.weeks import weeks_of_visits
from tests.planner import hamlet
from tests.planner.hamlet import index
from tests.planner.village import village

PART = InspectorFilter(employment=(Employment.PART_TIME,))
ALL = (ProgrammeKind.COMPREHENSIVE, ProgrammeKind.SPECIAL)


def _schools(number: int) -> tuple[object, ...]:
    return tuple(hamlet.school(f"s{n}") for n in range(1, number + 1))


def _teams(case: Case, team: str = "p1") -> Arrangement:
    return Arrangement({r.id: hamlet.at(team, "03-01") for r in case.requests})


def _weeks(case: Case, teams: Arrangement) -> list[int]:
    """Weeks counted from that of 1 March."""
    found = weeks_of_visits(case, teams, hamlet.search())
    first = case.days.week[index("03-01")]
    return [found[r.id][0] - first for r in case.requests if r.id in found]


def test_as_even_as_can_be() -> None:
    case = hamlet.case(hamlet.problem(targets=_schools(6)))
    found = _weeks(case, _teams(case))  # four weeks
    assert sorted(Counter(found).values()) == [1, 1, 2, 2]


def test_only_placed_visits_and_team_visits_have_a_week() -> None:
    regular = hamlet.programme("regular", team=TeamRule(responsible=True))
    problem = hamlet.problem(targets=_schools(3), programmes=(hamlet.programme(), regular))
    case = hamlet.case(problem, {"s1": "p1"})
    teams = _teams(case).placed
    some = Arrangement({r: p for r, p in teams.items() if r not in {"visit-s2", "regular-s2"}})
    assert set(weeks_of_visits(case, some, hamlet.search())) == {"visit-s1", "visit-s3"}


def test_week_holds_no_more_than_the_free_time_of_people() -> None:
    """Six days' work; p1 is away for two weeks and on Monday to Wednesday of a third."""
    away = (hamlet.leave("p1", "03-08", "03-24"),)
    case = hamlet.case(hamlet.problem(targets=_schools(7), leave=away))
    assert Counter(_weeks(case, _teams(case))) == {0: 5, 3: 2}


def test_cells_need_the_whole_team_at_once() -> None:
    """Each has time every week, but together they have only in the third."""
    away = (
        *(hamlet.leave("p1", f"03-{n:02d}", f"03-{n + 2:02d}") for n in (1, 8, 22)),
        *(hamlet.leave("p2", f"03-{n:02d}", f"03-{n + 1:02d}") for n in (4, 11, 25)),
    )
    problem = hamlet.problem(
        inspectors=hamlet.people(2),
        leave=away,
        programmes=(hamlet.programme(team=TeamRule(size=2)),),
    )
    case = hamlet.case(problem)
    assert _weeks(case, _teams(case, "p1 p2")) == [2]


def test_monthly_workload() -> None:
    part = hamlet.person(employment=Employment.PART_TIME)
    limit = Workload(clause="c", people=PART, per=Per.MONTH, at_most_days=2)
    case = hamlet.case(
        hamlet.problem(
            targets=_schools(4),
            inspectors=(part,),
            calendar=hamlet.calendar("03-15", "04-09"),
            policy=hamlet.policy(workload=(limit,)),
        )
    )
    found = weeks_of_visits(case, _teams(case), hamlet.search())
    assert Counter(month for _, month in found.values()) == {2: 2, 3: 2}


@pytest.mark.parametrize(("most", "months"), [(1, []), (2, [2, 3])])
def test_regular_visits_use_up_the_month(most: int, months: list[int]) -> None:
    part = hamlet.person(employment=Employment.PART_TIME)
    limit = Workload(clause="c", people=PART, per=Per.MONTH, at_most_days=most)
    regular = hamlet.programme(
        "regular", frequency=Frequency(per=Per.MONTH), team=TeamRule(responsible=True)
    )
    case = hamlet.case(
        hamlet.problem(
            inspectors=(part,),
            calendar=hamlet.calendar("03-29", "04-09"),
            programmes=(hamlet.programme(), hamlet.programme("other"), regular),
            policy=hamlet.policy(workload=(limit,)),
        ),
        {"s1": "p1"},
    )
    found = weeks_of_visits(case, _teams(case), hamlet.search())
    assert sorted(month for _, month in found.values()) == months


@pytest.mark.parametrize(("least_days", "apart"), [(5, 2), (7, 2), (8, 3)])
def test_visits_to_a_school_lie_weeks_apart(least_days: int, apart: int) -> None:
    gap = Gap(clause="c", least_days=least_days, kinds=ALL)
    two = (hamlet.programme("one"), hamlet.programme("two", kind=ProgrammeKind.SPECIAL))
    case = hamlet.case(hamlet.problem(programmes=two, policy=hamlet.policy(gaps=(gap,))))
    one, other = sorted(_weeks(case, _teams(case)))
    assert other - one >= apart


def test_monthly_cap_of_a_school() -> None:
    cap = Cap(clause="c", per=Per.MONTH, at_most=1, kinds=ALL)
    two = (hamlet.programme("one"), hamlet.programme("two"))
    case = hamlet.case(
        hamlet.problem(
            programmes=two,
            policy=hamlet.policy(caps=(cap,)),
            calendar=hamlet.calendar("03-29", "04-09"),
        )
    )
    found = weeks_of_visits(case, _teams(case), hamlet.search())
    assert sorted(month for _, month in found.values()) == [2, 3]


def test_what_does_not_fit_has_no_week() -> None:
    away = (hamlet.leave("p1", "03-02", "03-26"),)
    case = hamlet.case(hamlet.problem(targets=_schools(3), leave=away))
    assert len(_weeks(case, _teams(case))) == 1


@pytest.mark.parametrize("seed", range(8))
def test_never_more_even_than_windows_allow(seed: int) -> None:
    case = hamlet.case(village(seed, days=18))
    teams = visits(case, hamlet.search()).arrangement
    found = weeks_of_visits(case, teams, hamlet.search())
    assert set(found) <= set(teams.placed)
    with_week = [r for r in case.requests if r.id in found]
    squares = sum(n * n for n in Counter(week for week, _ in found.values()).values())
    assert squares >= even_weeks(case.days, with_week).squares
    for name, (week, month) in found.items():
        days = list(case.request[name].days)
        inside = (case.days.week[days] == week) & (case.days.month[days] == month)
        assert inside.any()
