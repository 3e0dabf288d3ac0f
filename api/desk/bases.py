"""A finished plan with its data, to be looked into or changed; held for a while.

Of a plan of several offices it is that of one, around the visits of all others.
"""

from dataclasses import dataclass

from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.exports import Opened, opened, shown_to
from api.desk.exports import hold as hold_opened
from api.desk.sight import Sight, changing, sight, today
from api.store import datasets
from api.store.plans import Plan
from models.plan import AnnualPlan
from models.problem import Problem
from models.text import Text
from models.tiers import TieredPlan
from planner.explain.trial import Trial
from planner.tiers import Shares
from scenarios.export.sealed import sealed_visits


@dataclass(frozen=True)
class Base:
    """A plan and its data, put to the test together.

    `made` is the whole result, with the data set. Of a plan of several offices `key` is that of the
    part that is looked into. `whole`: with all that it holds, sealed visits too.
    """

    row: Plan
    made: Opened
    key: str | None
    trial: Trial
    whole: bool

    @property
    def problem(self) -> Problem:
        """The data; of a part its share, around all others."""
        return self.trial.problem

    @property
    def plan(self) -> AnnualPlan:
        """The plan; of several offices that of the part."""
        return self.trial.plan


def shown(who: Asker, id_: str, office: str | None = None, visit: str = "") -> Base:
    """A plan as somebody sees it: without sealed visits for whoever does not see these.

    Parameters
    ----------
    office
        The key of a part of a plan of several offices.
    visit
        Without `office`, the part is that which makes this visit.

    Raises
    ------
    Denial
        404 when they see nothing of it or there is no such part or visit, 409 without a result, 422
        when a part must be named.
    """
    seen = sight(who, id_)
    return _base(who, seen, opened(who, id_), office, visit)


def changeable(who: Asker, id_: str, office: str | None = None, visit: str = "") -> Base:
    """A plan that somebody may change, with all that it holds; the parameters are those of `shown`.

    What a change would do tells of sealed visits, so that only those who see them may try.

    Raises
    ------
    Denial
        Also 403 when they may not change it.
    """
    row, seen = changing(who, id_), sight(who, id_)
    made = opened(who, id_, whole=True)
    base = _base(who, Sight(row, None, None), made, office, visit)
    if seen.unsealed is not None and any(
        sealed_visits(made.problem, plan, today(who)) for plan in made.plans
    ):
        raise Denial(403, Text(code="change_asked.sealed"))
    return base


def problem_of(who: Asker, dataset: str) -> Problem:
    """The contents of a data set; whether it may be read was asked before."""

    def read() -> Problem:
        with who.world.store.reading() as session:
            return datasets.problem_of(session, dataset)

    return who.world.held.get(("problem", dataset), read)


def hold(who: Asker, row: Plan, base: Base, plan: AnnualPlan | TieredPlan) -> None:
    """Hold a plan of the same data that was made just now by changing another."""
    problem = base.made.problem
    shares = Shares(problem, plan) if isinstance(plan, TieredPlan) else None
    made = Opened(problem, plan, shares)
    hold_opened(who, row, made)
    part = plan if isinstance(plan, AnnualPlan) else plan.parts[base.key or ""]
    key = _held_as(who, Sight(row, None, None), base.key)
    who.world.held.put(key, Trial(base.problem, part))


def _base(who: Asker, seen: Sight, made: Opened, office: str | None, visit: str) -> Base:
    key = made.key_with(visit) if visit and office is None else made.key(office)
    trial = who.world.held.get(_held_as(who, seen, key), lambda: Trial(*made.around(key)))
    whole = seen.offices is None and seen.unsealed is None
    return Base(seen.plan, made, key, trial, whole)


def _held_as(who: Asker, seen: Sight, key: str | None) -> tuple[str, ...]:
    return ("trial", seen.plan.id, *shown_to(who, seen), key or "")
