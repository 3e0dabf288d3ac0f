import pytest

from models.policy import Cap
from models.programme import Per
from tests.planner.audit import tiny
from tests.planner.audit.tiny import PLAN, PROBLEM, day, only


def test_two_visits_in_a_month() -> None:
    plan = tiny.with_visit("r1", start=day("03-21"), end=day("03-21"))
    found = only(PROBLEM, plan, "caps.over", "cap")
    assert found[0].visits == ("v1", "r1")
    assert found[0].text.args["period"] == "2025-03"


@pytest.mark.parametrize(
    ("per", "most", "number"),
    [(Per.YEAR, 3, 1), (Per.YEAR, 4, 0), (Per.TERM, 1, 5), (Per.TERM, 2, 0)],
)
def test_years_and_terms(per: Per, most: int, number: int) -> None:
    kinds = (tiny.COMPREHENSIVE, tiny.SPECIAL, tiny.REGULAR)
    cap = Cap(clause="cap", per=per, at_most=most, kinds=kinds)
    only(tiny.with_policy(caps=(cap,)), PLAN, "caps.over", "cap", number)
