"""Rule `nights`: nobody sleeps away from home more often than allowed."""

from collections import Counter
from collections.abc import Iterator

from models.inspector import Inspector
from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """People with more nights away than the policy or they themselves allow.

    Source: docs/semantics.md, Trips; `people_clause` of the policy for their own limit.
    """
    yield from beyond(case, nights_of(case))


def beyond(case: AuditCase, slept: Counter[str]) -> Iterator[Finding]:
    """People who slept away more often than that."""
    policy = case.problem.policy
    for inspector in case.problem.inspectors:
        own = inspector.nights_per_year
        limits = [] if own is None else [(policy.people_clause, own)]
        limits += [(r.clause, r.at_most) for r in policy.nights if r.people.matches(inspector)]
        for clause, limit in limits:
            if slept[inspector.id] > limit:
                yield _over(clause, inspector, slept[inspector.id], limit)


def nights_of(case: AuditCase) -> Counter[str]:
    """Nights away of each person."""
    slept = Counter[str]()
    for journey in case.journeys:
        for inspector in journey.people:
            slept[inspector.id] += journey.trip.nights
    return slept


def _over(clause: str, inspector: Inspector, found: int, limit: int) -> Finding:
    words = {**about_person(inspector), "found": found, "limit": limit}
    return finding("nights.over", clause, words, inspectors=(inspector.id,))
