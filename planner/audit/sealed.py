"""Rule `sealed`: nothing else in the plan tells of a sealed visit (四不两直)."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_visit, finding
from planner.audit.rows import Row


def check(case: AuditCase) -> Iterator[Finding]:
    """Sealed visits that share a trip or a programme with another visit, or carry out its step.

    Source: `sj.3.3`; docs/semantics.md, Sealed visits.
    """
    sealed = {row.visit.id: row for row in case.rows if any(p.sealed for p in row.programmes)}
    occasions = {m.occasion for m in case.plan.milestones or ()}
    shared = {
        visit
        for trip in case.plan.trips or ()
        if len(set(trip.visits)) > 1
        for visit in trip.visits
    }
    for visit, row in sealed.items():
        if any(not p.sealed for p in row.programmes):
            yield _finding(case, row, "joined")
        if visit in shared:
            yield _finding(case, row, "trip")
        if visit in occasions:
            yield _finding(case, row, "occasion")


def _finding(case: AuditCase, row: Row, code: str) -> Finding:
    programme = next(p for p in row.programmes if p.sealed)
    return finding(
        f"sealed.{code}",
        case.clause_of(programme),
        {**about_visit(row.visit), "programme": programme.name},
        visits=(row.visit.id,),
    )
