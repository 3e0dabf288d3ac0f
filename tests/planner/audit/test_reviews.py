import pytest

from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


@pytest.mark.parametrize("due", ["07-01", "06-29"])
def test_a_half_year_without_a_review(due: str) -> None:
    plan = tiny.with_milestone("half-year", due=day(due))
    found = only(PROBLEM, plan, "reviews.missing", "review")
    assert found[0].dates == (day("06-30"),)


def test_four_a_year() -> None:
    problem = tiny.with_policy(reviews=tiny.Reviews(clause="review", per_year=4))
    found = only(problem, PLAN, "reviews.missing", "review", 2)
    assert [f.dates for f in found] == [(day("03-31"),), (day("09-30"),)]


def test_the_first_day_of_a_part_counts() -> None:
    plan = tiny.with_milestone("year", due=day("07-01"))
    assert judged.findings(PROBLEM, plan) == ()
