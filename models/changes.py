"""What differs between two plans: visits moved, given to other people, added or dropped."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from pydantic import TypeAdapter

from models.base import Frozen
from models.plan import AnnualPlan, Half, Visit, Withdrawn
from models.text import Text


class ChangeKind(StrEnum):
    """What became of a visit."""

    MOVED = "moved"
    TEAM = "team"
    MOVED_TEAM = "moved_team"
    ADDED = "added"
    DROPPED = "dropped"


class PlanChange(Frozen):
    """One visit that is not what it was; `old_*` are None when it is new, `new_*` when it is gone.

    `cause` says why, where that is known. `dear`: the old or the new visit was published or lies
    within the notice that people are to be given.
    """

    visit: str
    target: str
    kind: ChangeKind
    old_start: date | None = None
    old_half: Half | None = None
    old_team: tuple[str, ...] | None = None
    new_start: date | None = None
    new_half: Half | None = None
    new_team: tuple[str, ...] | None = None
    cause: Text | None = None
    dear: bool = False

    @property
    def people(self) -> int:
        """How many people make the visit now that did not, or no longer do."""
        return len(set(self.old_team or ()) ^ set(self.new_team or ()))


CHANGES = TypeAdapter(tuple[PlanChange, ...])
"""Changes alone, to and from JSON."""

CHANGES_SCHEMA = "dudao.changes/1"


class ChangeList(Frozen):
    """The file `changes.json`: every visit that a replanning changed, with its cause."""

    schema_id: str = CHANGES_SCHEMA
    since: date
    published_until: date | None = None
    changes: tuple[PlanChange, ...] = ()


def differences(old: AnnualPlan, new: AnnualPlan) -> tuple[PlanChange, ...]:
    """The visits in which two plans differ, by their ids, in the order of the days.

    A visit *moved* takes other half-days: another first day, another half, or another length. Its
    *team* is a set of people; who of them leads is no difference, nor is what else the visit
    serves.
    """
    before, after = _by_id(old.visits), _by_id(new.visits)
    found = (
        _difference(before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])
    )
    return tuple(sorted((change for change in found if change is not None), key=_place))


def withdrawn(old: AnnualPlan, new: AnnualPlan) -> tuple[Withdrawn, ...]:
    """Whom the old plan, or one before it, told of visits that they do not make in the new one."""
    told = {one.visit.id: one for one in old.withdrawn}
    for visit in old.visits:
        before = told[visit.id].people if visit.id in told else ()
        told[visit.id] = Withdrawn(visit=visit, people=tuple(dict.fromkeys([*before, *visit.team])))
    team_of = {visit.id: visit.team for visit in new.visits}
    found = (
        Withdrawn(
            visit=one.visit,
            people=tuple(p for p in one.people if p not in team_of.get(name, ())),
        )
        for name, one in told.items()
    )
    return tuple(one for one in found if one.people)


def _by_id(visits: Iterable[Visit]) -> Mapping[str, Visit]:
    return {visit.id: visit for visit in visits}


def _place(change: PlanChange) -> tuple[date, str]:
    return (change.old_start or change.new_start or date.min, change.visit)


def _difference(old: Visit | None, new: Visit | None) -> PlanChange | None:
    one = old or new
    kind = _kind(old, new)
    if one is None or kind is None:
        return None
    return PlanChange(
        visit=one.id,
        target=one.target,
        kind=kind,
        old_start=old and old.start,
        old_half=old and old.half,
        old_team=old and old.team,
        new_start=new and new.start,
        new_half=new and new.half,
        new_team=new and new.team,
    )


def _kind(old: Visit | None, new: Visit | None) -> ChangeKind | None:
    if old is None:
        return ChangeKind.ADDED
    if new is None:
        return ChangeKind.DROPPED
    moved = (old.start, old.half, old.half_days) != (new.start, new.half, new.half_days)
    team = set(old.team) != set(new.team)
    if moved:
        return ChangeKind.MOVED_TEAM if team else ChangeKind.MOVED
    return ChangeKind.TEAM if team else None
