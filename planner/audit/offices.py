"""Rule `offices`: every office has its plan, and plans what is its own with whom it may send."""

from collections import Counter
from collections.abc import Iterator, Sequence

from models.inspector import Employment, Inspector
from models.plan import Finding
from models.tiers import OWN, SEALED, OfficePlan
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_programme, about_visit, finding
from planner.audit.rows import Row


def check(case: AuditCase, plans: Sequence[OfficePlan]) -> Iterator[Finding]:
    """Offices without a plan; visits out of an office's region or by people of another.

    Source: `nm.3`; docs/semantics.md, Several offices.
    """
    offices = frozenset(p.office for p in plans if p.task == OWN)
    yield from _missing(case, offices)
    rows = {row.visit.id: row for row in case.rows}
    for one in plans:
        for visit in one.plan.visits:
            row = rows.get(f"{one.key}/{visit.id}")
            if row is not None:
                yield from _elsewhere(case, one.office, row)
                if one.task in (OWN, SEALED):
                    yield from _strangers(case, offices, one.office, row)


def _missing(case: AuditCase, offices: frozenset[str]) -> Iterator[Finding]:
    """Regions with targets for a mandatory programme of their level, but without a plan."""
    problem = case.problem
    inside = {problem.office, *problem.tree.descendants(problem.office)}
    levels = {person.level for person in problem.inspectors}
    for programme in problem.programmes:
        if not programme.mandatory or programme.level not in levels:
            continue
        waiting = Counter(
            region
            for target in problem.targets
            if programme.selection.targets.matches(target)
            and (region := problem.tree.at_level(target.region, programme.level)) in inside
            and not (target.kind == "government" and target.region == region)
            and all(
                programme.level in rule.levels
                for rule in problem.policy.jurisdiction
                if rule.targets.matches(target)
            )
        )
        for region, count in waiting.items():
            if region is not None and region not in offices:
                words = {
                    **about_programme(programme),
                    "office": problem.tree[region].name,
                    "office_id": region,
                    "count": count,
                }
                yield finding("offices.missing", case.clause_of(programme), words)


def _elsewhere(case: AuditCase, office: str, row: Row) -> Iterator[Finding]:
    problem = case.problem
    words = {**about_visit(row.visit), "office": _name(case, office)}
    where = row.target.region if row.target else office
    if office not in problem.tree or office not in problem.tree.lineage(where):
        clause = case.clause_of(row.leading_programme)
        yield finding("offices.elsewhere", clause, words, visits=(row.visit.id,))
        return
    for programme in row.programmes:
        if programme.level is not problem.tree.level(office):
            clause = case.clause_of(programme)
            more = {**words, **about_programme(programme)}
            yield finding("offices.other_level", clause, more, visits=(row.visit.id,))


def _name(case: AuditCase, office: str) -> str:
    return case.problem.tree[office].name if office in case.problem.tree else office


def _strangers(
    case: AuditCase, offices: frozenset[str], office: str, row: Row
) -> Iterator[Finding]:
    """Members of other offices who are no experts from below or of a joint pool."""
    for member in row.members:
        home = _home(case, offices, member)
        if home == office or (
            member.employment is Employment.EXPERT and _may_lend(case, home, office)
        ):
            continue
        yield finding(
            "offices.stranger",
            case.problem.policy.people_clause,
            {**about_visit(row.visit), **about_person(member), "office": _name(case, office)},
            visits=(row.visit.id,),
            inspectors=(member.id,),
        )


def _home(case: AuditCase, offices: frozenset[str], person: Inspector) -> str | None:
    """The office a person serves: of his or her own level or the next one above."""
    tree = case.problem.tree
    above = (r for r in tree.lineage(person.region) if r in offices)
    return next((r for r in above if tree.level(r).rank <= person.level.rank), None)


def _may_lend(case: AuditCase, home: str | None, office: str) -> bool:
    if home is None:
        return False
    pools = [
        {m.pool for m in case.problem.joint_pools if m.region == region}
        for region in (home, office)
    ]
    return office in case.problem.tree.lineage(home) or not pools[0].isdisjoint(pools[1])
