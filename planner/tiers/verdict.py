"""The auditor's verdict on the plans of several offices."""

from collections.abc import Iterator

from models.plan import ComplianceLine
from models.problem import Problem
from models.tiers import TieredPlan
from planner.audit import audit
from planner.audit.across import across
from planner.tiers.ledger import Ledger
from planner.tiers.offices import Offices
from planner.tiers.share import share


def verdict(problem: Problem, plan: TieredPlan) -> tuple[ComplianceLine, ...]:
    """How all plans together stand to the clauses."""
    return across(problem, plan.offices)


def audit_tiers(
    problem: Problem, plan: TieredPlan
) -> tuple[tuple[ComplianceLine, ...], dict[str, tuple[ComplianceLine, ...]]]:
    """The verdict on all together, and on each task's plan by its key."""
    plan_of = {one.key: one.plan for one in plan.offices}
    own = {key: audit(part, plan_of[key]) for key, part in shares(problem, plan)}
    return verdict(problem, plan), own


def shares(problem: Problem, plan: TieredPlan) -> Iterator[tuple[str, Problem]]:
    """For each task that has a plan its key and its share of the problem.

    The share holds the visits that the plans before it state.
    """
    offices = Offices(problem)
    ledger = Ledger(offices, offices.tasks)
    plan_of = {one.key: one.plan for one in plan.offices}
    for task in offices.tasks:
        if task.key in plan_of:
            yield task.key, share(offices, task, ledger.before(task))
            ledger.add(task, plan_of[task.key])
