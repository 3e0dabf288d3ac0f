"""Rule `joins`: one visit serves several programmes only where they may be joined."""

from collections.abc import Iterator

from models.plan import Finding
from models.programme import Programme
from planner.audit.case import AuditCase
from planner.audit.report import about_visit, finding
from planner.audit.rows import Row


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits of which a later programme joins none before it, or of one alone with a team.

    Source: `my.2.4b`, `hn.7b` (integrate inspections); docs/semantics.md, What is due.
    """
    for row in case.rows:
        if row.programmes_known:
            for number, later in enumerate(row.programmes[1:], start=1):
                yield from _apart(case, row, later, row.programmes[:number])


def _apart(
    case: AuditCase, row: Row, later: Programme, before: tuple[Programme, ...]
) -> Iterator[Finding]:
    if not any(host.id in later.joins for host in before):
        code = "joins.apart"
    elif later.team.responsible is not before[0].team.responsible:
        code = "joins.alone"
    else:
        return
    yield finding(
        code,
        case.clause_of(row.leading_programme),
        {**about_visit(row.visit), "programme": later.name, "other": before[0].name},
        visits=(row.visit.id,),
        targets=(row.visit.target,),
    )
