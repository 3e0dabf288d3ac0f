"""Who may be responsible for a school, rule by rule."""

from datetime import date

import pytest

from models.inspector import Employment, Interest, InterestKind, Track
from models.policy import Eligibility
from models.problem import Problem
from models.target import Government, Stage, TargetFilter
from planner.holders import absent_months, holders, zoned_targets
from planner.horizon import horizon
from planner.travel import travel_table
from tests.planner import hamlet
from tests.planner.village import FULL, SCHOOLS


def _holders(problem: Problem) -> dict[str, tuple[str, ...]]:
    return holders(problem, horizon(problem), travel_table(problem))


def _may_hold(**values: object) -> bool:
    """Whether p1, changed so, may hold s1; p2 always may."""
    problem = hamlet.problem(
        inspectors=(hamlet.person("p1", **values), hamlet.person("p2")),
        policy=hamlet.policy(
            zoning=hamlet.ZONING.model_copy(
                update={"eligibility": (Eligibility(clause="c", targets=SCHOOLS, people=FULL),)}
            )
        ),
    )
    held = _holders(problem)["s1"]
    assert "p2" in held
    return "p1" in held


@pytest.mark.parametrize(
    ("values", "may"),
    [
        ({}, True),
        ({"stages": (Stage.KINDERGARTEN,)}, False),
        ({"tracks": (Track.GOVERNMENTS,)}, False),
        ({"employment": Employment.PART_TIME}, False),  # eligibility asks for full-timers
        ({"employment": Employment.EXPERT}, False),
        ({"certificate_from": None, "certificate_until": None}, False),
        ({"certificate_from": None}, True),
        ({"certificate_until": None}, True),
        ({"certificate_until": date(2026, 12, 31)}, False),
        ({"certificate_until": date(2027, 1, 1)}, True),
        ({"certificate_from": date(2027, 12, 31)}, True),
        ({"certificate_from": date(2028, 1, 1)}, False),
        ({"lon": 103, "max_travel_km": 128}, False),  # 99.1 km by the crow, 128.8 by road
        ({"lon": 103, "max_travel_km": 129}, True),
        ({"lon": 103}, True),
    ],
)
def test_one_rule_at_a_time(values: dict[str, object], may: bool) -> None:
    assert _may_hold(**values) is may


def test_experts_hold_nothing_even_where_anybody_is_eligible() -> None:
    expert = hamlet.person("p1", employment=Employment.EXPERT)
    assert _holders(hamlet.problem(inspectors=(expert,))) == {"s1": ()}


def _tie(kind: InterestKind, start: date | None, until: date | None) -> Interest:
    return Interest(inspector="p1", target="s1", kind=kind, start=start, until=until)


@pytest.mark.parametrize(
    ("tie", "may"),
    [
        (_tie(InterestKind.RELATIVE, None, None), False),
        (_tie(InterestKind.RELATIVE, None, date(2026, 12, 31)), True),
        (_tie(InterestKind.RELATIVE, None, date(2027, 1, 1)), False),
        (_tie(InterestKind.CHILD, date(2027, 12, 31), None), False),
        (_tie(InterestKind.CHILD, date(2028, 1, 1), None), True),
        # the hamlet's policy keeps past employers away for one more year
        (_tie(InterestKind.EMPLOYER, None, date(2025, 12, 31)), True),
        (_tie(InterestKind.EMPLOYER, None, date(2026, 1, 1)), False),
    ],
)
def test_an_interest_on_any_day_of_the_year(tie: Interest, may: bool) -> None:
    assert _holders(hamlet.problem(interests=(tie,))) == {"s1": ("p1",) if may else ()}


def test_an_interest_in_one_school_leaves_the_others() -> None:
    problem = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        interests=(hamlet.interest("p1", "s1"),),
    )
    assert _holders(problem) == {"s1": (), "s2": ("p1",)}


def test_only_zoned_targets_in_the_order_of_the_data() -> None:
    government = Government(id="g", name="g", region="v", lon=102, lat=27)
    problem = hamlet.problem(targets=(hamlet.school("b"), government, hamlet.school("a")))
    assert [t.id for t in zoned_targets(problem)] == ["b", "a"]
    assert list(_holders(problem)) == ["b", "a"]


def test_a_restricted_zoning() -> None:
    zoning = hamlet.ZONING.model_copy(update={"targets": TargetFilter(min_enrolment=500)})
    problem = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2", enrolment=500)),
        policy=hamlet.policy(zoning=zoning),
    )
    assert list(_holders(problem)) == ["s2"]


@pytest.mark.parametrize(
    ("values", "months"),
    [
        ({}, 0),
        ({"certificate_until": date(2027, 5, 10)}, 1),  # April to June have school days
        ({"certificate_from": date(2027, 6, 30)}, 2),
        ({"certificate_from": date(2027, 7, 1)}, 3),
        ({"certificate_until": date(2027, 4, 2)}, 3),  # school begins on 5 April
        ({"certificate_from": None, "certificate_until": None}, 3),
        (  # part-timers need none here
            {
                "certificate_from": None,
                "certificate_until": None,
                "employment": Employment.PART_TIME,
            },
            0,
        ),
    ],
)
def test_months_of_school_without_certificate_or_on_leave(
    values: dict[str, object], months: int
) -> None:
    problem = hamlet.problem(
        inspectors=(hamlet.person(**values),), calendar=hamlet.calendar("04-05", "06-30")
    )
    assert absent_months(problem, horizon(problem), problem.inspectors[0]) == months


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [("04-01", "04-30", 1), ("04-06", "04-30", 0), ("05-01", "12-31", 2), ("07-01", "12-31", 0)],
)
def test_whole_months_on_leave(first: str, last: str, months: int) -> None:
    problem = hamlet.problem(
        inspectors=(hamlet.person("p"),),
        calendar=hamlet.calendar("04-05", "06-30"),
        leave=(hamlet.leave("p", first, last),),
    )
    assert absent_months(problem, horizon(problem), problem.inspectors[0]) == months
