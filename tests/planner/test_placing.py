"""Days one after the other: never a broken rule, and an even rhythm of regular visits."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import rebuilt
from models.inspector import Employment, InspectorFilter
from models.plan import Half
from models.policy import Cap, Gap, Workload
from models.problem import PastVisit, Problem
from models.programme import Frequency, Per, ProgrammeKind, TeamRule, Window
from planner.case import Case
from planner.greedy import greedy_teams
from planner.model import Arrangement
from planner.placing import in_rhythm, place
from planner.visits import visits
from tests.planner import hamlet
from tests.planner.hamlet import index
from tests.planner.village import village

ALL = (ProgrammeKind.COMPREHENSIVE, ProgrammeKind.REGULAR, ProgrammeKind.SPECIAL)
MONTHLY = hamlet.programme(
    "regular",
    half_days=1,
    kind=ProgrammeKind.REGULAR,
    frequency=Frequency(per=Per.MONTH),
    team=TeamRule(responsible=True),
)


def _teams(case: Case) -> Arrangement:
    return Arrangement({r.id: hamlet.at("p1", "03-01") for r in case.requests})


def _placed(problem: Problem, **responsible: str) -> dict[str, str]:
    """Where p1's visits come to lie: day and half."""
    case = hamlet.case(problem, responsible)
    found = place(case, _teams(case), {})
    assert hamlet.findings(case, found) == []
    return {
        name: f"{case.days.date_of(p.day):%m-%d} {p.half.value}" for name, p in found.placed.items()
    }


VILLAGES = st.builds(
    village,
    st.integers(0, 10**6),
    schools=st.integers(1, 6),
    people=st.integers(1, 5),
    days=st.integers(1, 40),
    regular=st.booleans(),
)
PAST = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(ALL), st.integers(1, 80)), max_size=3)


@settings(deadline=None, max_examples=60)
@given(problem=VILLAGES, past=PAST)
def test_never_breaks_a_rule(problem: Problem, past: list[tuple[int, ProgrammeKind, int]]) -> None:
    known = {t.id for t in problem.targets}
    history = tuple(
        PastVisit(target=f"s{n}", kind=kind, day=date.fromordinal(date(2027, 3, 5).toordinal() - d))
        for n, kind, d in past
        if f"s{n}" in known
    )
    case = hamlet.case(rebuilt(problem, history=history))
    found = place(case, greedy_teams(case), {})
    assert hamlet.findings(case, found) == []


@settings(deadline=None, max_examples=15)
@given(problem=VILLAGES)
def test_rhythm_breaks_no_rule_and_keeps_teams_and_team_visits(problem: Problem) -> None:
    case = hamlet.case(problem)
    start = place(case, greedy_teams(case), {})
    found = in_rhythm(case, start)
    assert hamlet.findings(case, found) == []
    assert set(found.placed) == set(start.placed)
    for name, placement in found.placed.items():
        assert placement.team == start.placed[name].team
        if not case.request[name].team.responsible:
            assert (placement.day) == start.placed[name].day


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_in_rhythm_is_audited(seed: int) -> None:
    case = hamlet.case(village(seed, days=20, regular=True))
    assert hamlet.findings(case, visits(case, hamlet.search()).arrangement) == []


def _schools(number: int) -> tuple[object, ...]:
    return tuple(hamlet.school(f"s{n}") for n in range(1, number + 1))


def test_quiet_days_first() -> None:
    week = hamlet.calendar("03-01", "03-05")
    visit = hamlet.programme(half_days=1)
    placed = _placed(hamlet.problem(targets=_schools(5), calendar=week, programmes=(visit,)))
    assert sorted(placed.values()) == [f"03-0{n} am" for n in range(1, 6)]


def test_two_half_days_share_a_day_morning_first() -> None:
    visit = hamlet.programme(half_days=1)
    one_day = hamlet.calendar("03-01", "03-01")
    placed = _placed(hamlet.problem(targets=_schools(3), programmes=(visit,), calendar=one_day))
    assert sorted(placed.values()) == ["03-01 am", "03-01 pm"]  # the third finds no place


def test_visits_with_few_days_are_placed_first() -> None:
    """s1 may lie anywhere, s2 on the first day only: both are placed."""
    away = hamlet.interest("p1", "s2").model_copy(update={"start": hamlet.day("03-02")})
    placed = _placed(
        hamlet.problem(
            targets=_schools(2), interests=(away,), calendar=hamlet.calendar("03-01", "03-02")
        )
    )
    assert placed == {"visit-s1": "03-02 am", "visit-s2": "03-01 am"}


def test_days_given_are_kept() -> None:
    case = hamlet.case(hamlet.problem(targets=_schools(2)))
    days = [index("03-15"), index("03-16")]
    found = place(case, _teams(case), {"visit-s1": days, "visit-s2": days}).placed
    assert {found[r].day for r in ("visit-s1", "visit-s2")} == set(days)


@pytest.mark.parametrize(
    ("past", "days"),
    [
        (date(2027, 2, 25), ["03-01 am", "03-05 am"]),
        (date(2027, 2, 26), ["03-02 am"]),  # the next would be 6 March, a Saturday
    ],
)
def test_gap_after_history_and_between_visits(past: date, days: list[str]) -> None:
    gap = Gap(clause="c", least_days=4, kinds=ALL)
    problem = hamlet.problem(
        programmes=(hamlet.programme("one"), hamlet.programme("two")),
        policy=hamlet.policy(gaps=(gap,)),
        calendar=hamlet.calendar("03-01", "03-05"),
        history=(PastVisit(target="s1", kind=ProgrammeKind.REGULAR, day=past),),
    )
    assert list(_placed(problem).values()) == days


