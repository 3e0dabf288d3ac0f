"""Which clauses a plan gave the auditor occasion to judge."""

from collections.abc import Iterator

from planner.audit.case import AuditCase
from planner.audit.headcount import concerns, counted
from planner.audit.training import KINDS, due_hours


def applicable(case: AuditCase) -> frozenset[str]:
    """Clauses for which there is a rule, data it concerns, and a statement of the plan."""
    return frozenset(
        clause
        for part in (_visits, _people, _target_limits, _zones, _training, _follow_up, _office)
        for clause in part(case)
    )


def _visits(case: AuditCase) -> Iterator[str]:
    policy, problem = case.problem.policy, case.problem
    for programme in problem.programmes:
        if case.chosen[programme.id]:
            yield case.clause_of(programme)
    for row in case.rows:
        if row.leading_programme is not None:
            yield case.clause_of(row.leading_programme)
            yield from (clause for p in row.programmes for clause in p.team.clauses)
    if case.rows:
        yield from (policy.days.clause, policy.people_clause, policy.team_clause)
    for entry in policy.jurisdiction:
        if any(entry.targets.matches(place.target) for place in case.placed):
            yield entry.clause


def _people(case: AuditCase) -> Iterator[str]:
    policy, problem = case.problem.policy, case.problem
    planned = bool(case.rows or case.zone_pairs)
    if planned:
        yield policy.qualification.clause
    if planned and problem.interests:
        yield policy.recusal.clause
    if planned and any(policy.certificate.required_of.matches(i) for i in problem.inspectors):
        yield policy.certificate.clause
    third = policy.third_party
    if case.rows and third is not None:
        rows = case.rows_by_member
        if any(third.required_of.matches(i) and i.id in rows for i in problem.inspectors):
            yield third.clause
    if planned and any(i.max_travel_km is not None for i in problem.inspectors):
        yield policy.travel_clause
    for limit in policy.nights:
        if case.plan.trips and any(limit.people.matches(i) for i in problem.inspectors):
            yield limit.clause
    members = {member.id for place in case.team_visits for member in place.row.members}
    for pair in problem.pairs:
        if members & {pair.first, pair.second}:
            yield pair.clause or policy.team_clause
    work = [(rule.clause, rule.people) for rule in policy.workload]
    work += [(rule.clause, rule.people) for rule in policy.consecutive]
    for clause, people in work:
        if case.rows and any(people.matches(i) for i in problem.inspectors):
            yield clause


def _target_limits(case: AuditCase) -> Iterator[str]:
    kinds = {row.kind for row in case.rows}
    policy = case.problem.policy
    rules = [(cap.clause, cap.kinds) for cap in policy.caps]
    rules += [(gap.clause, gap.kinds) for gap in policy.gaps]
    yield from (clause for clause, of_rule in rules if kinds.intersection(of_rule))


def _zones(case: AuditCase) -> Iterator[str]:
    zoning = case.problem.policy.zoning
    if case.plan.zones is None or not case.zoned:
        return
    yield from (zoning.clause, zoning.capacity_clause, zoning.travel_clause)
    large = zoning.dedicated_from
    if large is not None and any(t.size >= large for t in case.zoned):
        yield zoning.dedicated_clause
    rules = [(quota.clause, quota.targets) for quota in zoning.quotas]
    rules += [(rule.clause, rule.targets) for rule in zoning.eligibility]
    for clause, targets in rules:
        if any(targets.matches(t) for t in case.zoned):
            yield clause


def _training(case: AuditCase) -> Iterator[str]:
    if case.plan.training is not None and any(
        due_hours(case, inspector, kind) for inspector in case.trained for kind in KINDS
    ):
        yield case.problem.policy.training.clause


def _follow_up(case: AuditCase) -> Iterator[str]:
    if case.plan.milestones is None:
        return
    kinds = {place.row.kind for place in case.placed_and_dated}
    for rule in case.problem.policy.follow_up:
        if kinds.intersection(rule.kinds):
            yield rule.feedback_clause
            if rule.rectification_days is not None:
                yield rule.rectification_clause
            if rule.look_back_days is not None:
                yield rule.look_back_clause
    if case.problem.policy.reviews is not None:
        yield case.problem.policy.reviews.clause
    for programme in case.problem.programmes:
        if case.chosen[programme.id]:
            yield from (phase.clause for phase in programme.phases)


def _office(case: AuditCase) -> Iterator[str]:
    policy, problem = case.problem.policy, case.problem
    if case.rows and problem.costs.budget_yuan is not None:
        yield policy.budget_clause
    if case.rows:
        yield policy.report_clause
    if policy.risk is not None and case.plan.selected:
        yield policy.risk.clause
    if policy.indicators is not None and problem.indicators:
        yield policy.indicators.clause
    for ratio in policy.staffing.ratios:
        if counted(case, ratio):
            yield ratio.clause
    for share in policy.staffing.shares:
        if concerns(case, share.offices) and any(
            share.among.matches(i) for i in problem.inspectors
        ):
            yield share.clause
