"""How a plan stands to each clause: its words, what keeps or breaks it, the visits it concerns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from api.desk.asker import Asker
from api.desk.exports import Opened, opened, shown_to
from api.desk.plans import its_offices
from api.desk.sight import sight
from api.desk.visits import Named
from models.base import Frozen
from models.plan import AnnualPlan, ComplianceLine, ComplianceStatus, Finding, LeftOut, Visit
from models.policy import Clause, ClauseKind
from models.problem import Problem
from models.programme import ProgrammeKind
from models.text import Text
from planner.audit import audit
from scenarios.quotations import Quotation, quotations

MOST_FINDINGS = 25
MOST_CITED = 6
MOST_LEFT_OUT = 200
"""More of a clause, of a finding or of a plan is counted, not told: nobody reads it on a page."""


class Cited(Frozen):
    """A visit that a finding is about."""

    id: str
    target: str
    start: date


class Broken(Frozen):
    """A broken rule in words, with the first of the visits it is about; `more` are not told."""

    rule: str
    text: Text
    visits: tuple[Cited, ...]
    more: int


class Standing(Frozen):
    """How a plan stands to a clause.

    `programmes` rest on the clause; `visits` counts those made for them, `concerned` those that
    findings are about. `more` findings are not told.
    """

    clause: Clause
    quotation: Quotation | None
    status: ComplianceStatus
    findings: tuple[Broken, ...]
    more: int
    facts: tuple[Text, ...]
    programmes: tuple[Named, ...]
    visits: int
    concerned: int


class Missed(Frozen):
    """A visit that is due and not in the plan."""

    id: str
    target: Named
    programmes: tuple[str, ...]
    kind: ProgrammeKind
    mandatory: bool
    reasons: tuple[Text, ...]
    remedies: tuple[Text, ...]


class Compliance(Frozen):
    """The verdict on the plan of one office, or, with `office` empty, on all of them together.

    `offices` are the parts one may ask about, by key; of a plan of one office there is none.
    """

    office: str
    offices: tuple[Named, ...]
    year: int
    policy: str
    policy_en: str
    source: str
    clauses: tuple[Standing, ...]
    visits: int
    withheld: int
    missed: tuple[Missed, ...]
    missed_more: int

    def count(self, status: ComplianceStatus) -> int:
        """How many clauses stand so."""
        return sum(one.status is status for one in self.clauses)


@dataclass(frozen=True)
class Verdict:
    """What the auditor says of a plan, or of one of its offices, as somebody sees it."""

    office: str
    problem: Problem
    plans: tuple[AnnualPlan, ...]
    lines: tuple[ComplianceLine, ...]


def verdict(who: Asker, id_: str, office: str | None = None) -> Verdict:
    """What the auditor finds now, of what somebody sees.

    Parameters
    ----------
    office
        The key of a part; None: the plan of one office, or the verdict on all together.

    Raises
    ------
    Denial
        404 without such a plan or part, 409 when it has no result, 422 when a part must be named.
    """
    seen = sight(who, id_)
    key = ("verdict", id_, *shown_to(who, seen), office or "")
    return who.world.held.get(key, lambda: _verdict(opened(who, id_), office))


def _verdict(found: Opened, office: str | None) -> Verdict:
    if office is None and not isinstance(found.plan, AnnualPlan) and found.plan.compliance:
        parts = tuple(one.plan for one in found.plan.offices)
        lines = found.plan.compliance
        return Verdict("", found.problem, parts, lines)
    problem, plan = found.one(office)
    # Of an open form the verdict on the whole plan is kept.
    lines = plan.compliance if plan.withheld else audit(problem, plan)
    return Verdict(office or problem.office, problem, (plan,), lines)


def compliance(who: Asker, id_: str, office: str | None = None) -> Compliance:
    """Clause by clause, what keeps or breaks it.

    Without a part being named, a plan of which one sees several parts alone is told by its first.

    Raises
    ------
    Denial
        404 without such a plan or part, 409 when it has no result.
    """
    found = opened(who, id_)
    several = not isinstance(found.plan, AnnualPlan)
    named = tuple(Named(id=p.key, name=_part_name(p.name, p.task)) for p in its_offices(who, id_))
    if several and office is None and not getattr(found.plan, "compliance", ()) and named:
        office = named[0].id
    said = verdict(who, id_, office)
    policy, visits = said.problem.policy, {v.id: v for p in said.plans for v in p.visits}
    made = _made(visits.values())
    clauses = {clause.id: clause for clause in policy.clauses}
    missed = [one for plan in said.plans for one in plan.left_out]
    return Compliance(
        office=said.office if several else "",
        offices=named if several else (),
        year=said.problem.year,
        policy=policy.title,
        policy_en=policy.title_en,
        source=policy.source,
        clauses=tuple(
            _standing(line, clauses.get(line.clause), said.problem, visits, made)
            for line in said.lines
        ),
        visits=len(visits),
        withheld=sum(plan.withheld for plan in said.plans),
        missed=tuple(_missed(one, said.problem) for one in missed[:MOST_LEFT_OUT]),
        missed_more=max(0, len(missed) - MOST_LEFT_OUT),
    )


def _part_name(name: str, task: str) -> str:
    return name if task == "own" else f"{name} · {task}"


def _made(visits: Iterable[Visit]) -> Mapping[str, int]:
    """How many visits are made for each programme."""
    made: dict[str, int] = {}
    for visit in visits:
        for programme in visit.programmes:
            made[programme] = made.get(programme, 0) + 1
    return made


def _standing(
    line: ComplianceLine,
    clause: Clause | None,
    problem: Problem,
    visits: Mapping[str, Visit],
    made: Mapping[str, int],
) -> Standing:
    resting = [p for p in problem.programmes if line.clause in p.clauses_used()]
    concerned = {id_ for finding in line.findings for id_ in finding.visits}
    return Standing(
        clause=clause or Clause(id=line.clause, kind=ClauseKind.HARD, title="", title_en=""),
        quotation=quotations().get(line.clause),
        status=line.status,
        findings=tuple(_broken(f, problem, visits) for f in line.findings[:MOST_FINDINGS]),
        more=max(0, len(line.findings) - MOST_FINDINGS),
        facts=line.facts,
        programmes=tuple(Named(id=p.id, name=p.name) for p in resting),
        visits=sum(made.get(p.id, 0) for p in resting),
        concerned=len(concerned & visits.keys()),
    )


def _broken(finding: Finding, problem: Problem, visits: Mapping[str, Visit]) -> Broken:
    about = [visits[id_] for id_ in finding.visits if id_ in visits]
    return Broken(
        rule=finding.rule,
        text=finding.text,
        visits=tuple(
            Cited(id=v.id, target=_name(problem, v.target), start=v.start)
            for v in about[:MOST_CITED]
        ),
        more=max(0, len(about) - MOST_CITED),
    )


def _missed(one: LeftOut, problem: Problem) -> Missed:
    known = problem.programme_by_id
    return Missed(
        id=one.id,
        target=Named(id=one.target, name=_name(problem, one.target)),
        programmes=tuple(known[p].name if p in known else p for p in one.programmes),
        kind=one.kind,
        mandatory=one.mandatory,
        reasons=one.reasons,
        remedies=one.remedies,
    )


def _name(problem: Problem, target: str) -> str:
    known = problem.target_by_id.get(target)
    return target if known is None else known.name
