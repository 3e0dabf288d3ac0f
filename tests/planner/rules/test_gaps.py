"""Between two visits to a school lie enough days."""

from datetime import date

import pytest

from models.policy import Gap
from models.problem import PastVisit, Problem
from models.programme import ProgrammeKind
from planner.rules import gaps
from tests.planner import hamlet
from tests.planner.hamlet import at

COMPREHENSIVE, SPECIAL = ProgrammeKind.COMPREHENSIVE, ProgrammeKind.SPECIAL


def _problem(least_days: int, *, half_days: int = 2, **values: object) -> Problem:
    gap = Gap(clause="c", least_days=least_days, kinds=(COMPREHENSIVE,))
    table: dict[str, object] = {
        "programmes": (
            hamlet.programme("one", half_days=half_days),
            hamlet.programme("two"),
            hamlet.programme("special", kind=SPECIAL),
        ),
        "targets": (hamlet.school("s1"), hamlet.school("s2")),
        "policy": hamlet.policy(gaps=(gap,)),
    }
    return hamlet.problem(**(table | values))


@pytest.mark.parametrize(
    ("least_days", "one", "two", "allowed"),
    [
        (1, "03-01", "03-01", False),
        (1, "03-01", "03-02", True),
        (3, "03-01", "03-03", False),
        (3, "03-01", "03-04", True),
        (3, "03-04", "03-01", True),
        (3, "03-03", "03-01", False),
        (7, "03-05", "03-11", False),  # calendar days, weekends too
        (7, "03-05", "03-12", True),
    ],
)
def test_days_between(least_days: int, one: str, two: str, allowed: bool) -> None:
    problem = _problem(least_days)
    placed = {"one_s1": at("p1", one), "two_s1": at("p1", two)}
    assert hamlet.allows(gaps, problem, **placed) is allowed


@pytest.mark.parametrize(
    ("half_days", "two", "allowed"),
    [(4, "03-04", False), (4, "03-05", True), (3, "03-04", False), (5, "03-05", False)],
)
def test_counted_from_the_last_day(half_days: int, two: str, allowed: bool) -> None:
    problem = _problem(3, half_days=half_days)
    placed = {"one_s1": at("p1", "03-01"), "two_s1": at("p1", two)}
    assert hamlet.allows(gaps, problem, **placed) is allowed


def test_only_the_kinds_named_and_the_same_school() -> None:
    problem, here, next_day = _problem(9), at("p1", "03-01"), at("p1", "03-02")
    assert hamlet.allows(gaps, problem, one_s1=here, special_s1=next_day)
    assert hamlet.allows(gaps, problem, one_s1=here, two_s2=next_day)
    assert hamlet.allows(gaps, problem, one_s1=here)


@pytest.mark.parametrize(
    ("kind", "past", "allowed"),
    [
        (COMPREHENSIVE, date(2027, 2, 27), False),
        (COMPREHENSIVE, date(2027, 2, 26), True),
        (SPECIAL, date(2027, 2, 28), True),
    ],
)
def test_history_comes_before(kind: ProgrammeKind, past: date, allowed: bool) -> None:
    history = (
        PastVisit(target="s1", kind=kind, day=past),
        PastVisit(target="s1", kind=COMPREHENSIVE, day=date(2026, 9, 9)),
    )
    problem = _problem(3, history=history)
    assert hamlet.allows(gaps, problem, one_s1=at("p1", "03-01")) is allowed
    assert hamlet.allows(gaps, problem, one_s2=at("p1", "03-01"))
    assert hamlet.allows(gaps, problem)  # left out


def test_a_school_seen_too_lately_is_left_out() -> None:
    history = (PastVisit(target="s1", kind=COMPREHENSIVE, day=date(2027, 2, 27)),)
    problem = _problem(60, history=history)
    assert hamlet.allows(gaps, problem)
    assert not hamlet.allows(gaps, problem, one_s1=at("p1", "03-26"))
