"""The audit over the plans of several offices: what no office can see by itself.

Each plan is judged by itself too; here their visits are put together. Source: docs/semantics.md,
Several offices.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from models.plan import AnnualPlan, ComplianceLine, ComplianceStatus, Finding, PlanStatus
from models.problem import Problem
from models.tiers import OfficePlan
from planner.audit import caps, consecutive, gaps, limits, nights, offices, people, workload
from planner.audit.case import AuditCase

RULES = (people, limits, workload, consecutive, caps, gaps)


def across(problem: Problem, plans: Sequence[OfficePlan]) -> tuple[ComplianceLine, ...]:
    """How all plans together stand to the clauses that bind across offices, in the policy's order.

    Nobody is in two places at once; limits of people's work and nights, and of visits to targets,
    hold over all offices; every office has a plan and plans what is its own.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in _findings(problem, plans):
        found[finding.clause].append(finding)
    judged = _judged(problem)
    return tuple(
        ComplianceLine(
            clause=clause,
            status=ComplianceStatus.BROKEN if found[clause] else ComplianceStatus.KEPT,
            findings=tuple(found[clause]),
        )
        for clause in dict.fromkeys((*judged, *sorted(found)))
    )


def _findings(problem: Problem, plans: Sequence[OfficePlan]) -> Iterator[Finding]:
    case = AuditCase(problem, _together(plans))
    for rule in RULES:
        yield from rule.check(case)
    yield from nights.beyond(case, _nights(plans))
    yield from offices.check(case, plans)


def _together(plans: Sequence[OfficePlan]) -> AnnualPlan:
    """All visits as if one office made them; each office's under ids of its own."""
    visits = (
        visit.model_copy(update={"id": f"{one.key}/{visit.id}"})
        for one in plans
        for visit in one.plan.visits
    )
    return AnnualPlan(origin=None, status=PlanStatus.COMPLETE, zones=None, visits=tuple(visits))


def _nights(plans: Sequence[OfficePlan]) -> Counter[str]:
    slept = Counter[str]()
    for one in plans:
        for trip in one.plan.trips or ():
            for person in trip.people if trip.nights else ():
                slept[person] += trip.nights
    return slept


def _judged(problem: Problem) -> Iterator[str]:
    policy = problem.policy
    used = {policy.people_clause}
    for rules in (policy.workload, policy.consecutive, policy.nights, policy.caps, policy.gaps):
        used.update(rule.clause for rule in rules)
    used.update(p.clauses[0] for p in problem.programmes if p.clauses)
    yield from (clause.id for clause in policy.clauses if clause.id in used)
