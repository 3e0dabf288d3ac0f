"""What is due, from programmes that a reader can work out on a calendar."""

from datetime import date
from itertools import pairwise

import pytest

from models.calendar import Term
from models.policy import Jurisdiction
from models.problem import PastVisit, Problem
from models.programme import (
    DayRule,
    DurationStep,
    Frequency,
    Per,
    ProgrammeKind,
    Selection,
    SelectionMode,
    TeamRule,
    Window,
)
from models.region import Level, Region
from models.target import Government, Sector, TargetFilter, TargetKind
from planner.demand import Request, chosen_targets, requests
from planner.draw import ticket
from planner.horizon import horizon
from tests.planner import hamlet
from tests.planner.hamlet import day
from tests.planner.village import SCHOOLS

FIVE = tuple(hamlet.school(f"s{n}", risk=risk) for n, risk in enumerate((10, 60, 30, 60, 0), 1))
YEAR = hamlet.calendar(
    terms=(
        Term(name="old", start=date(2026, 9, 1), end=day("01-08")),
        Term(name="spring", start=day("03-01"), end=day("06-30")),
        Term(name="autumn", start=day("09-01"), end=date(2028, 1, 20)),
    ),
)


def _due(problem: Problem, seed: int = 0, **responsible: str) -> tuple[Request, ...]:
    return requests(problem, horizon(problem), responsible, seed)


def _days(problem: Problem, request: Request) -> list[str]:
    return [horizon(problem).date_of(d).strftime("%m-%d") for d in request.days]


def _chosen(
    mode: str, *, targets: TargetFilter = SCHOOLS, seed: int = 0, **selection: object
) -> list[str]:
    choice = Selection.model_validate({"mode": mode, "targets": targets} | selection)
    problem = hamlet.problem(
        targets=(*FIVE, Government(id="g", name="g", region="v", lon=102, lat=27)),
        programmes=(hamlet.programme(selection=choice),),
        history=tuple(
            PastVisit(target=t, kind=ProgrammeKind.SPECIAL, day=date(2026, 5, 5), open_problems=n)
            for t, n in (("s1", 0), ("s4", 2), ("s4", 0), ("s3", 1))
        ),
    )
    return [t.id for t in chosen_targets(problem, problem.programmes[0], seed)]


def test_all_and_listed() -> None:
    assert _chosen("all") == ["s1", "s2", "s3", "s4", "s5"]
    assert _chosen("all", targets=TargetFilter()) == ["s1", "s2", "s3", "s4", "s5", "g"]
    assert _chosen("listed", targets=TargetFilter(ids=("s5", "g"))) == ["s5", "g"]


def test_riskiest_with_ties_by_id() -> None:
    assert _chosen("risk", number=1) == ["s2"]
    assert sorted(_chosen("risk", number=3)) == ["s2", "s3", "s4"]
    assert _chosen("risk", number=0) == []
    assert sorted(_chosen("risk", targets=TargetFilter(min_risk=30))) == ["s2", "s3", "s4"]


def test_ties_do_not_depend_on_the_order_of_the_data() -> None:
    riskiest = Selection(mode=SelectionMode.RISK, number=1)
    problem = hamlet.problem(targets=FIVE[::-1], programmes=(hamlet.programme(selection=riskiest),))
    assert [t.id for t in chosen_targets(problem, problem.programmes[0], 0)] == ["s2"]


def test_open_problems_of_any_past_visit() -> None:
    assert _chosen("open_problems") == ["s3", "s4"]


def test_term_end_of_the_planned_year() -> None:
    ends = (date(2026, 12, 31), day("01-01"), day("12-31"), date(2028, 1, 1), None)
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}", term_end=end) for n, end in enumerate(ends)),
        programmes=(hamlet.programme(selection=Selection(mode=SelectionMode.TERM_END)),),
    )
    assert [t.id for t in chosen_targets(problem, problem.programmes[0], 0)] == ["s1", "s2"]


