"""Days of inspection of one person in a month, a term, a year."""

import pytest

from models.base import rebuilt
from models.calendar import Term
from models.inspector import Employment, InspectorFilter
from models.policy import Workload
from models.problem import Problem
from models.programme import DayRule, Frequency, Per, TeamRule
from planner.case import Case
from planner.model import visit_model
from planner.rules import workload
from tests.planner import hamlet
from tests.planner.hamlet import at, day

PART = InspectorFilter(employment=(Employment.PART_TIME,))
TERMS = hamlet.calendar(
    terms=(
        Term(name="one", start=day("03-01"), end=day("04-30")),
        Term(name="two", start=day("05-10"), end=day("06-30")),
    )
)


def _problem(*limits: Workload, days: DayRule = DayRule.SCHOOL_DAYS, **values: object) -> Problem:
    """Three visits of a day each, by p1, who is part-time, or p2, who is not."""
    visit = hamlet.programme(team=TeamRule(size=1), days=days)
    part = {"employment": Employment.PART_TIME, **values}
    return hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in (1, 2, 3)),
        inspectors=(hamlet.person("p1", **part), hamlet.person("p2")),
        programmes=(visit,),
        policy=hamlet.policy(workload=limits),
        calendar=TERMS,
    )


def _limit(per: Per, most: int) -> Workload:
    return Workload(clause="c", people=PART, per=per, at_most_days=most)


def _allowed(of: Problem | Case, *days: str, person: str = "p1") -> bool:
    placed = {f"visit_s{n}": at(person, when) for n, when in enumerate(days, 1)}
    return hamlet.allows(workload, of, **placed)


@pytest.mark.parametrize(
    ("per", "days", "allowed"),
    [
        (Per.MONTH, ("03-01", "03-02", "04-01"), True),
        (Per.MONTH, ("03-01", "03-02", "03-03"), False),
        (Per.TERM, ("03-01", "04-30", "05-10"), True),
        (Per.TERM, ("03-01", "04-30", "04-01"), False),
        (Per.YEAR, ("03-01", "05-10"), True),
        (Per.YEAR, ("03-01", "04-01", "05-10"), False),
    ],
)
def test_two_days_a_period(per: Per, days: tuple[str, ...], allowed: bool) -> None:
    problem = _problem(_limit(per, 2))
    assert _allowed(problem, *days) is allowed
    assert _allowed(problem, *days, person="p2")  # the limit is for part-timers


@pytest.mark.parametrize(
    ("values", "days", "allowed"),
    [
        ({"days_per_month": 1}, ("03-01", "04-01"), True),
        ({"days_per_month": 1}, ("03-01", "03-02"), False),
        ({"days_per_year": 1}, ("03-01",), True),
        ({"days_per_year": 1}, ("03-01", "04-01"), False),
        ({"days_per_year": 0}, ("03-01",), False),
    ],
)
def test_own_limits(values: dict[str, object], days: tuple[str, ...], allowed: bool) -> None:
    assert _allowed(_problem(**values), *days) is allowed


def test_the_least_of_several_limits_binds() -> None:
    problem = _problem(_limit(Per.MONTH, 2), days_per_month=1)
    assert workload.limits(problem, problem.inspectors[0]) == {Per.MONTH: 2}
    assert workload.limits(problem, problem.inspectors[1]) == {}
    assert not _allowed(problem, "03-01", "03-02")


def test_half_days_count() -> None:
    problem = hamlet.problem(
        programmes=tuple(hamlet.programme(n, half_days=1) for n in ("one", "two", "three")),
        inspectors=(hamlet.person("p1", days_per_month=1),),
    )
    one, two = at("p1", "03-01"), at("p1", "03-02")
    assert hamlet.allows(workload, problem, one_s1=one, two_s1=two)
    assert not hamlet.allows(workload, problem, one_s1=one, two_s1=two, three_s1=at("p1", "03-03"))


def test_a_visit_counts_where_its_first_day_lies() -> None:
    problem = hamlet.problem(
        programmes=(hamlet.programme("long", half_days=4), hamlet.programme("short")),
        inspectors=(hamlet.person("p1", days_per_month=2),),
        calendar=hamlet.calendar("03-29", "04-09"),
    )
    crossing = at("p1", "03-31")  # 31 March and 1 April, both days in March's account
    assert hamlet.allows(workload, problem, long_s1=crossing, short_s1=at("p1", "04-02"))
    assert not hamlet.allows(workload, problem, long_s1=crossing, short_s1=at("p1", "03-30"))


def test_days_outside_terms_count_in_no_term() -> None:
    problem = _problem(_limit(Per.TERM, 1), days=DayRule.WORKING_DAYS)
    assert _allowed(problem, "05-04", "05-05", "07-01")
    assert _allowed(problem, "03-01", "05-04", "05-10")
    assert not _allowed(problem, "03-01", "03-02")


def _allowed_without_days(of: Problem, number: int) -> bool:
    case = hamlet.case(of)
    built = visit_model(case, dated=False)
    workload.add(built)
    arrangement = hamlet.Arrangement(
        {f"visit-s{n}": at("p1", "03-01") for n in range(1, number + 1)}
    )
    return hamlet.is_feasible(built, arrangement)


def test_without_days_a_year_binds_and_months_together() -> None:
    """The relaxed model forbids only what no choice of days could save."""
    assert not _allowed_without_days(_problem(_limit(Per.YEAR, 2)), 3)
    assert _allowed_without_days(_problem(_limit(Per.YEAR, 2)), 2)
    assert _allowed_without_days(_problem(_limit(Per.MONTH, 1)), 3)  # four months with days
    assert not _allowed_without_days(_problem(_limit(Per.TERM, 1)), 3)  # two terms
    assert _allowed_without_days(_problem(_limit(Per.TERM, 1)), 2)


