"""Plans: submitted, given, followed, ended, published; listed and read."""

import hashlib
import logging
from datetime import datetime
from typing import Any

from pydantic import Field

from api.accounts.roles import Action
from api.accounts.scope import covered
from api.desk import datasets as desk
from api.desk.asker import Asker
from api.desk.given import judged
from api.desk.room import admit
from api.desk.sight import Sight, changing, sight, sights
from api.jobs.port import OPEN, State
from api.store import datasets, offices, parts, plans
from api.store.datasets import Dataset
from api.store.engine import Session, Store
from api.store.ledger import PIECE
from api.store.offices import Figures
from api.store.plans import Kind, Plan
from api.store.results import keep, result_of, summed
from models.base import Frozen
from models.plan import AnnualPlan
from models.text import LANGUAGES, say
from models.tiers import TieredPlan
from planner.options import Options, Progress

_LOG = logging.getLogger(__name__)
_DEFAULT = Options()


class PlanOptions(Frozen):
    """What may be chosen about planning; each solve is deterministic.

    `time_limit_s` bounds each office, in deterministic seconds: equal requests give equal plans,
    however busy the machine is. `margin_days` keeps back the last so many days of each visit.
    """

    seed: int = Field(default=_DEFAULT.seed, ge=0, lt=2**31, examples=[7])
    time_limit_s: float = Field(default=_DEFAULT.time_limit_s, gt=0, le=86_400, examples=[60])
    gap: float = Field(default=_DEFAULT.gap, ge=0, le=1)
    margin_days: int = Field(default=_DEFAULT.margin_days, ge=0, le=60)


class Fault(Frozen):
    """Why a plan failed: a code for programs, a sentence for people."""

    code: str
    detail: str


class View(Frozen):
    """A plan without its contents, as far as the asker may see it.

    `whole` is false for an office below, which sees the parts of its own and of offices below it;
    `figures` are then of these. `input` counts what the data set holds. `base` is the plan that a
    changed one was made from.
    """

    id: str
    dataset: str
    name: str
    office: str
    whole: bool
    state: State
    options: dict[str, Any]
    stopping: bool
    failure: Fault | None
    kind: Kind
    base: str | None
    figures: Figures | None
    input: dict[str, Any] | None
    author: str
    created: datetime
    scheduled: datetime | None
    started: datetime | None
    active: datetime | None
    ended: datetime | None
    published: datetime | None


class PartStatus(Frozen):
    """Where a part of a plan under way is: stage, level, best objective and its proven bound."""

    part: str
    stage: str
    level: str = ""
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None


class Status(Frozen):
    """How far a plan is: `done` of `total` parts; `total` is 0 before it is begun."""

    id: str
    state: State
    done: int
    total: int
    stopping: bool
    failure: Fault | None
    parts: tuple[PartStatus, ...]

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in OPEN


class Part(Frozen):
    """One task of an office in a plan: its key, the region of the office, what it came to."""

    key: str
    office: str
    name: str
    task: str
    figures: Figures


def submit(
    who: Asker, dataset: str, options: PlanOptions, *, name: str = "", key: str | None = None
) -> tuple[View, bool]:
    """Have a data set planned; whether the plan is new.

    The same key from the same account with the same request gives the plan it gave before.

    Raises
    ------
    Denial
        404 or 403, or 429 when too many plans are open.
    Refused
        `reused` when the key came with another request.
    """
    used = _plannable(who, dataset)
    with who.world.store.writing() as session:
        made, new = plans.submit(
            session, who.by, used.id, options.model_dump(mode="json"), name=name, key=key
        )
        if new:
            # what was submitted in this transaction is taken back with it
            admit(session, who.by, who.world.settings, made.id)
    if new or made.state is State.SOLVING_SCHEDULED:
        enqueue(who, made.id)
    return get(who, made.id), new


def give(
    who: Asker,
    dataset: str,
    plan: AnnualPlan | TieredPlan,
    *,
    name: str = "",
    key: str | None = None,
) -> tuple[View, bool]:
    """Keep a plan made elsewhere, audited and costed, without solving; whether it is new.

    Raises
    ------
    Denial
        404 or 403.
    DataError
        With everything the plan names that the data set does not have.
    """
    used = _plannable(who, dataset)
    digest = hashlib.sha256(plan.model_dump_json().encode()).hexdigest()
    problem = desk.problem(who, used.id)
    made = result_of(problem, judged(problem, plan).model_dump_json(), ours=False)
    with who.world.store.writing() as session:
        found, new = plans.submit(
            session, who.by, used.id, {}, name=name, key=key, course={"given": digest}
        )
        if new:
            plans.advance(session, who.by, found.id, State.VALIDATED)
            keep(session, who.by, found.id, State.COMPUTED, made)
    return get(who, found.id), new