@pytest.mark.parametrize(
    ("wish", "number"),
    [
        ({"number": 2}, 2),
        ({"number": 9}, 5),
        ({"share": 0.4}, 2),
        ({"share": 0.41}, 3),
        ({"share": 0}, 0),
        ({}, 0),
    ],
)
def test_drawn_are_the_lowest_tickets(wish: dict[str, object], number: int) -> None:
    by_ticket = sorted((t.id for t in FIVE), key=lambda t: ticket(3, "visit", t))
    assert _chosen("drawn", seed=3, **wish) == sorted(by_ticket[:number])


def test_share_is_the_decimal_as_written() -> None:
    """0.07 of 100 is 7, though the float is a little more."""
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(100)),
        programmes=(hamlet.programme(selection=Selection(mode=SelectionMode.DRAWN, share=0.07)),),
    )
    assert len(chosen_targets(problem, problem.programmes[0], 0)) == 7


def test_jurisdiction_of_each_matching_entry() -> None:
    def chosen(*rules: tuple[TargetFilter, tuple[Level, ...]]) -> list[str]:
        entries = tuple(Jurisdiction(clause="c", targets=t, levels=lv) for t, lv in rules)
        problem = hamlet.problem(
            targets=(hamlet.school("public"), hamlet.school("private", sector=Sector.PRIVATE)),
            policy=hamlet.policy(jurisdiction=entries),
        )
        return [t.id for t in chosen_targets(problem, problem.programmes[0], 0)]

    private = TargetFilter(sectors=(Sector.PRIVATE,))
    both, city = (Level.COUNTY, Level.PREFECTURE), (Level.PREFECTURE,)
    assert chosen((private, city)) == ["public"]
    assert chosen((private, both)) == ["public", "private"]
    assert chosen((TargetFilter(), both), (private, city)) == ["public"]


def test_programmes_of_another_level_are_skipped() -> None:
    own = hamlet.programme("own")
    other = hamlet.programme("other", level=Level.PREFECTURE)
    problem = hamlet.problem(programmes=(other, own))
    assert [r.id for r in _due(problem)] == ["own-s1"]
    city = hamlet.problem(
        programmes=(other, own), regions=(Region(id="v", name="v", level=Level.PREFECTURE),)
    )
    assert [r.id for r in _due(city)] == ["other-s1"]


def test_once_a_year_on_any_school_day() -> None:
    problem = hamlet.problem(calendar=hamlet.calendar("03-01", "03-09"))
    (request,) = _due(problem)
    assert _days(problem, request) == [f"03-0{n}" for n in (1, 2, 3, 4, 5, 8, 9)]
    assert (request.half_days, request.length, request.mandatory, request.weight) == (2, 1, True, 1)


def test_several_a_year_have_ids_of_their_own() -> None:
    problem = hamlet.problem(programmes=(hamlet.programme(frequency=Frequency(times=2)),))
    assert [r.id for r in _due(problem)] == ["visit-s1-.1", "visit-s1-.2"]


def _monthly(min_days: int, **values: object) -> Problem:
    frequency = Frequency(per=Per.MONTH, min_days=min_days)
    return hamlet.problem(
        calendar=YEAR, programmes=(hamlet.programme(frequency=frequency, **values),)
    )


def test_months_count_from_their_least_number_of_days() -> None:
    # January has 6 school days (from the 1st, a Friday, to the 8th), all other months 20 or more
    labels = ["03", "04", "05", "06", "09", "10", "11", "12"]
    assert [r.id for r in _due(_monthly(1))] == [f"visit-s1-{m}" for m in ("01", *labels)]
    assert [r.id for r in _due(_monthly(6))] == [f"visit-s1-{m}" for m in ("01", *labels)]
    assert [r.id for r in _due(_monthly(7))] == [f"visit-s1-{m}" for m in labels]


def test_months_keep_to_their_own_days() -> None:
    problem = _monthly(7)
    for request in _due(problem):
        assert {d[:2] for d in _days(problem, request)} == {request.id[-2:]}


