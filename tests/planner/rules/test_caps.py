"""No more visits to a school than its caps allow."""

import pytest

from models.calendar import Term
from models.policy import Cap
from models.problem import Problem
from models.programme import DayRule, Frequency, Per, ProgrammeKind
from planner.model import Arrangement, visit_model
from planner.rules import caps
from tests.planner import hamlet
from tests.planner.hamlet import at, day

COMPREHENSIVE, SPECIAL = ProgrammeKind.COMPREHENSIVE, ProgrammeKind.SPECIAL
TERMS = hamlet.calendar(
    terms=(
        Term(name="one", start=day("03-01"), end=day("04-30")),
        Term(name="two", start=day("05-10"), end=day("06-30")),
    )
)


def _problem(cap: Cap, **values: object) -> Problem:
    return hamlet.problem(
        programmes=(
            hamlet.programme("one", **values),
            hamlet.programme("two", **values),
            hamlet.programme("special", kind=SPECIAL, **values),
        ),
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        policy=hamlet.policy(caps=(cap,)),
        calendar=TERMS,
    )


def _cap(per: Per, most: int = 1, *kinds: ProgrammeKind) -> Cap:
    return Cap(clause="c", per=per, at_most=most, kinds=kinds or (COMPREHENSIVE,))


def _allowed(cap: Cap, one: str, two: str, **values: object) -> bool:
    placed = {"one_s1": at("p1", one), "two_s1": at("p1", two)}
    return hamlet.allows(caps, _problem(cap, **values), **placed)


@pytest.mark.parametrize(
    ("per", "two", "allowed"),
    [
        (Per.MONTH, "03-31", False),
        (Per.MONTH, "04-01", True),
        (Per.TERM, "04-30", False),
        (Per.TERM, "05-10", True),
        (Per.YEAR, "06-30", False),
    ],
)
def test_one_a_period(per: Per, two: str, allowed: bool) -> None:
    assert _allowed(_cap(per), "03-01", two) is allowed
    assert _allowed(_cap(per, 2), "03-01", two)


def test_a_visit_counts_where_it_starts() -> None:
    assert _allowed(_cap(Per.MONTH), "03-31", "04-01", half_days=4)


@pytest.mark.parametrize("per", list(Per))
def test_only_the_kinds_named_and_the_same_school(per: Per) -> None:
    problem, here = _problem(_cap(per)), at("p1", "03-01")
    assert hamlet.allows(caps, problem, one_s1=here, special_s1=at("p1", "03-02"))
    assert hamlet.allows(caps, problem, one_s1=here, two_s2=at("p1", "03-02"))
    both = _problem(_cap(per, 1, COMPREHENSIVE, SPECIAL))
    assert not hamlet.allows(caps, both, one_s1=here, special_s1=at("p1", "03-02"))


@pytest.mark.parametrize("per", list(Per))
def test_none_at_all(per: Per) -> None:
    assert not hamlet.allows(caps, _problem(_cap(per, 0)), one_s1=at("p1", "03-01"))
    assert hamlet.allows(caps, _problem(_cap(per, 0)), special_s1=at("p1", "03-01"))


def test_days_outside_terms_lie_in_no_term() -> None:
    assert _allowed(_cap(Per.TERM), "05-04", "05-05", days=DayRule.WORKING_DAYS)


def test_visits_bound_to_a_month() -> None:
    problem = _problem(_cap(Per.MONTH), frequency=Frequency(per=Per.MONTH))
    assert not hamlet.allows(
        caps, problem, one_s1_03=at("p1", "03-01"), two_s1_03=at("p1", "03-09")
    )
    assert hamlet.allows(caps, problem, one_s1_03=at("p1", "03-01"), two_s1_04=at("p1", "04-09"))


@pytest.mark.parametrize(("per", "allowed"), [(Per.YEAR, False), (Per.MONTH, True)])
def test_without_days_only_the_year_is_capped(per: Per, allowed: bool) -> None:
    built = visit_model(hamlet.case(_problem(_cap(per))), dated=False)
    caps.add(built)
    two = Arrangement({f"{n}-s1": at("p1", "03-01") for n in ("one", "two")})
    assert hamlet.is_feasible(built, two) is allowed
