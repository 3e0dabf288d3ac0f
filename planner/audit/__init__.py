"""The independent auditor: finds every rule that a finished plan breaks, from the problem alone.

It shares no code with the stages that make plans. One rule is one module with one `check`.
"""

from collections import defaultdict

from models.plan import AnnualPlan, ComplianceLine, ComplianceStatus, Finding
from models.problem import Problem
from models.text import Text
from planner.audit import (
    attendance,
    capacity,
    caps,
    certificate,
    consecutive,
    costs,
    coverage,
    days,
    duration,
    eligibility,
    engagement,
    exchange,
    frequency,
    gaps,
    indicators,
    joins,
    jurisdiction,
    known,
    leave,
    limits,
    milestones,
    nights,
    pairs,
    people,
    phases,
    pins,
    qualification,
    recusal,
    reserved,
    responsible,
    reviews,
    rotation,
    scores,
    sealed,
    selection,
    surplus,
    team,
    third_party,
    training,
    travel,
    trips,
    windows,
    workload,
    zones,
)
from planner.audit import figures as stated
from planner.audit.applicable import applicable
from planner.audit.case import AuditCase
from planner.audit.facts import facts
from planner.audit.figures import PlanFigures, figures
from planner.audit.settled import settled
from planner.audit.since import past, standing

__all__ = ["AuditCase", "PlanFigures", "audit", "figures", "findings"]

RULES = (
    known,
    coverage,
    surplus,
    selection,
    scores,
    jurisdiction,
    joins,
    windows,
    duration,
    days,
    people,
    leave,
    reserved,
    engagement,
    pins,
    limits,
    workload,
    consecutive,
    certificate,
    third_party,
    qualification,
    recusal,
    travel,
    team,
    rotation,
    exchange,
    pairs,
    caps,
    frequency,
    gaps,
    zones,
    eligibility,
    capacity,
    training,
    reviews,
    nights,
    phases,
    sealed,
    indicators,
    costs,
)
FOLLOWING = (responsible, attendance, milestones, stated, trips)


def audit(problem: Problem, plan: AnnualPlan) -> tuple[ComplianceLine, ...]:
    """How the plan stands to each clause of the policy, in the policy's order.

    What is found about visits already done alone is a fact.

    A clause that only a programme of the office's own names follows at the end when it is broken.

    Source: every clause of the table; docs/semantics.md.
    """
    case = AuditCase(problem, plan)
    found: dict[str, list[Finding]] = defaultdict(list)
    every = _found(case)
    for finding in standing(case, every):
        found[finding.clause].append(finding)
    reported: dict[str, list[Text]] = defaultdict(list)
    for clause, fact in (*facts(case), *past(case, every)):
        reported[clause].append(fact)
    judged = applicable(case) | _kept_with_their_programme(case, found)
    listed = dict.fromkeys(clause.id for clause in problem.policy.clauses)
    return tuple(
        ComplianceLine(
            clause=clause,
            status=_status(bool(found[clause]), clause in judged),
            findings=tuple(found[clause]),
            facts=tuple(reported[clause]),
        )
        for clause in (*listed, *(c for c in sorted(found) if c not in listed))
    )


def findings(case: AuditCase) -> list[Finding]:
    """Everything that is wrong with a plan, rule by rule."""
    return standing(case, _found(case))


def _found(case: AuditCase) -> list[Finding]:
    """What the rules find, also about what is done."""
    found = [finding for rule in RULES for finding in rule.check(case)]
    following = [finding for rule in FOLLOWING for finding in rule.check(case)]
    return found + list(settled(case, following, found))


def _status(broken: bool, judged: bool) -> ComplianceStatus:
    if broken:
        return ComplianceStatus.BROKEN
    return ComplianceStatus.KEPT if judged else ComplianceStatus.NOT_APPLICABLE


def _kept_with_their_programme(case: AuditCase, found: dict[str, list[Finding]]) -> frozenset[str]:
    """Further clauses of programmes whose first one, which bears their findings, is not broken."""
    return frozenset(
        clause
        for programme in case.problem.programmes
        if case.chosen[programme.id] and not found.get(case.clause_of(programme))
        for clause in programme.clauses[1:]
    )
