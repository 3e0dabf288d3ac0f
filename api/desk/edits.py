"""A visit of a plan changed by hand: judged at once by the auditor, priced, and kept as a new plan.

The plan that is changed stays; going back is to go on from it. Other days and people for a visit
are judged and priced alike.
"""

from dataclasses import replace
from datetime import date

from pydantic import Field

from api.desk.asker import Asker
from api.desk.bases import Base, changeable, hold, shown
from api.desk.denial import Denial
from api.desk.lines import Name
from api.desk.sight import missing
from api.jobs.port import State
from api.store import plans
from api.store.plans import Kind, Plan
from api.store.results import keep, result_of
from models.base import Frozen
from models.changes import CHANGES, differences
from models.plan import AnnualPlan, Finding, Half, Visit
from models.text import Text, say
from models.tiers import TieredPlan
from planner.amending import Amended, amended, as_asked
from planner.explain.trial import LEVELS, Change, Trial
from planner.explain.who import StandIn, stand_ins
from planner.explain.why import dates
from planner.tiers import broken_by, with_part

NEAR = 15
"""Other days are tried so many working days around a visit's own: what a page can wait for."""

MOST_NEAR = 130
"""All working days of half a year to either side: nobody asks for more."""


class Edit(Frozen):
    """A visit as it shall be; what is left out stays. `force`: even against rules.

    `office` is the key of the part that makes it, of a plan of several offices; it may be left out.
    """

    visit: Name = Field(examples=["regular-S001-03"])
    start: date | None = Field(default=None, examples=["2027-03-16"])
    half: Half | None = None
    team: tuple[Name, ...] = Field(default=(), max_length=50, examples=[["P003", "P007"]])
    force: bool = False
    office: Name | None = Field(default=None, examples=["510499"])


class Gain(Frozen):
    """What an objective gains (or loses) in its unit; less is better for every objective."""

    level: str
    unit: str
    change: int


class Broken(Frozen):
    """A rule that is broken: its name, its clause, in words what is found."""

    rule: str
    clause: str
    code: str
    detail: str
    visits: tuple[str, ...]
    inspectors: tuple[str, ...]


class Judged(Frozen):
    """What a change does.

    `broken` is what the auditor finds that was not so before. `travel_km` and `cost_yuan` are what
    the year costs more or less. `plan` is the new plan, when one was kept.
    """

    accepted: bool
    before: Visit
    after: Visit
    broken: tuple[Broken, ...]
    gains: tuple[Gain, ...]
    travel_km: float
    cost_yuan: int
    plan: str | None = None


class OtherDay(Frozen):
    """Another day on which the team could go, and what each objective gains."""

    start: date
    half: Half
    gains: tuple[Gain, ...]


class ForbiddenDays(Frozen):
    """Days on which the team could not go, and the rule that forbids it."""

    broken: Broken
    days: tuple[date, ...]


class OtherPerson(Frozen):
    """Somebody in the place of a member: what the visit costs more by itself, or what forbids it.

    `share` is how much of the person's days visits take already.
    """

    member: str
    person: str
    cost_yuan: int
    travel_km: float
    share: float
    gains: tuple[Gain, ...]
    broken: tuple[Broken, ...]


class Alternatives(Frozen):
    """Other days and other people for a visit, the best first; everything else as it is."""

    visit: Visit
    near: int
    days: tuple[OtherDay, ...]
    forbidden: tuple[ForbiddenDays, ...]
    people: tuple[OtherPerson, ...]


def judge(who: Asker, id_: str, edit: Edit, language: str = "zh") -> Judged:
    """What a change would do; nothing is kept.

    Raises
    ------
    Denial
        404, 403; 409 without a result; 422 when it makes no sense.
    """
    base = changeable(who, id_, edit.office, edit.visit)
    return _judged(base, _amended(base, edit, language), edit, language)


def make(who: Asker, id_: str, edit: Edit) -> Judged:
    """Change a visit, in a new plan of the same data whose base is the old one.

    Raises
    ------
    Denial
        Also 422 with every rule that it breaks.
    """
    base = changeable(who, id_, edit.office, edit.visit)
    found = _amended(base, edit, who.language)
    judged = _judged(base, found, edit, who.language)
    if not judged.accepted:
        errors = [
            {"place": edit.visit, "code": b.code, "rule": b.rule, "clause": b.clause,
             "detail": b.detail}
            for b in judged.broken
        ]  # fmt: skip
        text = Text(code="change_asked.breaks", args={"count": len(errors)})
        raise Denial(422, text, errors=errors)
    whole = _whole(base, found)
    made = _kept(who, base, found, whole, edit)
    hold(who, made, base, whole)
    return judged.model_copy(update={"plan": made.id})


