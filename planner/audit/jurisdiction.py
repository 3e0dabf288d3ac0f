"""Rule `jurisdiction`: targets are inspected by an office of a level that is in charge of them."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_programme, about_target, about_visit, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits of a programme whose level is not in charge of the target.

    Source: `nm.3`.
    """
    for place in case.placed:
        entries = [e for e in case.problem.policy.jurisdiction if e.targets.matches(place.target)]
        for programme in place.row.programmes:
            for entry in entries:
                if programme.level not in entry.levels:
                    yield finding(
                        "jurisdiction.level",
                        entry.clause,
                        {
                            **about_visit(place.row.visit),
                            **about_target(place.target),
                            **about_programme(programme),
                        },
                        visits=(place.row.visit.id,),
                        targets=(place.target.id,),
                    )
