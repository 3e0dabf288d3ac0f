"""A finished plan of one office with its data, to be looked into or changed; held for a while."""

from dataclasses import dataclass

from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.sight import changing, resultless, sight, today
from api.store import datasets, plans
from api.store.plans import Plan
from models.plan import AnnualPlan
from models.problem import Problem
from models.text import Text
from models.tiers import plan_of_json
from planner.explain.trial import Trial
from scenarios.export.sealed import open_form, sealed_visits


@dataclass(frozen=True)
class Base:
    """A plan, its data, and both put to the test together; `whole`: with its sealed visits."""

    row: Plan
    trial: Trial
    whole: bool

    @property
    def problem(self) -> Problem:
        """The data."""
        return self.trial.problem

    @property
    def plan(self) -> AnnualPlan:
        """The plan."""
        return self.trial.plan


def shown(who: Asker, id_: str) -> Base:
    """A plan as somebody sees it: without sealed visits for whoever does not see these.

    Raises
    ------
    Denial
        404 when they see nothing of it, 409 without a result, 422 for a plan of several offices.
    """
    seen = sight(who, id_)
    return _base(who, seen.plan, whole=seen.offices is None and seen.unsealed is None)


def changeable(who: Asker, id_: str) -> Base:
    """A whole plan that somebody may change.

    What a change would do tells of sealed visits, so that only those who see them may try.

    Raises
    ------
    Denial
        Also 403 when they may not change it.
    """
    row = changing(who, id_)
    base = _base(who, row, whole=True)
    hidden = sealed_visits(base.problem, base.plan, today(who))
    if hidden and sight(who, id_).unsealed is not None:
        raise Denial(403, Text(code="change_asked.sealed"))
    return base


def problem_of(who: Asker, dataset: str) -> Problem:
    """The contents of a data set; whether it may be read was asked before."""

    def read() -> Problem:
        with who.world.store.reading() as session:
            return datasets.problem_of(session, dataset)

    return who.world.held.get(("problem", dataset), read)


def hold(who: Asker, row: Plan, trial: Trial) -> None:
    """Hold a plan that was made just now."""
    who.world.held.put(("trial", row.id, ""), trial)


def _base(who: Asker, row: Plan, *, whole: bool) -> Base:
    day = today(who)

    def tried() -> Trial:
        problem, plan = problem_of(who, row.dataset), _plan(who, row)
        return Trial(problem, plan if whole else open_form(problem, plan, day))

    key = ("trial", row.id, "" if whole else day.isoformat())
    return Base(row, who.world.held.get(key, tried), whole)


def _plan(who: Asker, row: Plan) -> AnnualPlan:
    with who.world.store.reading() as session:
        text = plans.content_of(session, row.id)
    if text is None:
        raise Denial(409, resultless(row.state))
    made = plan_of_json(text)
    if not isinstance(made, AnnualPlan):
        raise Denial(422, Text(code="change_asked.several_offices"))
    return made