def test_gap_counts_from_the_last_day() -> None:
    gap = Gap(clause="c", least_days=2, kinds=ALL)
    problem = hamlet.problem(
        programmes=(hamlet.programme("one", half_days=4), hamlet.programme("two", half_days=4)),
        policy=hamlet.policy(gaps=(gap,)),
        calendar=hamlet.calendar("03-01", "03-05"),
    )
    assert list(_placed(problem).values()) == ["03-01 am", "03-04 am"]


@pytest.mark.parametrize(("first", "placed"), [("03-02", 1), ("03-01", 2)])
def test_gap_before_a_visit_counts_from_the_last_day_too(first: str, placed: int) -> None:
    """The visit of 4 March is placed first; two days before it must end on 2 March."""
    gap = Gap(clause="c", least_days=2, kinds=ALL)
    fixed = hamlet.programme("fixed", windows=(Window(first="03-04", last="03-04"),))
    early = Window(first=first, last="03-03")
    problem = hamlet.problem(
        programmes=(fixed, hamlet.programme("long", half_days=4, windows=(early,))),
        policy=hamlet.policy(gaps=(gap,)),
    )
    assert len(_placed(problem)) == placed


def test_cap_of_a_month() -> None:
    cap = Cap(clause="c", per=Per.MONTH, at_most=1, kinds=ALL)
    problem = hamlet.problem(
        programmes=tuple(hamlet.programme(n) for n in ("one", "two", "three")),
        policy=hamlet.policy(caps=(cap,)),
        calendar=hamlet.calendar("03-30", "04-02"),
    )
    assert sorted(_placed(problem).values()) == ["03-30 am", "04-01 am"]


def test_workload_of_a_month() -> None:
    part = InspectorFilter(employment=(Employment.PART_TIME,))
    limit = Workload(clause="c", people=part, per=Per.MONTH, at_most_days=1)
    problem = hamlet.problem(
        targets=_schools(3),
        inspectors=(hamlet.person(employment=Employment.PART_TIME),),
        policy=hamlet.policy(workload=(limit,)),
        calendar=hamlet.calendar("03-30", "04-02"),
    )
    assert sorted(_placed(problem).values()) == ["03-30 am", "04-01 am"]


def test_regular_visits_go_round_the_zone_over_the_month() -> None:
    """Five schools and 21 school days in April: a school about every fourth day."""
    targets = _schools(5)
    problem = hamlet.problem(
        targets=targets, programmes=(MONTHLY,), calendar=hamlet.calendar("04-01", "04-30")
    )
    case = hamlet.case(problem, {t.id: "p1" for t in targets})  # type: ignore[attr-defined]
    found = place(case, _teams(case), {})
    days = sorted(p.day for p in found.placed.values())
    assert len(days) == 5
    assert all(4 <= later - day <= 8 for day, later in pairwise(days))


def test_each_school_is_seen_about_a_month_apart() -> None:
    targets = _schools(5)
    problem = hamlet.problem(
        targets=targets, programmes=(MONTHLY,), calendar=hamlet.calendar("03-01", "06-30")
    )
    case = hamlet.case(problem, {t.id: "p1" for t in targets})  # type: ignore[attr-defined]
    found = place(case, _teams(case), {}).placed
    for target in targets:
        days = [found[f"regular-{target.id}-0{m}"].day for m in (3, 4, 5, 6)]  # type: ignore[attr-defined]
        assert all(23 <= later - day <= 38 for day, later in pairwise(days))


def test_inspectors_do_not_all_go_on_the_same_days() -> None:
    targets = _schools(4)
    problem = hamlet.problem(
        targets=targets,
        inspectors=hamlet.people(4),
        programmes=(MONTHLY,),
        calendar=hamlet.calendar("04-01", "04-30"),
    )
    case = hamlet.case(problem, {f"s{n}": f"p{n}" for n in (1, 2, 3, 4)})
    teams = Arrangement({f"regular-s{n}-04": hamlet.at(f"p{n}", "04-01") for n in (1, 2, 3, 4)})
    days = {p.day for p in place(case, teams, {}).placed.values()}
    assert len(days) == 4


def test_rhythm_spreads_what_lay_on_one_day() -> None:
    targets = _schools(2)
    problem = hamlet.problem(
        targets=targets, programmes=(MONTHLY,), calendar=hamlet.calendar("04-01", "04-02")
    )
    case = hamlet.case(problem, {"s1": "p1", "s2": "p1"})
    odd = Arrangement(
        {
            "regular-s1-04": hamlet.at("p1", "04-02", Half.PM),
            "regular-s2-04": hamlet.at("p1", "04-02", Half.AM),
        }
    )
    days = {p.day for p in in_rhythm(case, odd).placed.values()}
    assert days == {index("04-01"), index("04-02")}


def test_rhythm_gives_up_when_a_visit_would_be_lost() -> None:
    """One visit in a month: the one placed first takes the only place of the other."""
    cap = Cap(clause="c", per=Per.MONTH, at_most=1, kinds=ALL)
    visit = hamlet.programme("visit")
    problem = hamlet.problem(
        programmes=(MONTHLY, visit),
        policy=hamlet.policy(caps=(cap,)),
        calendar=hamlet.calendar("03-30", "04-02"),
    )
    case = hamlet.case(problem, {"s1": "p1"})
    broken = Arrangement(
        {
            "visit-s1": hamlet.at("p1", "04-01"),
            "regular-s1-03": hamlet.at("p1", "03-30"),
            "regular-s1-04": hamlet.at("p1", "04-02"),
        }
    )
    assert in_rhythm(case, broken) is broken