def test_without_days_visits_outside_terms_are_free() -> None:
    """The holidays hold all three, so a bound of the relaxed model must allow for that."""
    assert _allowed_without_days(_problem(_limit(Per.TERM, 0), days=DayRule.WORKING_DAYS), 3)


def test_without_days_visits_of_one_month_share_its_limit() -> None:
    problem = _problem(_limit(Per.MONTH, 1))
    march = Term(name="one", start=day("03-01"), end=day("03-31"))
    short = rebuilt(problem, calendar=hamlet.calendar(terms=(march,)))
    assert _allowed_without_days(short, 1)
    assert not _allowed_without_days(short, 2)


def test_without_days_each_month_limits_its_own_visits() -> None:
    """Two visits in March and two in April, a day a month: no two of the same month."""
    monthly = hamlet.programme(frequency=Frequency(per=Per.MONTH))
    problem = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        inspectors=(hamlet.person("p1", days_per_month=1),),
        programmes=(monthly,),
        calendar=hamlet.calendar("03-01", "04-30"),
    )
    for second, allowed in (("visit-s2-03", False), ("visit-s2-04", True)):
        built = visit_model(hamlet.case(problem), dated=False)
        workload.add(built)
        placed = {name: at("p1", "03-01") for name in ("visit-s1-03", second)}
        assert hamlet.is_feasible(built, hamlet.Arrangement(placed)) is allowed


def test_without_days_half_a_day_left_over_is_of_no_use() -> None:
    """Of four half-days a month a regular visit takes one, and a whole day fits in once; of eight,
    three times. There are two months.
    """
    regular = hamlet.programme(
        "regular",
        half_days=1,
        team=TeamRule(responsible=True),
        frequency=Frequency(per=Per.MONTH),
    )
    for days_a_month, visits, allowed in ((2, 2, True), (2, 3, False), (4, 6, True), (4, 7, False)):
        schools = tuple(hamlet.school(f"s{n}") for n in range(1, visits + 1))
        problem = hamlet.problem(
            targets=schools,
            inspectors=(hamlet.person("p1", days_per_month=days_a_month),),
            programmes=(hamlet.programme(), regular),
            calendar=hamlet.calendar("03-01", "04-30"),
        )
        case = hamlet.case(problem, {"s1": "p1"})
        built = visit_model(case, dated=False)
        workload.add(built)
        placed = {r.id: at("p1", "03-01") for r in case.requests if r.target == "s1"}
        placed |= {f"visit-s{n}": at("p1", "03-01") for n in range(1, visits + 1)}
        assert hamlet.is_feasible(built, hamlet.Arrangement(placed)) is allowed


def test_without_days_a_regular_visit_left_out_makes_room() -> None:
    regular = hamlet.programme(
        "regular",
        half_days=1,
        team=TeamRule(responsible=True),
        frequency=Frequency(per=Per.MONTH),
    )
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, 5)),
        inspectors=(hamlet.person("p1", days_per_month=2),),
        programmes=(hamlet.programme(), regular),
        calendar=hamlet.calendar("03-01", "04-30"),
    )
    case = hamlet.case(problem, {"s1": "p1"})
    every = {r.id: at("p1", "03-01") for r in case.requests if not r.team.responsible}
    for number, allowed in ((3, True), (4, False)):
        built = visit_model(case, dated=False)
        workload.add(built)
        placed = dict(list(every.items())[:number]) | {"regular-s1-03": at("p1", "03-01")}
        assert hamlet.is_feasible(built, hamlet.Arrangement(placed)) is allowed


@pytest.mark.parametrize(
    ("days", "allowed"),
    [
        (("03-01", "03-02", "03-08"), True),
        (("03-01", "03-02", "03-05"), False),
        (("03-05", "03-08", "03-12"), True),  # 5 to 11 March hold two, 8 to 14 too
        (("03-05", "03-08", "03-11"), False),
    ],
)
def test_any_seven_days_in_a_row(days: tuple[str, ...], allowed: bool) -> None:
    rule = Workload(clause="c", people=PART, rolling_days=7, at_most_days=2)
    assert _allowed(_problem(rule), *days) is allowed
    assert _allowed(_problem(rule), *days, person="p2")


@pytest.mark.parametrize(
    ("days", "allowed"),
    [(("03-01", "03-05", "03-08"), True), (("03-01", "03-03", "03-05"), False)],
)
def test_weeks_run_from_monday(days: tuple[str, ...], allowed: bool) -> None:
    assert _allowed(_problem(_limit(Per.WEEK, 2)), *days) is allowed
    assert _allowed(_problem(days_per_week=2), *days) is allowed


def test_without_days_a_year_holds_so_many_times_the_days_in_a_row() -> None:
    """366 days in a row are at most one day of work, 365 too: the year has no more."""
    for in_a_row, number, allowed in ((366, 1, True), (366, 2, False), (200, 2, True)):
        rule = Workload(clause="c", people=PART, rolling_days=in_a_row, at_most_days=1)
        assert _allowed_without_days(_problem(rule), number) is allowed


@pytest.mark.parametrize("values", [{}, {"per": "week", "rolling_days": 7}])
def test_a_limit_is_of_a_period_or_of_days_in_a_row(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either per or rolling_days"):
        Workload.model_validate({"clause": "c", "people": {}, "at_most_days": 1, **values})
