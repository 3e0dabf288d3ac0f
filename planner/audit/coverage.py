"""Rule `coverage`: every visit of a mandatory programme that is due is in the plan."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.dues import Due
from planner.audit.report import about_programme, about_target, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Targets with fewer visits of a mandatory programme than are due.

    A programme without any visit gives one finding for all its targets.

    Source: `nm.2`, `hn.2`, `my.2.2`, `my.1.2`, `nm.6a`, `hn.5`, `my.2.2b`, `nm.6b`, `hn.5b`,
    `nm.5`, `hn.4`, `sj.3.1`, `md.3`.
    """
    for programme in case.problem.programmes:
        of_programme = [d for d in case.dues if d.programme is programme]
        lacking = [d for d in of_programme if d.missing]
        if not programme.mandatory or not lacking:
            continue
        if any(d.within or d.stray for d in of_programme):
            yield from (_short(case, due) for due in lacking)
        else:
            yield _none(case, lacking)


def _short(case: AuditCase, due: Due) -> Finding:
    return finding(
        "coverage.short",
        case.clause_of(due.programme),
        {
            **about_target(due.target),
            **about_programme(due.programme),
            "due": due.number,
            "found": due.number - due.missing,
            "periods": listed(period.name for period in due.lacking_periods),
        },
        targets=(due.target.id,),
    )


def _none(case: AuditCase, lacking: list[Due]) -> Finding:
    return finding(
        "coverage.none",
        case.clause_of(lacking[0].programme),
        {
            **about_programme(lacking[0].programme),
            "due": sum(d.number for d in lacking),
            "count": len(lacking),
            "targets": listed(d.target.name for d in lacking),
        },
        targets=(d.target.id for d in lacking),
    )