def test_days_outside_windows_do_not_count_towards_min_days() -> None:
    window = (Window(first="03-25", last="05-04"),)
    # 25 to 31 March has 5 school days, 3 and 4 May are 2
    assert [r.id[-2:] for r in _due(_monthly(5, windows=window))] == ["03", "04"]
    assert [r.id[-2:] for r in _due(_monthly(6, windows=window))] == ["04"]


def test_terms() -> None:
    twice = Frequency(times=2, per=Per.TERM, min_days=10)
    problem = hamlet.problem(calendar=YEAR, programmes=(hamlet.programme(frequency=twice),))
    due = _due(problem)
    assert [r.id for r in due] == [f"visit-s1-{n}" for n in ("02.1", "02.2", "03.1", "03.2")]
    days = _days(problem, due[0])
    assert (days[0], days[-1]) == ("03-01", "06-30")
    every = hamlet.programme(frequency=Frequency(per=Per.TERM, min_days=6))
    assert len(_due(hamlet.problem(calendar=YEAR, programmes=(every,)))) == 3


def test_days_outside_terms_are_no_term() -> None:
    """Working days of July lie in no term, so nothing is due there."""
    visit = hamlet.programme(frequency=Frequency(per=Per.TERM), days=DayRule.WORKING_DAYS)
    due = _due(hamlet.problem(calendar=YEAR, programmes=(visit,)))
    assert [r.id for r in due] == [f"visit-s1-0{n}" for n in (1, 2, 3)]


def test_window_bounds_the_whole_visit() -> None:
    windows = (Window(first="03-02", last="03-04"), Window(first="03-05", last="03-09"))
    three_days = hamlet.programme(half_days=5, windows=windows)
    problem = hamlet.problem(programmes=(three_days,))
    # 2 to 4 March fits the first; 5, 8 and 9 March are parted by a weekend; none straddles
    assert _days(problem, _due(problem)[0]) == ["03-02"]


def test_visit_of_several_days_keeps_off_weekends_and_holidays() -> None:
    problem = hamlet.problem(
        programmes=(hamlet.programme(half_days=4),),
        calendar=hamlet.calendar("03-01", "03-12", holidays=(day("03-10"),)),
    )
    starts = ["03-01", "03-02", "03-03", "03-04", "03-08", "03-11"]
    assert _days(problem, _due(problem)[0]) == starts


def test_shifted_saturday_lets_a_visit_run_on() -> None:
    problem = hamlet.problem(
        programmes=(hamlet.programme(half_days=4),),
        calendar=hamlet.calendar("03-04", "03-09", workdays=(day("03-06"), day("03-07"))),
    )
    assert _days(problem, _due(problem)[0]) == [f"03-0{n}" for n in (4, 5, 6, 7, 8)]


def test_visit_does_not_run_out_of_its_month_or_the_year() -> None:
    monthly = _monthly(1, half_days=4, windows=(Window(first="04-29", last="05-04"),))
    # 29 and 30 April are Thursday and Friday, 3 and 4 May Monday and Tuesday
    assert [_days(monthly, r) for r in _due(monthly)] == [["04-29"], ["05-03"]]
    late = hamlet.programme(half_days=4, windows=(Window(first="12-30", last="12-31"),))
    problem = hamlet.problem(calendar=YEAR, programmes=(late,))
    assert _days(problem, _due(problem)[0]) == ["12-30"]


def test_a_period_with_days_but_none_long_enough_is_due_without_days() -> None:
    window = (Window(first="03-05", last="03-08"),)
    problem = hamlet.problem(programmes=(hamlet.programme(half_days=4, windows=window),))
    assert [r.days for r in _due(problem)] == [()]


