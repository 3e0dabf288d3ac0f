import pytest

from models.policy import Workload
from models.programme import Per
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN


@pytest.mark.parametrize(
    ("per", "most", "periods"),
    [(Per.MONTH, 0, 4), (Per.TERM, 2, 1), (Per.YEAR, 2, 1), (Per.YEAR, 3, 0), (Per.MONTH, 1, 0)],
)
def test_more_days_than_the_policy_allows(per: Per, most: int, periods: int) -> None:
    rule = Workload(clause="workload", people=tiny.PART_TIMERS, per=per, at_most_days=most)
    problem = tiny.with_policy(workload=(rule,))
    found = only(problem, PLAN, "workload.over", "workload", periods)
    assert all(f.inspectors == ("c",) for f in found)


def test_a_visit_that_begins_out_of_term_counts_in_no_term() -> None:
    plan = tiny.with_visit("g", start=tiny.day("08-29"), end=tiny.day("08-29"))
    rule = Workload(clause="workload", people=tiny.FULL_TIMERS, per=Per.TERM, at_most_days=0)
    found = judged.findings(tiny.with_policy(workload=(rule,)), plan)
    over = {f.inspectors for f in found if f.rule == "workload"}
    assert over == {("a",), ("b",)}
