"""How often a school is visited and how far apart: by hand, by trying every plan, at random."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.problem import PastVisit, Problem
from models.programme import (
    Frequency,
    FrequencyCase,
    Per,
    ProgrammeKind,
    TargetDemand,
)
from models.target import TargetFilter
from planner.case import Case
from planner.ruled import build
from planner.rules import frequency
from planner.visits import visits
from tests.planner import hamlet, village
from tests.planner.brute_force import best_visits
from tests.planner.hamlet import at, day

LONG = hamlet.calendar("03-01", "06-25")


def past(when: date, result: str = "", target: str = "s1") -> PastVisit:
    return PastVisit(target=target, kind=ProgrammeKind.COMPREHENSIVE, day=when, result=result)


def problem(asked: Frequency, **values: object) -> Problem:
    """One school, one person, one programme that asks for visits of a day."""
    table = {"programmes": (hamlet.programme(frequency=asked),), "calendar": LONG}
    return hamlet.problem(**(table | values))


def placed(of: Problem, *days: str) -> dict[str, hamlet.Placement]:
    return {r.id: at("p1", when) for r, when in zip(hamlet.case(of).requests, days, strict=False)}


def allowed(of: Problem, *days: str) -> bool:
    """Whether the model with this rule alone has the visits on these days, and the auditor too."""
    case = hamlet.case(of)
    there = placed(of, *days)
    by_name = {name.replace("-", "_"): place for name, place in there.items()}
    within = all(p.day in case.request[name].days for name, p in there.items())
    verdict = hamlet.allows(frequency, case, **by_name)
    found = hamlet.findings(case, hamlet.Arrangement(there))
    assert (within and verdict) is not any(f.rule in {"frequency", "windows"} for f in found)
    return verdict


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (("03-01", "03-31"), True),
        (("03-01", "03-30"), False),
        (("03-01", "04-30"), True),
        (("03-01", "05-03"), False),
        (("03-01",), True),
        ((), True),
    ],
)
def test_two_visits_a_year_from_30_to_60_days_apart(days: tuple[str, ...], kept: bool) -> None:
    assert allowed(problem(Frequency(times=2, least_days=30, greatest_days=60)), *days) is kept


def test_the_visits_planned_are_the_first_ones() -> None:
    case = hamlet.case(problem(Frequency(times=2, least_days=30)))
    second = case.requests[1].id.replace("-", "_")
    assert not hamlet.allows(frequency, case, **{second: at("p1", "05-03")})


@pytest.mark.parametrize(
    ("when", "kept"), [("03-01", False), ("03-05", True), ("03-16", True), ("03-17", False)]
)
def test_history_comes_before_the_first(when: str, kept: bool) -> None:
    asked = Frequency(least_days=14, greatest_days=25)
    assert allowed(problem(asked, history=(past(day("02-19")),)), when) is kept


def test_who_was_not_seen_for_too_long_is_seen_soon() -> None:
    of = problem(Frequency(greatest_days=25), history=(past(date(2026, 3, 1)),))
    days = hamlet.case(of).requests[0].days
    assert (days[0], days[-1]) == (hamlet.index("03-01"), hamlet.index("03-26"))


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (("03-31", "04-30"), True),
        (("03-31", "05-03"), True),
        (("03-01", "04-30"), False),
        (("03-31", "04-01"), True),
    ],
)
def test_a_greatest_gap_from_month_to_month(days: tuple[str, ...], kept: bool) -> None:
    asked = Frequency(per=Per.MONTH, greatest_days=40)
    of = problem(asked, calendar=hamlet.calendar("03-01", "05-28"))
    if days[1] == "05-03":
        case = hamlet.case(of)  # April is left out, so nothing binds May
        there = {case.requests[n].id: at("p1", d) for n, d in ((0, days[0]), (2, days[1]))}
        assert hamlet.findings(case, hamlet.Arrangement(there)) == []
        names = {name.replace("-", "_"): p for name, p in there.items()}
        assert hamlet.allows(frequency, case, **names)
    else:
        assert allowed(of, *days) is kept


@pytest.mark.parametrize(
    ("interval", "history", "number"),
    [
        (400, date(2026, 12, 1), 0),
        (400, None, 0),
        (364, None, 0),
        (300, None, 1),
        (100, None, 2),
        (40, None, 3),
        (90, date(2026, 12, 20), 3),
    ],
)
def test_so_many_visits_follow_from_the_interval(
    interval: int, history: date | None, number: int
) -> None:
    of = problem(Frequency(interval_days=interval), history=(past(history),) if history else ())
    case = hamlet.case(of)
    assert len(case.requests) == number
    latest = hamlet.Arrangement({})
    assert sum(f.rule == "surplus" for f in hamlet.findings(case, latest)) == 0


def test_an_interval_binds_first_and_last_too() -> None:
    of = problem(Frequency(interval_days=100), calendar=hamlet.calendar("03-01", "12-31"))
    assert [len(r.days) > 0 for r in hamlet.case(of).requests] == [True] * 3
    assert allowed(of, "04-09", "07-16", "10-22")
    assert allowed(of, "04-09", "07-19", "10-22") is False
    case = hamlet.case(of)
    assert case.requests[0].days[-1] == hamlet.index("04-09")  # 1 January was a Friday: + 98
    assert hamlet.index("09-21") not in case.requests[2].days  # 101 days before 31 December


def test_the_first_case_that_fits_gives_the_frequency() -> None:
    by_result = FrequencyCase(results=("差",), frequency=Frequency(times=3))
    by_risk = FrequencyCase(targets=TargetFilter(min_risk=50), frequency=Frequency(times=2))
    programme = hamlet.programme(cases=(by_result, by_risk))
    schools = (hamlet.school("s1", risk=80), hamlet.school("s2", risk=80), hamlet.school("s3"))
    history = (past(date(2026, 3, 1), "差"), past(date(2026, 3, 1), "好", "s2"))
    of = hamlet.problem(targets=schools, programmes=(programme,), history=history, calendar=LONG)
    assert [r.target for r in hamlet.case(of).requests] == ["s1"] * 3 + ["s2"] * 2 + ["s3"]


def test_what_a_target_asks_comes_first() -> None:
    schools = tuple(hamlet.school(f"s{n}") for n in (1, 2, 3))
    demands = (
        TargetDemand(target="s1", programme="visit", times=0),
        TargetDemand(target="s2", programme="visit", first=day("03-10"), last=day("03-12")),
    )
    of = hamlet.problem(targets=schools, demands=demands)
    by_target = {r.target: r.days for r in hamlet.case(of).requests}
    assert set(by_target) == {"s2", "s3"}
    assert by_target["s2"] == tuple(hamlet.index(f"03-{n}") for n in (10, 11, 12))
    case = hamlet.case(of)
    wrong = hamlet.Arrangement({"visit-s2": at("p1", "03-15")})
    assert {f.text.code for f in hamlet.findings(case, wrong)} == {"audit.windows.asked"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"interval_days": 30, "times": 2},
        {"interval_days": 30, "greatest_days": 40},
        {"least_days": 30, "greatest_days": 20},
        {"least_days": 30, "interval_days": 20},
    ],
)
def test_what_does_not_go_together_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Frequency.model_validate(wrong)


FREQUENCIES = st.one_of(
    st.builds(
        Frequency,
        times=st.integers(1, 3),
        least_days=st.none() | st.integers(1, 20),
        greatest_days=st.none() | st.integers(20, 50),
    ),
    st.builds(
        Frequency,
        per=st.sampled_from([Per.MONTH, Per.WEEK]),
        least_days=st.none() | st.integers(1, 20),
        greatest_days=st.none() | st.integers(20, 50),
    ),
    st.builds(
        Frequency,
        interval_days=st.integers(20, 200),
        least_days=st.none() | st.integers(1, 20),
    ),
)
PAST = st.none() | st.dates(date(2026, 9, 1), date(2026, 12, 31))


def random_problem(draw: st.DrawFn, first: date, last: date) -> Problem:
    schools = (hamlet.school("s1"), hamlet.school("s2"))
    history = tuple(past(when, target=s.id) for s in schools if (when := draw(PAST)) is not None)
    away = first + timedelta(days=draw(st.integers(0, 20)))
    programme = hamlet.programme(half_days=draw(st.integers(1, 4)), frequency=draw(FREQUENCIES))
    return hamlet.problem(
        targets=schools,
        history=history,
        programmes=(programme,),
        leave=(hamlet.leave("p1", f"{away:%m-%d}", f"{away + timedelta(days=9):%m-%d}"),),
        calendar=hamlet.calendar(f"{first:%m-%d}", f"{last:%m-%d}"),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    return random_problem(draw, date(2027, 3, 1), date(2027, 5, 14))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems())
def test_what_is_planned_is_audited_clean(of: Problem) -> None:
    case = hamlet.case(of)
    result = visits(case, hamlet.search(time_limit_s=10))
    assert hamlet.findings(case, result.arrangement) == []
    assert hamlet.is_feasible(build(case), result.arrangement)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), st.data())
def test_planner_and_auditor_agree_on_any_dates(of: Problem, data: st.DataObject) -> None:
    """Dates at random: what the rule's model allows is just what the auditor does not object to."""
    case = hamlet.case(of)
    there = {
        r.id: hamlet.Placement(("p1",), data.draw(st.sampled_from(r.days)), hamlet.Half.AM)
        for r in case.requests
        if case.candidates[r.id] and r.days and data.draw(st.booleans())
    }
    built = build_alone(case)
    found = hamlet.findings(case, hamlet.Arrangement(there))
    objections = [f for f in found if f.rule in {"frequency", "windows", "surplus"}]
    verdict = hamlet.is_feasible(built, hamlet.Arrangement(there))
    if verdict:
        assert objections == []
    elif not gaps_in_period(case, there):
        assert objections != []


