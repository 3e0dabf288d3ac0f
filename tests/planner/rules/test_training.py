"""Training: sessions on their days, then the hours still due on days that cost no inspection."""

import pytest

from models.calendar import TrainingSession
from models.inspector import Employment, InspectorFilter
from models.plan import TrainingDay
from models.policy import Training
from models.problem import Problem
from planner.horizon import horizon
from planner.rules.training import training_days
from tests.planner import hamlet
from tests.planner.hamlet import day
from tests.planner.village import FULL


def _session(
    first: str, last: str, hours: int, audience: InspectorFilter = FULL
) -> TrainingSession:
    return TrainingSession(
        name=f"session {first}", start=day(first), end=day(last), hours=hours, audience=audience
    )


def _problem(
    central: int = 0, online: int = 0, *sessions: TrainingSession, **values: object
) -> Problem:
    table: dict[str, object] = {
        "policy": hamlet.policy(
            training=Training(
                clause="c", required_of=FULL, central_hours=central, online_hours=online
            )
        ),
        "calendar": hamlet.calendar(training=sessions),
    }
    return hamlet.problem(**(table | values))


def _days(problem: Problem) -> list[tuple[str, int, str]]:
    found = training_days(problem, horizon(problem))
    return [(f"{d.day:%m-%d}", d.half_days, d.kind) for d in found if d.inspector == "p1"]


@pytest.mark.parametrize(
    ("hours", "half_days"), [(0, []), (1, [1]), (4, [1]), (5, [2]), (8, [2]), (9, [2, 1])]
)
def test_hours_become_half_days_of_four(hours: int, half_days: list[int]) -> None:
    assert [d[1] for d in _days(_problem(hours))] == half_days


def test_from_the_end_of_the_year_backwards_online_on_days_of_its_own() -> None:
    assert _days(_problem(12, 4)) == [
        ("12-31", 2, "central"),
        ("12-30", 1, "central"),
        ("12-29", 1, "online"),
    ]


def test_not_on_weekends_holidays_or_leave() -> None:
    problem = _problem(
        24,
        calendar=hamlet.calendar(holidays=(day("12-31"),), workdays=(day("12-25"),)),
        leave=(hamlet.leave("p1", "12-28", "12-29"),),
    )
    # 25 December is a Saturday made a working day
    assert [d[0] for d in _days(problem)] == ["12-30", "12-27", "12-25"]


def test_school_days_only_when_nothing_else_is_left() -> None:
    problem = _problem(24, calendar=hamlet.calendar("01-05", "12-29"))
    assert [d[0] for d in _days(problem)] == ["12-31", "12-30", "01-04"]
    problem = _problem(40, calendar=hamlet.calendar("01-05", "12-29"))
    assert [d[0] for d in _days(problem)] == ["12-31", "12-30", "01-04", "01-01", "12-29"]


def test_a_session_fills_its_working_days_and_gives_its_hours() -> None:
    problem = _problem(20, 0, _session("03-05", "03-08", 12))
    found = training_days(problem, horizon(problem))
    assert found == (
        *(
            TrainingDay(
                inspector="p1",
                day=day(d),
                half_days=2,
                kind="central",
                session="session 03-05",
            )
            for d in ("03-05", "03-08")
        ),
        TrainingDay(inspector="p1", day=day("12-31"), half_days=2, kind="central"),
    )


def test_more_hours_in_sessions_than_due() -> None:
    problem = _problem(4, 4, _session("03-05", "03-05", 8))
    assert _days(problem) == [("03-05", 2, "central"), ("12-31", 1, "online")]


def test_days_shared_by_two_sessions_count_once() -> None:
    problem = _problem(0, 0, _session("03-01", "03-02", 8), _session("03-02", "03-03", 8))
    assert [d[0] for d in _days(problem)] == ["03-01", "03-02", "03-03"]


def test_reserved_days_keep_off_sessions() -> None:
    problem = _problem(12, 0, _session("12-31", "12-31", 4))
    assert [d[0] for d in _days(problem)] == ["12-31", "12-30"]


def test_own_hours_replace_those_of_the_policy() -> None:
    own = hamlet.person(training_due_hours=4, online_due_hours=0)
    assert _days(_problem(40, 40, inspectors=(own,))) == [("12-31", 1, "central")]


def test_only_those_meant() -> None:
    part = hamlet.person(employment=Employment.PART_TIME)
    everyone = _session("03-01", "03-01", 4, InspectorFilter())
    problem = _problem(8, 8, everyone, _session("03-02", "03-02", 4), inspectors=(part,))
    assert _days(problem) == [("03-01", 2, "central")]


def test_half_days_of_another_length() -> None:
    rule = Training(clause="c", required_of=FULL, central_hours=7, hours_per_half_day=3)
    problem = hamlet.problem(policy=hamlet.policy(training=rule))
    assert [d[1] for d in _days(problem)] == [2, 1]


def test_no_days_left() -> None:
    away = (hamlet.leave("p1", "01-01", "12-30"),)
    assert _days(_problem(400, 4, leave=away)) == [("12-31", 2, "central")]