def listed(
    who: Asker,
    *,
    dataset: str | None = None,
    state: State | None = None,
    office: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[View, ...]:
    """Plans of which one sees something, the newest first, from before an id on.

    Parameters
    ----------
    office
        Only plans made for this office.
    """

    def read() -> tuple[View, ...]:
        with who.world.store.reading() as session:
            reach = covered(who.account.region, who.tree(session))
            found = plans.listed(
                session,
                offices=reach,
                parts=True,
                dataset=dataset,
                states=None if state is None else (state,),
                made_for=office,
                before=before,
                limit=limit,
            )
            return tuple(
                _view(who, seen, _figures(session, seen), None)
                for seen in sights(session, who, found)
            )

    asked = (dataset, state, office, before, limit)
    return who.settled(("plans", who.account.id, who.language, asked), read)


def get(who: Asker, id_: str) -> View:
    """One plan, as far as one sees it."""
    seen = sight(who, id_)

    def read() -> View:
        with who.world.store.reading() as session:
            used = datasets.get(session, seen.plan.dataset)
            return _view(who, seen, _figures(session, seen), used)

    return who.settled(("plan", id_, who.account.id, who.language), read)


def status(who: Asker, id_: str) -> Status:
    """How far a plan is."""
    seen = sight(who, id_)
    if seen.plan.state in OPEN:  # how far it is by now, the trail does not say
        return progress(who.world.store, id_, who.language)
    return who.settled(
        ("status", id_, who.language), lambda: progress(who.world.store, id_, who.language)
    )


def progress(store: Store, id_: str, language: str = LANGUAGES[0]) -> Status:
    """How far a plan is that somebody is known to see.

    Raises
    ------
    Refused
        When it is missing.
    """
    with store.reading() as session:
        plan = plans.get(session, id_)
        under_way = {} if plan.state not in OPEN else parts.under_way(session, id_)
        done = sum(PIECE not in key for key in parts.finished(session, id_))
    return Status(
        id=id_,
        state=plan.state,
        done=done,
        total=plan.total,
        stopping=plan.stopping,
        failure=_fault(plan, language),
        parts=tuple(_part(key, Progress.model_validate(one)) for key, one in under_way.items()),
    )


def stop(who: Asker, id_: str) -> View:
    """End a plan soon with the best so far; after its end this does nothing."""
    changing(who, id_)
    with who.world.store.writing() as session:
        plans.stop(session, who.by, id_)
    try:
        who.world.jobs.cancel(id_)
    except Exception:
        _LOG.exception("plan %s: those who solve learn of its end from the ledger", id_)
    return get(who, id_)


def publish(who: Asker, id_: str) -> View:
    """Let the offices below read their parts of a plan, and calendars show it."""
    changing(who, id_)
    with who.world.store.writing() as session:
        plans.publish(session, who.by, id_)
    return get(who, id_)


def its_offices(who: Asker, id_: str) -> tuple[Part, ...]:
    """The parts of a finished plan that one sees, in the order in which they were planned."""
    seen = sight(who, id_)

    def read() -> tuple[Part, ...]:
        with who.world.store.reading() as session:
            found = offices.listed(session, id_, seen.offices)
        return tuple(
            Part(
                key=one.key,
                office=one.office,
                name=one.name,
                task=one.task,
                figures=one.figures if seen.unseals(one.office) else one.shown,
            )
            for one in found
        )

    return who.settled(("offices", id_, who.account.id), read)


def _plannable(who: Asker, dataset: str) -> Dataset:
    used = desk.get(who, dataset)
    who.require(Action.PLAN_WRITE, used.office, "dataset", dataset)
    return used


def enqueue(who: Asker, id_: str) -> None:
    """Have an accepted plan solved."""
    try:
        who.world.jobs.submit(id_)
    except Exception:
        # It is accepted: the janitor puts on the queue what never came there.
        _LOG.exception("plan %s waits for the janitor to put it on the queue", id_)


def _view(who: Asker, seen: Sight, figures: Figures | None, used: Dataset | None) -> View:
    plan = seen.plan
    return View(
        id=plan.id,
        dataset=plan.dataset,
        name=plan.name,
        office=plan.office,
        whole=seen.offices is None,
        state=plan.state,
        options=plan.options,
        stopping=plan.stopping,
        failure=_fault(plan, who.language),
        kind=plan.kind,
        base=plan.base,
        figures=figures,
        input=None if used is None else used.figures,
        author=plan.author,
        created=plan.created,
        scheduled=plan.scheduled,
        started=plan.started,
        active=plan.active,
        ended=plan.ended,
        published=plan.published,
    )


def _figures(session: Session, seen: Sight) -> Figures | None:
    """The figures of what is shown; None before there are any."""
    if seen.offices is not None:
        own = offices.listed(session, seen.plan.id, seen.offices)
        each = [one.figures if seen.unseals(one.office) else one.shown for one in own]
        gaps = [f.gap for f in each if f.gap is not None]
        return summed(each, len({one.office for one in own}), max(gaps, default=None))
    whole = dict(seen.plan.figures)
    shown = whole.pop("shown", whole)
    chosen = whole if seen.unsealed is None else shown
    return Figures.model_validate(chosen) if chosen else None


def _fault(plan: Plan, language: str) -> Fault | None:
    if plan.failure is None:
        return None
    return Fault(code=plan.failure.code, detail=say(plan.failure, language))


def _part(key: str, told: Progress) -> PartStatus:
    gap = None
    if told.objective is not None and told.bound is not None:
        distance = max(0.0, told.objective - told.bound)
        gap = distance / max(abs(told.objective), 1e-9) if distance else 0.0
    return PartStatus(
        part=key,
        stage=told.stage,
        level=told.level,
        objective=told.objective,
        bound=told.bound,
        gap=gap,
    )
