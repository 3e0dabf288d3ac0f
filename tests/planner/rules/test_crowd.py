"""Too many visits at once for the people there are; nothing else is forbidden."""

from models.inspector import Employment, InspectorFilter
from models.programme import TeamRule
from planner.model import visit_model
from planner.ruled import build
from planner.rules import crowd
from tests.planner import hamlet
from tests.planner.hamlet import Arrangement, at


def _case(people: int, team: TeamRule, **leave: str) -> hamlet.Case:
    schools = tuple(hamlet.school(f"s{n}") for n in range(1, 4))
    away = tuple(hamlet.leave(person, first) for person, first in leave.items())
    return hamlet.case(
        hamlet.problem(
            targets=schools,
            inspectors=hamlet.people(people),
            leave=away,
            programmes=(hamlet.programme(team=team),),
            calendar=hamlet.calendar("03-01", "03-02"),
        )
    )


def _allowed(case: hamlet.Case, days: str) -> bool:
    """Whether the visits to s1, s2 and s3 may lie on these days of March; teams do not matter."""
    built = visit_model(case)
    crowd.add(built)
    for number, day in enumerate(days.split(), 1):
        visit = f"visit-s{number}"
        built.model.add(built.absent[visit] == 0)
        built.model.add(built.day[visit] == hamlet.index(f"03-{day}"))
    solver = hamlet.cp_model.CpSolver()
    return bool(solver.solve(built.model) == hamlet.cp_model.OPTIMAL)


def test_no_more_people_at_once_than_there_are() -> None:
    five = _case(5, TeamRule(size=2))
    assert not _allowed(five, "01 01 01")
    assert _allowed(five, "01 01 02")
    assert _allowed(_case(6, TeamRule(size=2)), "01 01 01")


def test_somebody_away_is_not_there() -> None:
    assert not _allowed(_case(6, TeamRule(size=2), p6="03-01"), "01 01 01")


def test_those_who_may_lead() -> None:
    lead = InspectorFilter(ids=("p1", "p2"), employment=(Employment.FULL_TIME,))
    assert not _allowed(_case(9, TeamRule(size=2, lead=lead)), "01 01 01")
    assert _allowed(_case(9, TeamRule(size=2, lead=lead)), "01 01 02")


def test_forbids_nothing_that_the_rules_allow() -> None:
    case = _case(6, TeamRule(size=2))
    built = build(case)
    crowd.add(built)
    teams = {"visit-s1": "p1 p2", "visit-s2": "p3 p4", "visit-s3": "p5 p6"}
    placed = {visit: at(team, "03-01") for visit, team in teams.items()}
    assert hamlet.is_feasible(built, Arrangement(placed))
