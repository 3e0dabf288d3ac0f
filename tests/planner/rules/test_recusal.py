"""Nobody inspects where there is an interest, on the days it binds."""

from datetime import date

import numpy as np
import pytest

from models.inspector import Interest, InterestKind
from models.problem import Problem
from models.programme import TeamRule
from planner.horizon import horizon
from planner.rules import recusal
from tests.planner import hamlet
from tests.planner.hamlet import at, day, index


def _problem(*interests: Interest, half_days: int = 2) -> Problem:
    return hamlet.problem(
        inspectors=hamlet.people(2),
        programmes=(hamlet.programme(half_days=half_days, team=TeamRule(size=1)),),
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        interests=interests,
    )


def _tie(kind: InterestKind, start: str | date | None, until: str | date | None) -> Interest:
    dates = [day(d) if isinstance(d, str) else d for d in (start, until)]
    return Interest(inspector="p1", target="s1", kind=kind, start=dates[0], until=dates[1])


@pytest.mark.parametrize(
    ("start", "until", "when", "allowed"),
    [
        (None, "03-02", "03-02", False),
        (None, "03-02", "03-03", True),
        ("03-03", None, "03-02", True),
        ("03-03", None, "03-03", False),
        ("03-03", "03-04", "03-05", True),
        (None, None, "03-05", False),
    ],
)
def test_days_on_which_it_binds(
    start: str | None, until: str | None, when: str, allowed: bool
) -> None:
    problem = _problem(_tie(InterestKind.RELATIVE, start, until))
    assert hamlet.allows(recusal, problem, visit_s1=at("p1", when)) is allowed
    assert hamlet.allows(recusal, problem, visit_s1=at("p2", when))
    assert hamlet.allows(recusal, problem, visit_s2=at("p1", when))


def test_every_day_of_the_visit_counts() -> None:
    problem = _problem(_tie(InterestKind.CHILD, "03-03", "03-03"), half_days=4)
    found = {
        when: hamlet.allows(recusal, problem, visit_s1=at("p1", when))
        for when in ("03-01", "03-02", "03-03", "03-04")
    }
    assert found == {"03-01": True, "03-02": False, "03-03": False, "03-04": True}


def test_past_employers_bind_for_the_years_of_the_policy() -> None:
    """One year in the hamlet; other interests end when they end."""
    employer = _tie(InterestKind.EMPLOYER, None, date(2026, 3, 4))
    assert not hamlet.allows(recusal, _problem(employer), visit_s1=at("p1", "03-04"))
    assert hamlet.allows(recusal, _problem(employer), visit_s1=at("p1", "03-05"))
    relative = _tie(InterestKind.RELATIVE, None, date(2026, 3, 4))
    assert hamlet.allows(recusal, _problem(relative), visit_s1=at("p1", "03-01"))


def test_free_days_agree_with_the_problem_day_by_day() -> None:
    problem = _problem(
        _tie(InterestKind.EMPLOYER, "02-01", date(2026, 2, 10)),
        _tie(InterestKind.RELATIVE, "05-05", "06-06"),
        _tie(InterestKind.EMPLOYER, None, date(2026, 1, 9)),
    )
    year, person, target = horizon(problem), problem.inspectors[0], problem.targets[0]
    free = recusal.free_days(problem, year, person, target)
    for n, when in enumerate(problem.calendar.days()):
        assert bool(free[n]) is not problem.must_recuse("p1", "s1", when)
    assert 0 < np.count_nonzero(free) < year.length
    assert not free[index("05-05")]
