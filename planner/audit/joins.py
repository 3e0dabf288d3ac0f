"""Rule `joins`: one visit serves several programmes only where they may be joined."""

from collections.abc import Iterator
from itertools import pairwise

from models.plan import Finding
from models.programme import Per, Programme
from planner.audit.case import AuditCase
from planner.audit.report import about_visit, finding, listed
from planner.audit.rows import Row


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits for programmes of which a later one joins none before it, or for more than two.

    Source: `my.2.4b` (integrate inspections); docs/semantics.md, What is due.
    """
    for row in case.rows:
        if row.programmes_known:
            yield from _many(case, row) if len(row.programmes) > 2 else _apart(case, row)


def _many(case: AuditCase, row: Row) -> Iterator[Finding]:
    yield finding(
        "joins.many",
        case.clause_of(row.leading_programme),
        {
            **about_visit(row.visit),
            "count": len(row.programmes),
            "programmes": listed(p.name for p in row.programmes),
        },
        visits=(row.visit.id,),
        targets=(row.visit.target,),
    )


def _apart(case: AuditCase, row: Row) -> Iterator[Finding]:
    for first, later in pairwise(row.programmes):
        if not _joins(later, first):
            yield finding(
                "joins.apart",
                case.clause_of(row.leading_programme),
                {**about_visit(row.visit), "programme": later.name, "other": first.name},
                visits=(row.visit.id,),
                targets=(row.visit.target,),
            )


def _joins(programme: Programme, other: Programme) -> bool:
    return other.id in programme.joins and _once_a_year(programme) and _once_a_year(other)


def _once_a_year(programme: Programme) -> bool:
    return programme.frequency.per is Per.YEAR and programme.frequency.times == 1
