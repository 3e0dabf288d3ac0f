"""The figures of one plan, as its office reports them."""

from collections import Counter
from collections.abc import Mapping

from models.inspector import Inspector
from models.plan import AnnualPlan, ComplianceLine, ComplianceStatus, PlanStatus
from models.problem import Problem
from models.rollup import (
    ClauseFigures,
    Figures,
    HeadcountFigure,
    OfficeFigures,
    PersonLoad,
    ProgrammeFigures,
)
from models.tiers import OWN
from planner.audit import AuditCase, audit
from planner.audit.figures import measure
from planner.staffing import headcounts


def office_figures(problem: Problem, plan: AnnualPlan, task: str = OWN) -> OfficeFigures:
    """What the office of a problem reports of a plan, by the auditor's own count.

    Parameters
    ----------
    plan
        Its open form, when it has sealed visits: sums over all visits would tell of them.

    Source: `nm.3b`, `hn.3`, `sj.2.1`; docs/semantics.md, Roll-up.
    """
    case = AuditCase(problem, plan)
    counted = measure(case)
    lines = plan.compliance or audit(problem, plan)
    return OfficeFigures(
        office=problem.office,
        task=task,
        dataset=problem.id,
        policy=problem.policy.id,
        fictional=problem.fictional,
        provisional=problem.calendar.provisional,
        complete=plan.status is PlanStatus.COMPLETE,
        figures=Figures(
            visits=counted.visits,
            person_half_days=sum(counted.workload_half_days.values()),
            travel_km=counted.travel_km,
            nights=counted.nights_away,
            cost_yuan=counted.cost_yuan,
            withheld=plan.withheld,
            headcounts=_headcounts(problem) if task == OWN else (),
            programmes=_programmes(case, counted.visits_by_programme),
            clauses=tuple(clause_figures(line) for line in lines),
        ),
        people=tuple(
            PersonLoad(
                person=person.id,
                office=_office_of(problem, person),
                employment=person.employment,
                half_days=counted.workload_half_days[person.id],
            )
            for person in problem.inspectors
        ),
    )


def _headcounts(problem: Problem) -> tuple[HeadcountFigure, ...]:
    return tuple(
        HeadcountFigure(clause=f.clause, have=f.have, need=f.need, short=f.short)
        for f in headcounts(problem)
    )


def _programmes(case: AuditCase, planned: Mapping[str, int]) -> tuple[ProgrammeFigures, ...]:
    due: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for item in case.dues:
        due[item.programme.id] += item.number
        missing[item.programme.id] += item.missing
    saved = Counter(item.programme for item in case.plan.saved)
    quarters = Counter(
        (programme.id, (row.visit.start.month - 1) // 3)
        for row in case.dated
        for programme in row.programmes
    )
    return tuple(
        ProgrammeFigures(
            programme=programme.id,
            name=programme.name,
            kind=programme.kind,
            due=due[programme.id],
            planned=planned[programme.id],
            left_out=missing[programme.id],
            saved=saved[programme.id],
            quarters=(
                quarters[programme.id, 0],
                quarters[programme.id, 1],
                quarters[programme.id, 2],
                quarters[programme.id, 3],
            ),
        )
        for programme in case.problem.programmes
        if due[programme.id] or planned[programme.id]
    )


def clause_figures(line: ComplianceLine) -> ClauseFigures:
    """One clause of one verdict, to be added up."""
    status = line.status
    return ClauseFigures(
        clause=line.clause,
        kept=int(status is ComplianceStatus.KEPT),
        broken=int(status is ComplianceStatus.BROKEN),
        not_applicable=int(status is ComplianceStatus.NOT_APPLICABLE),
        findings=len(line.findings),
    )


def _office_of(problem: Problem, person: Inspector) -> str:
    """The region of the person's level in which he or she lives, else the planning office's."""
    return problem.tree.at_level(person.region, person.level) or problem.office
