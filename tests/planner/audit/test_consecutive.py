import pytest

from models.policy import Consecutive
from tests.planner.audit import judged, tiny
from tests.planner.audit.tiny import PLAN, day


@pytest.mark.parametrize(("most", "runs"), [(1, 1), (2, 0)])
def test_more_days_in_a_row_than_the_policy_allows(most: int, runs: int) -> None:
    long = next(v for v in tiny.VISITS if v.half_days > 2)
    rule = Consecutive(clause="workload", people=tiny.FULL_TIMERS, at_most_days=most)
    problem = tiny.with_policy(consecutive=(rule,))
    found = [f for f in judged.findings(problem, PLAN) if f.rule == "consecutive"]
    assert {f.inspectors[0] for f in found} == (set(long.team) & {"a", "b"} if runs else set())
    assert all(f.text.args["found"] == 2 for f in found)
    assert all(f.dates == (long.start, long.end) for f in found)


def test_two_visits_that_follow_each_other_are_one_run() -> None:
    rule = Consecutive(clause="workload", people=tiny.FULL_TIMERS, at_most_days=2)
    long = next(v for v in tiny.VISITS if v.half_days > 2 and "a" in v.team)
    start = long.end.replace(day=long.end.day + 1)
    other = next(v for v in tiny.VISITS if v.id != long.id and "a" in v.team)
    plan = tiny.with_visit(other.id, start=start, end=start)
    found = judged.findings(tiny.with_policy(consecutive=(rule,)), plan)
    (run,) = [f for f in found if f.rule == "consecutive" and f.inspectors == ("a",)]
    assert run.clause == "workload"
    assert run.text.args["found"] == 3
    assert day("01-01") < run.dates[0]
