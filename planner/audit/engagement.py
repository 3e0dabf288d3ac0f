"""Rule `engagement`: nobody visits while another office has engaged him or her."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_engagements, about_person, about_visit, finding, listed
from planner.audit.rows import halves_of


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits of people who are engaged in the same half-day, one finding a person and visit.

    Source: docs/semantics.md, Engagements; `people_clause` of the policy.
    """
    for inspector_id, engagements in case.problem.engagements_by_inspector.items():
        inspector = case.problem.inspector_by_id[inspector_id]
        for row in case.rows_by_member.get(inspector_id, ()):
            taken = set(row.halves())
            clash = [e for e in engagements if not taken.isdisjoint(halves_of(e))]
            if clash:
                days = sorted({day for e in clash for day, half in halves_of(e)} & set(row.days))
                yield finding(
                    "engagement.visit",
                    case.problem.policy.people_clause,
                    {
                        **about_person(inspector),
                        **about_visit(row.visit),
                        **about_engagements(case.problem, clash),
                        "days": listed(d.isoformat() for d in days),
                    },
                    visits=(row.visit.id,),
                    inspectors=(inspector_id,),
                    targets=(row.visit.target,),
                    dates=days,
                )
