"""Rule `selection`: a programme visits only the targets that its selection chooses."""

from collections.abc import Iterator

from models.plan import Finding
from models.programme import Programme, SelectionMode
from planner.audit.case import AuditCase
from planner.audit.choice import candidates, in_jurisdiction
from planner.audit.report import about_programme, about_target, about_visit, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits to targets that the programme did not choose or draw, or that another level plans.

    Source: `nm.8a`, `hn.7a`, `my.2.4`, `sj.3.2`, `md.3`.
    """
    problem = case.problem
    matching = {p.id: {t.id for t in candidates(problem, p)} for p in problem.programmes}
    for place in case.placed:
        for programme in place.row.programmes:
            target = place.target
            if target.id in case.chosen[programme.id]:
                continue
            matches = target.id in matching[programme.id]
            if matches and not in_jurisdiction(problem, programme, target):
                continue
            yield finding(
                f"selection.{_reason(case, programme, matches)}",
                case.clause_of(programme),
                {
                    **about_visit(place.row.visit),
                    **about_target(target),
                    **about_programme(programme),
                },
                visits=(place.row.visit.id,),
                targets=(target.id,),
            )


def _reason(case: AuditCase, programme: Programme, matches: bool) -> str:
    if programme.level is not case.problem.level:
        return "other_level"
    drawn = matches and programme.selection.mode is SelectionMode.DRAWN
    return "not_drawn" if drawn else "not_chosen"
