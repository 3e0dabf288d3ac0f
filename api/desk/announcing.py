"""The notice of an annual plan: what an office sends to those it inspects.

Sealed visits (`sj.3.3`) are in no notice, whoever asks for it. Visits of responsible inspectors
alone, many and alike, are told by inspector, all others day by day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from api.desk.asker import Asker
from api.desk.exports import opened
from api.desk.plans import get, its_offices
from api.desk.visits import Named
from models.base import Frozen
from models.plan import AnnualPlan, Half, Visit
from models.policy import Clause
from models.problem import Problem
from models.programme import Programme, ProgrammeKind
from models.tiers import TieredPlan
from scenarios.export.sealed import open_form
from scenarios.quotations import Quotation, quotations

MOST_ROWS = 1500
"""Of more visits the notice tells the numbers alone; the parts of single offices tell each."""


class Announced(Frozen):
    """A programme: its visits, from the first day to the last, and the targets they go to."""

    name: str
    kind: ProgrammeKind
    visits: int
    targets: int
    first: date
    last: date


class Dated(Frozen):
    """A visit as it is announced; the lead is the first of the team."""

    start: date
    end: date
    half: Half
    half_days: int
    target: str
    programmes: tuple[str, ...]
    team: tuple[str, ...]


class Month(Frozen):
    """The visits that start in a month, in order."""

    number: int
    visits: tuple[Dated, ...]


class Charge(Frozen):
    """What a responsible inspector visits regularly, and how often in all."""

    inspector: str
    targets: tuple[str, ...]
    visits: int


class Basis(Frozen):
    """A clause that some programme rests on, in the words of the text where these are known."""

    clause: Clause
    quotation: Quotation | None


class Notice(Frozen):
    """The notice of the plan of one office, or of all offices of a plan together.

    `published` is None for a draft. `whole` is false when there are too many visits to be told.
    """

    office: str
    offices: tuple[Named, ...]
    key: str
    year: int
    policy: str
    policy_en: str
    source: str
    published: date | None
    fictional: bool
    visits: int
    targets: int
    inspectors: int
    programmes: tuple[Announced, ...]
    months: tuple[Month, ...]
    charges: tuple[Charge, ...]
    whole: bool
    bases: tuple[Basis, ...]


def notice(who: Asker, id_: str, office: str | None = None) -> Notice:
    """The notice of a plan, as far as somebody sees it.

    Parameters
    ----------
    office
        The key of a part of a plan of several offices; None: all parts.

    Raises
    ------
    Denial
        404 without such a plan or part, 409 when it has no result.
    """
    view, found = get(who, id_), opened(who, id_)
    problem, plans = found.problem, _parts(found.plan)
    if office is not None:
        problem, plan = found.one(office)
        plans = (plan,)
    visits = [v for plan in plans for v in open_form(problem, plan).visits]
    visits.sort(key=lambda v: (v.start, v.half, v.id))
    several = not isinstance(found.plan, AnnualPlan)
    known = problem.programme_by_id
    regular = [v for v in visits if _by_responsible(v, known)]
    dated = [v for v in visits if not _by_responsible(v, known)]
    whole = len(dated) <= MOST_ROWS and len(regular) <= 10 * MOST_ROWS
    tree = problem.tree
    return Notice(
        office=tree[problem.office].name if problem.office in tree else problem.office,
        offices=tuple(Named(id=p.key, name=p.name) for p in its_offices(who, id_))
        if several
        else (),
        key=office or "",
        year=problem.year,
        policy=problem.policy.title,
        policy_en=problem.policy.title_en,
        source=problem.policy.source,
        published=None if view.published is None else view.published.date(),
        fictional=problem.fictional,
        visits=len(visits),
        targets=len({v.target for v in visits}),
        inspectors=len({person for v in visits for person in v.team}),
        programmes=tuple(_announced(visits, problem.programmes)),
        months=tuple(_months(dated, problem)) if whole else (),
        charges=tuple(_charges(regular, problem)) if whole else (),
        whole=whole,
        bases=tuple(_bases(problem, {p for v in visits for p in v.programmes})),
    )


def _parts(plan: AnnualPlan | TieredPlan) -> tuple[AnnualPlan, ...]:
    return (plan,) if isinstance(plan, AnnualPlan) else tuple(one.plan for one in plan.offices)


def _by_responsible(visit: Visit, known: Mapping[str, Programme]) -> bool:
    return all(p in known and known[p].team.responsible for p in visit.programmes)


def _announced(visits: Iterable[Visit], programmes: Iterable[Programme]) -> Iterator[Announced]:
    by: dict[str, list[Visit]] = {}
    for visit in visits:
        for id_ in visit.programmes:
            by.setdefault(id_, []).append(visit)
    for one in programmes:
        if own := by.get(one.id):
            yield Announced(
                name=one.name,
                kind=one.kind,
                visits=len(own),
                targets=len({v.target for v in own}),
                first=min(v.start for v in own),
                last=max(v.end for v in own),
            )


def _months(visits: Iterable[Visit], problem: Problem) -> Iterator[Month]:
    by: dict[int, list[Visit]] = {}
    for visit in visits:
        by.setdefault(visit.start.month, []).append(visit)
    for number, own in sorted(by.items()):
        yield Month(number=number, visits=tuple(_dated(v, problem) for v in own))


def _dated(visit: Visit, problem: Problem) -> Dated:
    known, people = problem.programme_by_id, problem.inspector_by_id
    team = sorted(visit.team, key=lambda one: one != visit.lead)
    return Dated(
        start=visit.start,
        end=visit.end,
        half=visit.half,
        half_days=visit.half_days,
        target=problem.target_by_id[visit.target].name,
        programmes=tuple(known[p].name if p in known else p for p in visit.programmes),
        team=tuple(people[one].name if one in people else one for one in team),
    )


def _charges(visits: Iterable[Visit], problem: Problem) -> Iterator[Charge]:
    made: dict[str, Counter[str]] = {}
    for visit in visits:
        made.setdefault(visit.lead, Counter())[visit.target] += 1
    for person, targets in sorted(made.items()):
        yield Charge(
            inspector=problem.inspector_by_id[person].name,
            targets=tuple(problem.target_by_id[t].name for t in sorted(targets)),
            visits=targets.total(),
        )


def _bases(problem: Problem, made: set[str]) -> Iterator[Basis]:
    used = {c for p in problem.programmes if p.id in made for c in p.clauses_used()}
    for clause in problem.policy.clauses:
        if clause.id in used:
            yield Basis(clause=clause, quotation=quotations().get(clause.id))
