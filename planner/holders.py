"""Who may be the responsible inspector of which target (责任督学资格)."""

from models.inspector import Employment, Inspector
from models.problem import Problem
from models.target import Target
from planner.horizon import Horizon
from planner.pins import holding
from planner.rules import certificate, leave, qualification, recusal, travel
from planner.travel import TravelTable


def zoned_targets(problem: Problem) -> list[Target]:
    """The targets that must have a responsible inspector."""
    return [t for t in problem.targets if problem.policy.zoning.targets.matches(t)]


def holders(problem: Problem, days: Horizon, table: TravelTable) -> dict[str, tuple[str, ...]]:
    """For each zoned target the ids of everybody who may hold it, in the order of the data.

    A pinned team of a visit that its responsible inspector makes, or is in, says who that is.

    Source: `nm.14c`, `nm.16a`, `my.4.1a`, `my.4.1c`, `hn.19`.
    """
    people = [p for p in problem.inspectors if _may_hold_any(problem, days, p)]
    found: dict[str, tuple[str, ...]] = {}
    for target in zoned_targets(problem):
        eligible = [
            r.people for r in problem.policy.zoning.eligibility if r.targets.matches(target)
        ]
        found[target.id] = tuple(
            p.id
            for p in people
            if qualification.permits(p, target)
            and all(rule.matches(p) for rule in eligible)
            and travel.permits(table, p, target)
            and (
                (p.id, target.id) not in problem.interests_by_pair
                or recusal.free_days(problem, days, p, target).all()
            )
        )
    return holding(problem, found)


def _may_hold_any(problem: Problem, days: Horizon, person: Inspector) -> bool:
    """Whether the person is an inspector with a certificate at some time of the year."""
    if person.employment is Employment.EXPERT:
        return False
    return bool(certificate.workable(problem, days, person).any())


def absent_months(problem: Problem, days: Horizon, person: Inspector) -> int:
    """Months of the year with school days, on none of which the person is there.

    There is who has a certificate and is not on leave.
    """
    school = days.working & (days.term >= 0)
    there = certificate.workable(problem, days, person) & leave.workable(problem, days, person)
    months = set(days.month[school].tolist())
    return len(months - set(days.month[school & there].tolist()))
