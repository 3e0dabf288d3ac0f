"""Rule `scores`: what the plan shows of a choice by risk is what the data say."""

from collections.abc import Iterator

from models.plan import Finding, Selected
from models.programme import Programme, SelectionMode
from planner.audit.case import AuditCase
from planner.audit.report import Words, about_programme, about_target, finding
from planner.audit.score import OwnScore, own_scores

NOISE = 1e-6
HALF_A_HUNDREDTH = 0.005


def check(case: AuditCase) -> Iterator[Finding]:
    """Targets shown as chosen that are not, chosen ones that are not shown, and wrong scores.

    Source: `sj.3.2`; docs/semantics.md, Risk.
    """
    if case.plan.selected is None:
        return
    programmes = [p for p in case.problem.programmes if p.selection.mode is SelectionMode.RISK]
    own = own_scores(case.problem) if programmes else {}
    stated = {(s.programme, s.target): s for s in case.plan.selected}
    due = [(p, t) for p in programmes for t in sorted(case.chosen[p.id])]
    for programme, target in due:
        shown = stated.pop((programme.id, target), None)
        if shown is None:
            if not (programme.sealed and case.plan.withheld):
                yield _finding(case, programme, target, "missing", {})
        elif not _agrees(shown, own[target]):
            scores = {"found": shown.score, "due": float(own[target].total)}
            yield _finding(case, programme, target, "wrong", scores)
    for name, target in stated:
        programme_there = case.problem.programme_by_id.get(name)
        if programme_there is None or target not in case.problem.target_by_id:
            names = {"programme_id": name, "target_id": target}
            clause = case.clause_of(programme_there)
            yield finding("scores.unknown", clause, names, targets=(target,))
        else:
            yield _finding(case, programme_there, target, "not_chosen", {})


def _agrees(shown: Selected, own: OwnScore) -> bool:
    """Whether the score, its terms and their figures are those of the data; in any order."""
    terms = {t.term: t for t in shown.terms}
    return (
        len(terms) == len(shown.terms)
        and terms.keys() == own.points.keys()
        and abs(shown.score - float(own.total)) <= NOISE
        and all(
            abs(t.points - float(own.points[t.term])) <= NOISE
            and abs(t.figure - float(own.figures[t.term])) <= HALF_A_HUNDREDTH + NOISE
            for t in terms.values()
        )
    )


def _finding(
    case: AuditCase, programme: Programme, target: str, code: str, words: Words
) -> Finding:
    formula = case.problem.policy.risk
    return finding(
        f"scores.{code}",
        formula.clause if formula else case.clause_of(programme),
        {
            **about_target(case.problem.target_by_id[target]),
            **about_programme(programme),
            **words,
        },
        targets=(target,),
    )
