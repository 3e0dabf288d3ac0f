import pytest

from models.policy import Cap
from models.programme import Per
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


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


def test_the_kind_is_that_of_the_programme_whatever_the_visit_states() -> None:
    plan = tiny.with_visit("r1", start=day("03-21"), kind=tiny.ProgrammeKind.MONITORING)
    codes = {f.text.code for f in judged.findings(PROBLEM, plan)}
    assert codes == {"audit.known.kind", "audit.caps.over"}


def test_first_and_last_day_of_a_month_count_in_it() -> None:
    for start, month in (("03-31", "2025-03"), ("04-01", "2025-04")):
        plan = tiny.with_visit("r4", start=day(start), end=day(start))
        found = judged.findings(PROBLEM, plan)
        told = [f.text.args["period"] for f in found if f.rule == "caps"]
        assert told == (["2025-04"] if month == "2025-04" else [])
    plan = tiny.with_visit("r1", start=day("03-31"), end=day("03-31"))
    only(PROBLEM, plan, "caps.over", "cap")
