"""Who may be the responsible inspector of which target (责任督学资格)."""

from models.inspector import Employment, Inspector
from models.problem import Problem
from models.target import Target
from planner.horizon import Horizon
from planner.rules import certificate, qualification, recusal, travel
from planner.travel import TravelTable

HOLDER_RULES = ("employment", "certificate", "qualification", "eligibility", "recusal", "travel")


def zoned_targets(problem: Problem) -> list[Target]:
    """The targets that must have a responsible inspector."""
    return [t for t in problem.targets if problem.policy.zoning.targets.matches(t)]


def refusal(
    problem: Problem, days: Horizon, table: TravelTable, inspector: Inspector, target: Target
) -> str | None:
    """The first of `HOLDER_RULES` that forbids this person to hold this target; None if none does.

    Source: `nm.14c`, `nm.16a`, `my.4.1a`, `my.4.1c`, `hn.19`.
    """
    if inspector.employment is Employment.EXPERT:
        return "employment"
    if not certificate.workable(problem, days, inspector).any():
        return "certificate"
    if not qualification.permits(inspector, target):
        return "qualification"
    for rule in problem.policy.zoning.eligibility:
        if rule.targets.matches(target) and not rule.people.matches(inspector):
            return "eligibility"
    if not recusal.free_days(problem, days, inspector, target).all():
        return "recusal"
    if not travel.permits(table, inspector, target):
        return "travel"
    return None


def holders(problem: Problem, days: Horizon, table: TravelTable) -> dict[str, tuple[str, ...]]:
    """For each zoned target the ids of everybody who may hold it, in the order of the data."""
    return {
        target.id: tuple(
            person.id
            for person in problem.inspectors
            if refusal(problem, days, table, person, target) is None
        )
        for target in zoned_targets(problem)
    }
