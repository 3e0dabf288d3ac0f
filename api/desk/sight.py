"""What of a plan somebody sees.

Whoever reads the office's plans sees the whole plan. An office below sees its own part, and those
of offices below it, once the plan is published. Sealed visits (`sj.3.3`) are shown to those who
plan for the office: the one that the plan was made for, or, in a part, the one's own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from api.accounts.roles import Action, may
from api.accounts.scope import covered, relation
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.jobs.port import State
from api.store import offices, plans
from api.store.engine import Session
from api.store.plans import Plan
from api.store.visits import Filter
from models.text import Text
from scenarios.export.ical import ZONE

KIND = "plan"
_SIGHT = "sight"
_NEVER = {State.INCOMPLETE: "plan.stopped_before", State.FAILED: "plan.failed_before"}


@dataclass(frozen=True)
class Sight:
    """What of a plan somebody sees.

    `offices` are those whose parts are shown; None: the whole plan. Of `unsealed` offices sealed
    visits are shown; None: of all.
    """

    plan: Plan
    offices: frozenset[str] | None
    unsealed: frozenset[str] | None

    def sees(self, office: str) -> bool:
        """Whether an office's part is shown."""
        return self.offices is None or office in self.offices

    def unseals(self, office: str) -> bool:
        """Whether an office's sealed visits are shown."""
        return self.unsealed is None or office in self.unsealed


def resultless(state: State) -> Text:
    """Why a plan in this state has no result: not yet, or never."""
    if state in _NEVER:
        return Text(code=_NEVER[state])
    return Text(code="plan.no_result", args={"state": state})


def today(who: Asker) -> date:
    """The day by which sealed visits that are done are open."""
    return who.by.now.astimezone(ZONE).date()


def sight(who: Asker, id_: str) -> Sight:
    """What somebody sees of a plan.

    Raises
    ------
    Denial
        404 when there is no such plan or nothing of it is theirs.
    """

    def read() -> Sight:
        with who.world.store.reading() as session:
            return sights(session, who, [plans.get(session, id_)])[0]

    return who.settled((_SIGHT, id_, who.account.id), read)


def known_sight(who: Asker, id_: str) -> Sight | None:
    """The same if it was found out since the trail's last entry; the database is not asked."""
    known: Sight | None = who.world.settled.known(who.end, (_SIGHT, id_, who.account.id))
    return known


def sights(session: Session, who: Asker, found: Collection[Plan]) -> tuple[Sight, ...]:
    """What somebody sees of each of some plans.

    Raises
    ------
    Denial
        404 when nothing of one is theirs.
    """
    tree = who.tree(session)
    role, region = who.account.role, who.account.region
    stands = {plan.id: relation(region, plan.office, tree) for plan in found}
    whole = {plan.id for plan in found if may(role, Action.PLAN_READ, stands[plan.id])}
    parts: dict[str, frozenset[str]] = {}
    reach = covered(region, tree)
    if reach is not None and (rest := {p.id for p in found if p.published} - whole):
        parts = offices.those_with_a_part(session, rest, reach)
    made: list[Sight] = []
    for plan in found:
        if plan.id in whole:
            unsealed = None if may(role, Action.SEALED_READ, stands[plan.id]) else frozenset[str]()
            made.append(Sight(plan, None, unsealed))
            continue
        own = frozenset(
            office
            for office in parts.get(plan.id, ())
            if may(role, Action.PLAN_READ, relation(region, office, tree))
        )
        if not own:
            raise missing(KIND, plan.id)
        unsealed = frozenset(
            o for o in own if may(role, Action.SEALED_READ, relation(region, o, tree))
        )
        made.append(Sight(plan, own, unsealed))
    return tuple(made)


def visible(who: Asker, seen: Sight) -> Filter:
    """The visits of a plan that somebody sees."""
    return Filter(
        offices=seen.offices,
        sealed_for=None if seen.unsealed is None else who.account.inspector,
        open_offices=seen.unsealed or frozenset(),
        today=today(who),
    )


def changing(who: Asker, id_: str) -> Plan:
    """A plan that somebody may change.

    Raises
    ------
    Denial
        404 when they see nothing of it, 403 when they may only read it.
    """
    plan = sight(who, id_).plan
    with who.world.store.reading() as session:
        stands = relation(who.account.region, plan.office, who.tree(session))
    if not may(who.account.role, Action.PLAN_WRITE, stands):
        raise Denial(403, Text(code="problem.forbidden"))
    return plan


def missing(kind: str, id_: str) -> Denial:
    """There is no such thing, or none for them."""
    return Denial(404, Text(code="store.missing", args={"kind": kind, "id": id_}))