def build_alone(case: Case) -> object:
    built = hamlet.visit_model(case)
    frequency.add(built)
    return built


def gaps_in_period(case: Case, there: dict[str, hamlet.Placement]) -> bool:
    """Whether a later visit of a period is planned without an earlier, or before it.

    To the auditor, who knows no numbers, these are the first ones.
    """
    for r in case.requests:
        if r.link is not None and r.link.same_period and r.id in there:
            before = there.get(r.link.before)
            if before is None or before.day > there[r.id].day:
                return True
    return False


@pytest.mark.parametrize(
    "asked",
    [
        Frequency(times=2, least_days=3, greatest_days=4),
        Frequency(times=2, least_days=2),
        Frequency(times=3, greatest_days=2),
        Frequency(times=2, least_days=6, greatest_days=9),
        Frequency(interval_days=3),
        Frequency(interval_days=5),
        Frequency(interval_days=5, least_days=4),
    ],
)
def test_same_optimum_as_trying_every_plan(asked: Frequency) -> None:
    of = hamlet.problem(
        targets=(hamlet.school("s1"),),
        programmes=(hamlet.programme(frequency=asked),),
        inspectors=(hamlet.person("p1"), hamlet.person("p2", lon=102.2)),
        leave=(hamlet.leave("p1", "03-04"), hamlet.leave("p2", "03-08")),
        calendar=hamlet.calendar("03-03", "03-10"),
        history=(past(day("02-26")),),
        policy=village.policy(),
    )
    case = hamlet.case(of)
    result = visits(case, hamlet.search())
    assert tuple(f.objective for f in result.figures) == best_visits(case)
