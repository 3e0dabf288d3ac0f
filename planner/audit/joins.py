"""Rule `joins`: one visit serves several programmes only where they may be joined."""

from collections.abc import Iterator

from models.plan import Finding
from models.programme import Per, Programme
from planner.audit.case import AuditCase
from planner.audit.report import about_visit, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits for programmes of which a later one joins none of those before it.

    Source: `my.2.4b` (integrate inspections); docs/semantics.md, What is due.
    """
    for row in case.rows:
        for n, programme in enumerate(row.programmes):
            before = row.programmes[:n]
            if row.programmes_known and before and not any(_joins(programme, b) for b in before):
                yield finding(
                    "joins.apart",
                    case.clause_of(row.leading_programme),
                    {
                        **about_visit(row.visit),
                        "programme": programme.name,
                        "other": before[0].name,
                    },
                    visits=(row.visit.id,),
                    targets=(row.visit.target,),
                )


def _joins(programme: Programme, other: Programme) -> bool:
    return other.id in programme.joins and _once_a_year(programme) and _once_a_year(other)


def _once_a_year(programme: Programme) -> bool:
    return programme.frequency.per is Per.YEAR and programme.frequency.times == 1
