"""What is found by hand, the solver finds too; what it must not look at, it does not claim."""

from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import rebuilt
from planner.explain.attempt import attempt
from planner.explain.question import Answer, all_present, solved
from tests.planner import hamlet, village


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), regular=st.booleans(), days=st.integers(3, 12))
def test_a_yes_is_true(seed: int, *, regular: bool, days: int) -> None:
    case = hamlet.case(village.village(seed, days=days, regular=regular))
    if attempt(case):
        assert solved(all_present(case), 10) is Answer.POSSIBLE


def test_most_easy_villages_are_found() -> None:
    cases = [hamlet.case(village.village(seed, days=20)) for seed in range(12)]
    possible = [c for c in cases if solved(all_present(c), 10) is Answer.POSSIBLE]
    assert sum(map(attempt, possible)) > len(possible) / 2


def test_settled_visits_stay_in_the_way() -> None:
    week = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        calendar=hamlet.calendar("03-01", "03-01"),
    )
    case = hamlet.case(week)
    assert not attempt(case, {"visit-s1": hamlet.at("p1", "03-01")})
    two = hamlet.case(rebuilt(week, inspectors=hamlet.people(2)))
    assert attempt(two, {"visit-s1": hamlet.at("p1", "03-01")})


def test_no_claim_where_a_budget_is_a_cap() -> None:
    easy = hamlet.problem()
    costs = rebuilt(easy.costs, budget_cap=True, budget_yuan=0)
    assert attempt(hamlet.case(easy))
    assert not attempt(hamlet.case(rebuilt(easy, costs=costs)))
