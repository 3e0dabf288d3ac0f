"""Several offices compared as one."""

from models.account import summed
from models.base import rebuilt
from models.comparison import Mark
from models.tiers import TieredPlan
from planner.audit.account import account, clause_account
from planner.options import Options
from planner.tiers import Shares
from scenarios.compare import Case, compare, compared
from tests.planner.tiers.realm import realm

OPTIONS = Options(time_limit_s=1)


def test_accounts_of_all_offices_are_summed() -> None:
    base = realm(2, prefectures=1, counties=1)
    dear = rebuilt(base, costs=rebuilt(base.costs, per_km_yuan=4))
    cases = (Case("base", (), base), Case("dear", ("dear",), dear))
    alone = compare(cases[:1], OPTIONS, 2)
    # the same plan at other prices: what it costs is counted anew
    made = compared(cases, (*alone.outcomes, *alone.outcomes), OPTIONS)
    for case, outcome, scenario in zip(
        cases, made.outcomes, made.comparison.scenarios, strict=True
    ):
        assert isinstance(outcome, TieredPlan)
        plans = {one.key: one.plan for one in outcome.offices}
        own = [account(part, plans[key]) for key, part in Shares(case.problem, outcome).items()]
        across = tuple(map(clause_account, outcome.compliance))
        assert scenario.account == summed(own, across)
        assert scenario.account.visits == sum(len(plan.visits) for plan in plans.values())
        costs = [trip.cost_yuan for plan in plans.values() for trip in plan.trips or ()]
        assert (scenario.account.cost_yuan == sum(costs)) is (scenario.name == "base")
        assert len(scenario.account.clauses) == len({c.clause for c in scenario.account.clauses})
    levels = {(one.stage, one.code): one for one in made.comparison.levels}
    assert ("teams", "balance") not in levels
    for one in levels.values():
        _, cell = one.cells
        assert cell is not None
        assert cell.judgement is not None
        assert cell.judgement.mark is not Mark.EFFECT
