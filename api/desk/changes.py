"""In what two plans differ, as far as somebody sees both."""

from collections.abc import Iterator, Mapping

from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.exports import opened
from api.desk.sight import sight
from api.store import plans
from api.store.plans import Kind
from models.base import Frozen
from models.changes import CHANGES, PlanChange, differences
from models.plan import AnnualPlan, PlanStatus
from models.text import Text
from models.tiers import TieredPlan, plan_of_json

_NOTHING = AnnualPlan(origin=None, status=PlanStatus.COMPLETE, zones=None, visits=())


class Changes(Frozen):
    """The visits in which a plan differs from its base, with causes where these are known."""

    plan: str
    base: str
    kind: Kind
    changes: tuple[PlanChange, ...]


def changes(who: Asker, id_: str, base: str | None = None, office: str | None = None) -> Changes:
    """In what a plan differs from its base, or from another plan of its office.

    Parameters
    ----------
    office
        Only in the part with this key, of plans of several offices.

    Raises
    ------
    Denial
        404, also without such a part; 409 when one has no result; 422 when the plan has no base and
        none is named, or when the plans are of different offices.
    """
    row = sight(who, id_).plan
    base = base or row.base
    if base is None:
        raise Denial(422, Text(code="change_asked.no_base"))
    if sight(who, base).plan.office != row.office:
        raise Denial(422, Text(code="change_asked.other_office"))
    old, new = opened(who, base).plan, opened(who, id_).plan
    key = None if office is None else opened(who, id_).key(office)
    if base == row.base and (told := _told(who, id_)) is not None:
        found = tuple(_seen(told, _visits(old) | _visits(new), _every(who, base, id_)))
    else:
        found = _differences(old, new)
    if key is not None:
        there = _visits(old, key) | _visits(new, key)
        found = tuple(change for change in found if change.visit in there)
    return Changes(plan=id_, base=base, kind=row.kind, changes=found)


def _told(who: Asker, id_: str) -> tuple[PlanChange, ...] | None:
    """The changes that were kept with a plan."""
    with who.world.store.reading() as session:
        text = plans.changes_of(session, id_)
    return None if text is None else CHANGES.validate_json(text)


def _seen(
    changes: tuple[PlanChange, ...], shown: frozenset[str], every: frozenset[str]
) -> Iterator[PlanChange]:
    """The changes without those of visits that are not shown, and causes that name these."""
    hidden = every - shown
    for change in changes:
        if change.visit in hidden:
            continue
        named = "" if change.cause is None else str(change.cause.args.get("visits", ""))
        tells = not hidden.isdisjoint(named.split(", "))
        yield change.model_copy(update={"cause": None}) if tells else change


def _differences(
    old: AnnualPlan | TieredPlan, new: AnnualPlan | TieredPlan
) -> tuple[PlanChange, ...]:
    before, after = _parts(old), _parts(new)
    return tuple(
        change
        for key in dict.fromkeys([*before, *after])
        for change in differences(before.get(key, _NOTHING), after.get(key, _NOTHING))
    )


def _every(who: Asker, *ids: str) -> frozenset[str]:
    """All visits of some plans, shown or not."""
    with who.world.store.reading() as session:
        texts = [plans.content_of(session, id_) for id_ in ids]
    return frozenset().union(*(_visits(plan_of_json(text)) for text in texts if text is not None))


def _visits(plan: AnnualPlan | TieredPlan, only: str | None = None) -> frozenset[str]:
    """All visits, or those of the part with a key."""
    return frozenset(
        visit.id
        for key, part in _parts(plan).items()
        if only is None or key == only
        for visit in part.visits
    )


def _parts(plan: AnnualPlan | TieredPlan) -> Mapping[str, AnnualPlan]:
    """The plan of each office; that of one office under no key, so that two are the same part."""
    if isinstance(plan, AnnualPlan):
        return {"": plan}
    return plan.parts
