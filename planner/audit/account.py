"""What a plan comes to, counted from problem and plan alone, so that plans can be compared."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from models.account import Account, ProgrammeAccount
from models.inspector import Inspector
from models.plan import AnnualPlan, ComplianceLine, ComplianceStatus, Half
from models.problem import Problem
from models.rollup import ClauseFigures
from models.target import School
from planner.audit import AuditCase, audit
from planner.audit.certificate import valid_on
from planner.audit.figures import measure
from planner.audit.headcount import shortfalls


def account(problem: Problem, plan: AnnualPlan) -> Account:
    """Count and cost a plan by the auditor's own reading of distances, trips, dues and clauses.

    What the plan claims of itself, its cost or its compliance, is not looked at.

    Parameters
    ----------
    plan
        Its open form, when it has sealed visits: sums over all visits would tell of them.

    Source: docs/semantics.md, Comparing scenarios.
    """
    case = AuditCase(problem, plan)
    counted = measure(case)
    return Account(
        programmes=tuple(_programmes(case)),
        visits=counted.visits,
        saved=sum(len(row.programmes) - 1 for row in case.dated if row.programmes),
        travel_km=counted.travel_km,
        cost_yuan=counted.cost_yuan,
        nights=counted.nights_away,
        half_days=counted.workload_half_days,
        able=tuple(i.id for i in problem.inspectors if _can_work(case, i)),
        visits_by_school={
            t.id: counted.visits_by_target[t.id] for t in problem.targets if isinstance(t, School)
        },
        visits_by_week=dict(sorted(Counter(map(_monday, _first_days(case))).items())),
        clauses=tuple(map(clause_account, audit(problem, plan))),
        headcounts=tuple(shortfalls(case)),
        withheld=plan.withheld,
    )


def _programmes(case: AuditCase) -> Iterator[ProgrammeAccount]:
    due: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for item in case.dues:
        due[item.programme.id] += item.number
        missing[item.programme.id] += item.missing
    done = Counter(programme.id for row in case.dated for programme in row.programmes)
    for programme in case.problem.programmes:
        if due[programme.id] or done[programme.id]:
            yield ProgrammeAccount(
                programme=programme.id,
                name=programme.name,
                mandatory=programme.mandatory,
                priority=programme.priority,
                due=due[programme.id],
                done=done[programme.id],
                left_out=missing[programme.id],
            )


def _can_work(case: AuditCase, inspector: Inspector) -> bool:
    """Whether the person is free on some working day, with a certificate where one is due."""
    own = (inspector.days_per_week, inspector.days_per_month, inspector.days_per_year)
    if 0 in own:
        return False
    leave = case.leave_days.get(inspector.id, frozenset())
    taken = case.training_halves.get(inspector.id, set()) | case.engaged_halves.get(
        inspector.id, frozenset()
    )
    certified = case.problem.policy.certificate.required_of.matches(inspector)
    return any(
        day not in leave
        and any((day, half) not in taken for half in Half)
        and (not certified or valid_on(inspector, day))
        for day in case.openings.working_days
    )


def _first_days(case: AuditCase) -> Iterator[date]:
    return (row.days[0] for row in case.dated)


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def clause_account(line: ComplianceLine) -> ClauseFigures:
    """One clause of a verdict, to be counted and summed."""
    return ClauseFigures(
        clause=line.clause,
        kept=int(line.status is ComplianceStatus.KEPT),
        broken=int(line.status is ComplianceStatus.BROKEN),
        not_applicable=int(line.status is ComplianceStatus.NOT_APPLICABLE),
        findings=len(line.findings),
    )
