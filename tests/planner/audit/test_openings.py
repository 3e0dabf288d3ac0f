from datetime import date

import pytest

from models.calendar import Break, BreakKind, Term
from models.problem import Problem
from models.programme import DayRule, Frequency, Per, Programme, Window
from planner.audit.openings import Openings
from tests.planner.audit import tiny
from tests.planner.audit.tiny import PROBLEM, day

S1, S4 = PROBLEM.target_by_id["s1"], PROBLEM.target_by_id["s4"]
REGULAR = PROBLEM.programme_by_id["regular"]


def months(programme: Programme, least: int, **values: object) -> list[str]:
    frequency = Frequency(per=Per.MONTH, min_days=least)
    changed = programme.model_copy(update={"frequency": frequency, **values})
    return [p.name for p in Openings(PROBLEM).due_periods(changed, S4)]


def problem(terms: tuple[Term, ...] = (), breaks: tuple[Break, ...] = ()) -> Problem:
    calendar = tiny.CALENDAR.model_copy(
        update={"terms": terms or tiny.CALENDAR.terms, "breaks": breaks}
    )
    return tiny.problem(calendar=calendar)


def test_a_month_counts_with_exactly_the_least_days() -> None:
    assert "2025-05" in months(REGULAR, 20)
    assert "2025-05" not in months(REGULAR, 21)


@pytest.mark.parametrize(
    ("first", "last", "least", "number"),
    [("03-10", "03-14", 5, 1), ("03-10", "03-14", 6, 0), ("03-10", "03-10", 1, 1)],
)
def test_days_in_the_windows_count(first: str, last: str, least: int, number: int) -> None:
    window = Window(first=first, last=last)
    assert len(months(REGULAR, least, windows=(window,))) == number


@pytest.mark.parametrize(("around", "least", "number"), [((3, 1), 4, 1), ((3, 1), 5, 0)])
def test_days_round_the_end_of_a_term_count(
    around: tuple[int, int], least: int, number: int
) -> None:
    # 7 to 11 April 2025 are Monday to Friday; the head of s4 leaves on the 10th
    assert len(months(REGULAR, least + 1, around_term_end=around)) == number


def test_terms_of_two_years_are_clipped() -> None:
    terms = (
        Term(name="before", start=date(2024, 9, 1), end=date(2025, 1, 10)),
        Term(name="past", start=date(2024, 2, 1), end=date(2024, 12, 31)),
        Term(name="one day", start=date(2025, 12, 31), end=date(2026, 1, 31)),
        Term(name="next", start=date(2026, 1, 1), end=date(2026, 1, 31)),
    )
    periods = Openings(problem(terms=terms)).periods(Per.TERM)
    assert [(p.name, p.first, p.last) for p in periods] == [
        ("before", day("01-01"), day("01-10")),
        ("one day", day("12-31"), day("12-31")),
    ]


@pytest.mark.parametrize(("region", "closed"), [("county", 1), ("city", 1), ("other", 0)])
def test_breaks_of_a_region_and_those_above(region: str, closed: int) -> None:
    feast = Break(
        name="feast",
        kind=BreakKind.OTHER,
        start=day("03-20"),
        end=day("03-20"),
        regions=(region,),
    )
    openings = Openings(problem(breaks=(feast,)))
    assert (day("03-20") not in openings.visitable(S1, DayRule.SCHOOL_DAYS)) == closed
    assert openings.break_on(S1, day("03-20")) == (feast if closed else None)
    assert openings.break_on(S1, day("03-21")) is None
