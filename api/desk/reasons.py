"""What the independent auditor says of a plan; why a visit is as it is, and who could stand in."""

from datetime import date

from api.desk.asker import Asker
from api.desk.bases import shown
from api.desk.compliance import verdict
from api.desk.denial import Denial
from api.desk.sight import missing
from api.desk.visits import Named, sees
from models.base import Frozen
from models.plan import ComplianceLine, ComplianceStatus, Finding, Half
from models.problem import Problem
from models.text import Text, say, word
from planner.explain.trial import LEVELS, Change, Trial
from planner.explain.who import StandIn, stand_ins
from planner.explain.why import dates

MOST_DATES = 60
"""Of more possible days only the best are told."""


class Told(Frozen):
    """A broken rule with everything it is about; `detail` in words."""

    rule: str
    clause: str
    code: str
    detail: str
    visits: tuple[str, ...] = ()
    inspectors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()


class Line(Frozen):
    """How a plan stands to a clause, with findings and figures."""

    clause: str
    title: str
    status: ComplianceStatus
    findings: tuple[Told, ...]
    facts: tuple[str, ...]


class Audit(Frozen):
    """The verdict on the plan of one office, or, with `office` empty, on all of them together."""

    office: str
    broken: int
    lines: tuple[Line, ...]


class Effect(Frozen):
    """What an objective would gain (below 0) or lose, in `unit`."""

    objective: str
    change: int
    unit: str


class OtherDay(Frozen):
    """A day on which the team could make the visit, everything else being as it is."""

    start: date
    half: Half
    end: date
    effects: tuple[Effect, ...]


class Forbidden(Frozen):
    """Days on which it could not, by one rule that forbids them, with an example of its words."""

    rule: str
    clause: str
    detail: str
    days: tuple[date, ...]


class Why(Frozen):
    """Why a visit is on its day: `possible` are other days, the best for the objectives first.

    `more` counts those that are not told.
    """

    visit: str
    target: Named
    start: date
    half: Half
    team: tuple[Named, ...]
    possible: tuple[OtherDay, ...]
    more: int
    forbidden: tuple[Forbidden, ...]


class Substitute(Frozen):
    """Somebody in the place of a member, or what keeps them away.

    `yuan` and `km` are what the visit costs more by itself; `share` is how much of the person's
    days would be taken by visits.
    """

    inspector: Named
    possible: bool
    yuan: int
    km: float
    share: float
    effects: tuple[Effect, ...]
    refused: tuple[Told, ...]


def audited(who: Asker, id_: str, office: str | None = None) -> Audit:
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
    said = verdict(who, id_, office)
    return _audit(said.office, said.problem, said.lines, who.language)


def why(who: Asker, id_: str, visit: str, language: str = "zh", near: int | None = None) -> Why:
    """Why a visit is on its day.

    Parameters
    ----------
    near
        Only so many working days before and after its own are tried; None: all of the year.

    Raises
    ------
    Denial
        404 without such a plan or visit.
    """
    trial = _trial(who, id_, visit)
    problem, asked = trial.problem, trial.visit[visit]
    found = dates(trial, visit, near)
    return Why(
        visit=visit,
        target=Named(id=asked.target, name=problem.target_by_id[asked.target].name),
        start=asked.start,
        half=asked.half,
        team=tuple(_person(problem, one) for one in asked.team),
        possible=tuple(_day(one, language) for one in found.possible[:MOST_DATES]),
        more=max(0, len(found.possible) - MOST_DATES),
        forbidden=tuple(
            Forbidden(
                rule=finding.rule,
                clause=finding.clause,
                detail=say(finding.text, language),
                days=tuple(other.start for other in others),
            )
            for finding, others in found.forbidden
        ),
    )


def substitutes(
    who: Asker, id_: str, visit: str, member: str, language: str = "zh"
) -> tuple[Substitute, ...]:
    """Who could stand in for a member of a visit, cheapest first, then who could not and why.

    Raises
    ------
    Denial
        404 without such a plan, visit or member.
    """
    trial = _trial(who, id_, visit)
    if member not in trial.visit[visit].team:
        raise Denial(404, Text(code="plan.not_member", args={"member": member}))
    return tuple(
        _substitute(trial.problem, found, language) for found in stand_ins(trial, visit, member)
    )


def _trial(who: Asker, id_: str, visit: str) -> Trial:
    """The plan of the office that makes a visit, to be changed one visit at a time.

    In an open form nothing refers to sealed visits: nobody is told what these stand in the way of.
    """
    if not sees(who, id_, visit):
        raise missing("visit", visit)
    return shown(who, id_, visit=visit).trial


def _audit(
    office: str, problem: Problem, lines: tuple[ComplianceLine, ...], language: str
) -> Audit:
    titles = {clause.id: clause.title for clause in problem.policy.clauses}
    told = tuple(
        Line(
            clause=line.clause,
            title=titles.get(line.clause, ""),
            status=line.status,
            findings=tuple(_told(finding, language) for finding in line.findings),
            facts=tuple(say(fact, language) for fact in line.facts),
        )
        for line in lines
    )
    broken = sum(line.status is ComplianceStatus.BROKEN for line in told)
    return Audit(office=office, broken=broken, lines=told)


def _told(finding: Finding, language: str = "zh") -> Told:
    return Told(
        **finding.model_dump(exclude={"text"}),
        code=finding.text.code,
        detail=say(finding.text, language),
    )


def _day(change: Change, language: str) -> OtherDay:
    visit, effects = change.visit, _effects(change, language)
    return OtherDay(start=visit.start, half=visit.half, end=visit.end, effects=effects)


def _effects(change: Change, language: str) -> tuple[Effect, ...]:
    return tuple(
        Effect(
            objective=word(f"export.plan_level.{goal.name}", language),
            change=gain,
            unit=word(f"export.unit.{goal.unit}", language),
        )
        for goal, gain in zip(LEVELS, change.levels, strict=False)
        if gain
    )


def _substitute(problem: Problem, found: StandIn, language: str) -> Substitute:
    return Substitute(
        inspector=_person(problem, found.person),
        possible=found.possible,
        yuan=found.yuan,
        km=found.km,
        share=found.share,
        effects=_effects(found.change, language),
        refused=tuple(_told(one, language) for one in found.change.refused),
    )


def _person(problem: Problem, id_: str) -> Named:
    return Named(id=id_, name=problem.inspector_by_id[id_].name)