def alternatives(
    who: Asker, id_: str, visit: str, near: int = NEAR, office: str | None = None
) -> Alternatives:
    """Other days and people for a visit of a plan, as far as one sees the plan.

    Parameters
    ----------
    office
        The key of the part that makes it, of a plan of several offices; it may be left out.
    """
    trial = _with_visit(shown(who, id_, office, visit), visit)
    found = dates(trial, visit, near)
    return Alternatives(
        visit=trial.visit[visit],
        near=near,
        days=tuple(
            OtherDay(start=c.visit.start, half=c.visit.half, gains=_gains(c.levels))
            for c in found.possible
        ),
        forbidden=tuple(
            ForbiddenDays(broken=_told(finding), days=tuple(v.start for v in visits))
            for finding, visits in found.forbidden
        ),
        people=tuple(
            _person(one)
            for member in trial.visit[visit].team
            for one in stand_ins(trial, visit, member)
        ),
    )


def _with_visit(base: Base, visit: str) -> Trial:
    if visit not in base.trial.visit:
        raise missing("visit", visit)
    return base.trial


def _amended(base: Base, edit: Edit, language: str = "zh") -> Amended:
    trial = _with_visit(base, edit.visit)
    if not (edit.start or edit.half or edit.team):
        raise Denial(422, Text(code="change_asked.nothing"))
    asked = as_asked(trial, edit.visit, edit.start, edit.half, edit.team)
    if not isinstance(asked, Visit):
        errors = [
            {"place": edit.visit, "code": text.code, "detail": say(text, language)}
            for text in asked
        ]
        raise Denial(422, Text(code="problem.invalid"), errors=errors)
    found = amended(trial, asked)
    # All together would only show once more what the part shows beside the others.
    return found if found.broken else replace(found, broken=_across(base, found))


def _across(base: Base, found: Amended) -> tuple[Finding, ...]:
    """What a change breaks among several offices."""
    made = base.made.plan
    if base.key is None or isinstance(made, AnnualPlan):
        return ()
    return broken_by(base.made.problem, made, base.key, found.plan, found.visit.id)


def _whole(base: Base, found: Amended) -> AnnualPlan | TieredPlan:
    """The changed plan, or that of several offices that it is a part of."""
    made = base.made.plan
    if base.key is None or isinstance(made, AnnualPlan):
        return found.plan
    return with_part(base.made.problem, made, base.key, found.plan)


def _judged(base: Base, found: Amended, edit: Edit, language: str = "zh") -> Judged:
    return Judged(
        accepted=edit.force or not found.broken,
        before=base.trial.visit[edit.visit],
        after=found.visit,
        broken=tuple(_told(one, language) for one in found.broken),
        gains=_gains(found.levels),
        travel_km=found.travel_km,
        cost_yuan=found.cost_yuan,
    )


def _kept(
    who: Asker, base: Base, found: Amended, whole: AnnualPlan | TieredPlan, edit: Edit
) -> Plan:
    row = base.row
    cause = Text(code="change.by_hand")
    changes = tuple(
        change.model_copy(update={"cause": cause}) for change in differences(base.plan, found.plan)
    )
    made = result_of(base.made.problem, whole.model_dump_json())
    with who.world.store.writing() as session:
        new, _ = plans.submit(
            session,
            who.by,
            row.dataset,
            row.options,
            name=row.name,
            kind=Kind.EDIT,
            base=row.id,
            course=edit.model_dump(mode="json"),
        )
        plans.advance(session, who.by, new.id, State.VALIDATED)
        told = CHANGES.dump_json(changes).decode()
        keep(session, who.by, new.id, State.COMPUTED, made, changes=told)
    return new


def _person(one: StandIn) -> OtherPerson:
    return OtherPerson(
        member=one.member,
        person=one.person,
        cost_yuan=one.yuan,
        travel_km=one.km,
        share=one.share,
        gains=_gains(one.change.levels),
        broken=_refused(one.change),
    )


def _refused(change: Change) -> tuple[Broken, ...]:
    return tuple(map(_told, change.refused))


def _gains(levels: tuple[int, ...]) -> tuple[Gain, ...]:
    return tuple(
        Gain(level=goal.name, unit=goal.unit, change=change)
        for goal, change in zip(LEVELS, levels, strict=False)
        if change
    )


def _told(finding: Finding, language: str = "zh") -> Broken:
    return Broken(
        rule=finding.rule,
        clause=finding.clause,
        code=finding.text.code,
        detail=say(finding.text, language),
        visits=finding.visits,
        inspectors=finding.inspectors,
    )
