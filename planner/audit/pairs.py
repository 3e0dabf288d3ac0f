"""Rule `pairs`: who must work together does, who must not does not."""

from collections.abc import Iterator

from models.inspector import Pair, PairRule
from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_target, about_visit, finding
from planner.audit.rows import Place


def check(case: AuditCase) -> Iterator[Finding]:
    """Teams with one of two who belong together, or with both of two who are kept apart.

    Where the programme sends one person alone there is nobody to work with. A team with an unknown
    member may hold the partner: it is not judged.

    Source: docs/semantics.md, Who may go.
    """
    for place in case.team_visits:
        alone = all(p.team.responsible or p.team.size == 1 for p in place.row.programmes)
        if alone or not place.row.team_known:
            continue
        team = {member.id for member in place.row.members}
        for pair in case.problem.pairs:
            inside = team & {pair.first, pair.second}
            if len(inside) == (2 if pair.rule is PairRule.APART else 1):
                yield _finding(case, place, pair, inside)


def _finding(case: AuditCase, place: Place, pair: Pair, inside: set[str]) -> Finding:
    people = case.problem.inspector_by_id
    ids = sorted((pair.first, pair.second), key=lambda i: i not in inside)
    return finding(
        f"pairs.{pair.rule.value}",
        pair.clause or case.problem.policy.team_clause,
        {
            **about_visit(place.row.visit),
            **about_target(place.target),
            "inspector": people[ids[0]].name,
            "other": people[ids[1]].name,
        },
        visits=(place.row.visit.id,),
        inspectors=ids,
        targets=(place.target.id,),
    )
