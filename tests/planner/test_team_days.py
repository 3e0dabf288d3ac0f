"""Days of team visits alone: even weeks, room for the regular visits, and nothing broken."""

from collections import Counter

from models.base import rebuilt
from models.inspector import Employment, InspectorFilter
from models.policy import Workload
from models.problem import Problem
from models.programme import Frequency, Per, TeamRule
from planner.case import Case
from planner.model import Arrangement, Placement
from planner.placing import place
from planner.team_days import team_days
from tests.planner import hamlet

PART = InspectorFilter(employment=(Employment.PART_TIME,))
REGULAR = hamlet.programme(
    "regular", half_days=1, team=TeamRule(responsible=True), frequency=Frequency(per=Per.MONTH)
)


def _teams(case: Case, team: str = "p1") -> Arrangement:
    return Arrangement({r.id: hamlet.at(team, "03-01") for r in case.requests})


def _dated(case: Case, teams: Arrangement) -> dict[str, Placement] | None:
    found = team_days(case, teams, Arrangement({}), (), hamlet.search())
    return None if found is None else dict(found.placed)


def _problem(days_a_month: int) -> Problem:
    """One part-timer; each school is due a whole day once and half a day in March."""
    return hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        inspectors=(hamlet.person(employment=Employment.PART_TIME, days_per_month=days_a_month),),
        programmes=(hamlet.programme(), REGULAR),
        calendar=hamlet.calendar("03-01", "03-31"),
    )


def test_teams_are_kept_and_weeks_even() -> None:
    """Six visits in four weeks."""
    schools = tuple(hamlet.school(f"s{n}") for n in range(1, 7))
    case = hamlet.case(hamlet.problem(targets=schools, inspectors=hamlet.people(2)))
    found = _dated(case, _teams(case, "p2"))
    assert found is not None
    assert {p.team for p in found.values()} == {("p2",)}
    weeks = Counter(int(case.days.week[p.day]) for p in found.values())
    assert sorted(weeks.values()) == [1, 1, 2, 2]


def test_regular_visits_have_no_day_but_room() -> None:
    case = hamlet.case(_problem(3), {"s1": "p1", "s2": "p1"})
    found = _dated(case, _teams(case))
    assert found is not None
    assert {r: p.day < 0 for r, p in found.items()} == {
        r.id: r.team.responsible for r in case.requests
    }
    days = {r: (p.day,) for r, p in found.items() if p.day >= 0}
    assert len(place(case, Arrangement(found), days).placed) == len(case.requests)


def test_no_room_in_the_month() -> None:
    """Two days and two halves are more than two days."""
    case = hamlet.case(_problem(2), {"s1": "p1", "s2": "p1"})
    assert _dated(case, _teams(case)) is None


def test_no_free_time_for_regular_visits() -> None:
    """Away but for two days, which the visits of the team would fill."""
    away = (hamlet.leave("p1", "03-03", "03-31"),)
    case = hamlet.case(rebuilt(_problem(20), leave=away), {"s1": "p1", "s2": "p1"})
    assert _dated(case, _teams(case)) is None


def test_other_teams_when_these_find_no_days() -> None:
    limit = Workload(clause="c", people=PART, per=Per.MONTH, at_most_days=1)
    problem = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        inspectors=(hamlet.person("p1", employment=Employment.PART_TIME), hamlet.person("p2")),
        policy=hamlet.policy(workload=(limit,)),
        calendar=hamlet.calendar("03-01", "03-31"),
    )
    case = hamlet.case(problem)
    found = _dated(case, _teams(case))
    assert found is not None
    assert "p2" in {p.team[0] for p in found.values()}
