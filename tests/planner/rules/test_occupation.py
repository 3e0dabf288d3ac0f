"""Nobody in two places at once, or at work when not free."""

import pytest

from models.calendar import TrainingSession
from models.inspector import InspectorFilter
from models.plan import Half
from models.policy import Training
from models.problem import Problem
from models.programme import TeamRule
from planner.rules import occupation
from tests.planner import hamlet
from tests.planner.hamlet import at, day

AM, PM = Half


def _two(half_days: int, other: int, **values: object) -> Problem:
    programmes = (
        hamlet.programme("one", half_days=half_days, team=TeamRule(size=1)),
        hamlet.programme("two", half_days=other, team=TeamRule(size=1)),
    )
    return hamlet.problem(**({"programmes": programmes, "inspectors": hamlet.people(2)} | values))


@pytest.mark.parametrize(
    ("lengths", "first", "second", "allowed"),
    [
        ((2, 2), at("p1", "03-01"), at("p1", "03-01"), False),
        ((2, 2), at("p1", "03-01"), at("p1", "03-02"), True),
        ((2, 2), at("p1", "03-01"), at("p2", "03-01"), True),
        ((1, 1), at("p1", "03-01", AM), at("p1", "03-01", PM), True),
        ((1, 1), at("p1", "03-01", PM), at("p1", "03-01", PM), False),
        ((2, 1), at("p1", "03-01"), at("p1", "03-01", PM), False),
        ((3, 1), at("p1", "03-01"), at("p1", "03-02", AM), False),
        ((3, 1), at("p1", "03-01"), at("p1", "03-02", PM), True),
        ((4, 2), at("p1", "03-01"), at("p1", "03-02"), False),
        ((4, 2), at("p1", "03-02"), at("p1", "03-01"), True),
    ],
)
def test_two_visits(lengths: tuple[int, int], first: object, second: object, allowed: bool) -> None:
    assert hamlet.allows(occupation, _two(*lengths), one_s1=first, two_s1=second) is allowed  # type: ignore[arg-type]


def test_a_visit_left_out_is_nowhere() -> None:
    assert hamlet.allows(occupation, _two(2, 2), one_s1=at("p1", "03-01"))


@pytest.mark.parametrize(
    ("values", "free", "busy"),
    [
        ({"leave": (hamlet.leave("p1", "03-02"),)}, "03-01", "03-02"),
        (
            {
                "inspectors": (
                    hamlet.person("p1", certificate_until=day("03-02")),
                    hamlet.person("p2"),
                )
            },
            "03-02",
            "03-03",
        ),
        (
            {
                "inspectors": (
                    hamlet.person("p1", certificate_from=day("03-02")),
                    hamlet.person("p2"),
                )
            },
            "03-02",
            "03-01",
        ),
        (
            {
                "calendar": hamlet.calendar(
                    training=(
                        TrainingSession(name="t", start=day("03-02"), end=day("03-03"), hours=8),
                    )
                )
            },
            "03-04",
            "03-03",
        ),
    ],
)
def test_days_that_are_not_free(values: dict[str, object], free: str, busy: str) -> None:
    problem = _two(2, 2, **values)
    assert hamlet.allows(occupation, problem, one_s1=at("p1", free))
    assert not hamlet.allows(occupation, problem, one_s1=at("p1", busy))
    assert hamlet.allows(occupation, problem, one_s1=at("p2", busy)) is ("calendar" not in values)


def test_a_longer_visit_does_not_run_into_leave() -> None:
    problem = _two(4, 2, leave=(hamlet.leave("p1", "03-03"),))
    assert hamlet.allows(occupation, problem, one_s1=at("p1", "03-01"))
    assert not hamlet.allows(occupation, problem, one_s1=at("p1", "03-02"))


def test_a_morning_of_training_leaves_the_afternoon() -> None:
    hours = Training(clause="c", required_of=InspectorFilter(), central_hours=4)
    problem = _two(
        *(1, 2),
        policy=hamlet.policy(training=hours),
        calendar=hamlet.calendar("01-01", "12-31"),
    )
    assert not hamlet.allows(occupation, problem, one_s1=at("p1", "12-31", AM))
    assert hamlet.allows(occupation, problem, one_s1=at("p1", "12-31", PM))
    assert not hamlet.allows(occupation, problem, two_s1=at("p1", "12-31"))
