"""A budget that is a cap: two visits of one day, each 100 yuan of board and no way."""

import pytest

from models.travel import Costs
from planner.options import Options
from planner.pipeline import plan_year
from planner.rules import budget
from tests.planner import hamlet

SCHOOLS = (hamlet.school("s1"), hamlet.school("s2"))


def problem(yuan: int, *, cap: bool = True, clause: str = "c"):  # type: ignore[no-untyped-def]
    return hamlet.problem(
        targets=SCHOOLS,
        policy=hamlet.policy(budget_clause=clause),
        costs=Costs(board_per_day_yuan=100, per_km_yuan=0, budget_yuan=yuan, budget_cap=cap),
    )


@pytest.mark.parametrize(
    ("yuan", "cap", "clause", "fits"),
    [
        (200, True, "c", True),
        (199, True, "c", False),
        (199, False, "c", True),
        (199, True, "", True),
    ],
)
def test_two_visits_within_the_cap(yuan: int, cap: bool, clause: str, fits: bool) -> None:
    case = hamlet.case(problem(yuan, cap=cap, clause=clause))
    first, second = (r.id.replace("-", "_") for r in case.requests)
    both = {first: hamlet.at("p1", "03-01"), second: hamlet.at("p1", "03-02")}
    assert hamlet.allows(budget, case, **both) is fits


def test_the_plan_leaves_out_what_the_cap_does_not_pay() -> None:
    plan = plan_year(problem(199), Options(time_limit_s=20))
    assert (len(plan.visits), len(plan.left_out)) == (1, 1)
    rules = {f.rule for line in plan.compliance for f in line.findings}
    assert "costs" not in rules
    over = plan_year(problem(199, cap=False), Options(time_limit_s=20))
    assert len(over.visits) == 2
    assert "costs" in {f.rule for line in over.compliance for f in line.findings}
