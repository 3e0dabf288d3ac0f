from models.plan import ComplianceStatus
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM

TOTAL = 240 + 390 + 440 + 390 + 6 * 70 + 2 * 145 + 240 + 70


def budget(yuan: int | None) -> tiny.Problem:
    return tiny.problem(costs=PROBLEM.costs.model_copy(update={"budget_yuan": yuan}))


def test_a_plan_above_its_budget() -> None:
    found = only(budget(TOTAL - 1), PLAN, "costs.budget", "budget")
    assert (found[0].text.args["found"], found[0].text.args["over"]) == (TOTAL, 1)


def test_a_plan_within_its_budget() -> None:
    assert judged.findings(budget(TOTAL), PLAN) == ()


def test_no_budget_is_not_applicable_but_the_cost_is_told() -> None:
    line = judged.line_of(budget(None), PLAN, "budget")
    assert line.status is ComplianceStatus.NOT_APPLICABLE
    assert [dict(fact.args) for fact in line.facts] == [{"cost": TOTAL}]