def test_duration_by_size() -> None:
    steps = (DurationStep(max_enrolment=100, half_days=1), DurationStep(half_days=4))
    problem = hamlet.problem(
        targets=(hamlet.school("s1", enrolment=100), hamlet.school("s2", enrolment=101)),
        programmes=(hamlet.programme(durations=steps),),
    )
    assert [r.half_days for r in _due(problem)] == [1, 4]


def test_working_days_need_no_term() -> None:
    window = (Window(first="07-09", last="07-12"),)
    visit = hamlet.programme(days=DayRule.WORKING_DAYS, windows=window)
    problem = hamlet.problem(programmes=(visit,))
    assert _days(problem, _due(problem)[0]) == ["07-09", "07-12"]


def _leaving(term_end: date | None, **values: object) -> Problem:
    return hamlet.problem(
        calendar=YEAR,
        targets=(hamlet.school(term_end=term_end),),
        programmes=(hamlet.programme(around_term_end=(3, 4), **values),),
    )


def test_around_term_end_counts_calendar_days_on_both_sides() -> None:
    problem = _leaving(day("04-14"))  # a Wednesday
    days = ["04-12", "04-13", "04-14", "04-15", "04-16"]  # 11 April and 17, 18 are a weekend
    assert _days(problem, _due(problem)[0]) == days


def test_around_term_end_bounds_the_last_day_too() -> None:
    problem = _leaving(day("04-13"), half_days=4)
    assert _days(problem, _due(problem)[0]) == ["04-12", "04-13", "04-14", "04-15"]


def test_around_a_term_end_at_the_edge_of_the_year() -> None:
    first, last = _leaving(day("01-02")), _leaving(day("12-31"))
    assert _days(first, _due(first)[0]) == ["01-01", "01-04", "01-05", "01-06"]
    assert _days(last, _due(last)[0]) == ["12-28", "12-29", "12-30", "12-31"]
    past = _leaving(date(2025, 6, 30))
    assert _due(past)[0].days == ()


def test_around_term_end_and_a_window() -> None:
    problem = _leaving(day("04-14"), windows=(Window(first="04-16", last="04-30"),))
    assert _days(problem, _due(problem)[0]) == ["04-16"]


def test_around_term_end_does_not_bind_a_school_without_one() -> None:
    problem = _leaving(None)
    (request,) = _due(problem)
    assert len(request.days) == len(_due(hamlet.problem(calendar=YEAR))[0].days)


def test_weight_of_mandatory_and_optional_visits() -> None:
    def weight(mandatory: bool) -> int:
        visit = hamlet.programme(mandatory=mandatory, priority=3)
        return _due(hamlet.problem(targets=(hamlet.school(risk=20),), programmes=(visit,)))[
            0
        ].weight

    assert (weight(True), weight(False)) == (3, 63)


def test_responsible_inspector() -> None:
    alone = hamlet.programme("alone", team=TeamRule(responsible=True))
    problem = hamlet.problem(
        programmes=(alone, hamlet.programme()),
        targets=(hamlet.school("s1"), hamlet.school("s2")),
    )
    assert [(r.id, r.responsible) for r in _due(problem, s1="p1")] == [
        ("alone-s1", "p1"),
        ("alone-s2", None),
        ("visit-s1", "p1"),
        ("visit-s2", None),
    ]


def test_order_of_programmes_then_targets() -> None:
    two = (hamlet.programme("b"), hamlet.programme("a"))
    due = _due(hamlet.problem(programmes=two, targets=FIVE[:2]))
    assert [r.id for r in due] == ["b-s1", "b-s2", "a-s1", "a-s2"]
    assert all(one < other for r in due for one, other in pairwise(r.days))


def test_targets_of_other_kinds_are_planned_too() -> None:
    government = Government(id="g", name="g", region="v", lon=102, lat=27)
    only = Selection(targets=TargetFilter(kinds=(TargetKind.GOVERNMENT,)))
    problem = hamlet.problem(
        targets=(government, hamlet.school()), programmes=(hamlet.programme(selection=only),)
    )
    assert [r.target for r in _due(problem)] == ["g"]
