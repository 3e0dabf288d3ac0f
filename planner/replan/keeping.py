"""Which visits of the old plan can stay as they are, each by itself and all together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from models.plan import Half, Visit
from models.programme import ProgrammeKind
from planner.asks import asks_of
from planner.case import Case
from planner.demand import Request
from planner.horizon import DayMask
from planner.model import Placement
from planner.placing import Board
from planner.presence import Presence
from planner.rules import engagement


@dataclass(frozen=True)
class Keeping:
    """`hit` visits cannot stay, whatever the others do; of those `crowded` not all can."""

    hit: frozenset[str]
    crowded: frozenset[str]

    @property
    def changing(self) -> frozenset[str]:
        """Both."""
        return self.hit | self.crowded


def placement(presence: Presence, visit: Visit) -> Placement:
    """Team and day of a visit of a plan."""
    half = visit.half if visit.half_days == 1 else Half.AM
    return Placement(visit.team, presence.days.day(visit.start), half)


def keeping(case: Case, visits: Mapping[str, Visit], barred: Iterable[str] = ()) -> Keeping:
    """Look at each planned visit beside what is done, then put them all together.

    Parameters
    ----------
    case
        The requests of all planned visits, under the ids of `visits`.
    barred
        Visits that cannot stay for other reasons.
    """
    presence = case.presence
    never = set(barred)

    @cache
    def clear(target: str, kind: ProgrammeKind, length: int) -> DayMask:
        """The days that others' visits leave, the same for many visits of a target."""
        return engagement.clear_days(presence.problem, presence.days, target, kind, length)

    hit = {
        request.id
        for request in case.requests
        if request.id in never or not _stays(presence, request, visits[request.id], clear)
    }
    board, crowded = Board(case), set[str]()
    for request in sorted(case.requests, key=lambda r: (visits[r.id].start, r.id)):
        if request.id in hit:
            continue
        old = placement(presence, visits[request.id])
        if _has_room(board, request, old):
            board.settle(request, old)
        else:
            crowded.add(request.id)
    return Keeping(frozenset(hit), frozenset(crowded))


def _stays(
    presence: Presence,
    request: Request,
    visit: Visit,
    clear: Callable[[str, ProgrammeKind, int], DayMask],
) -> bool:
    """Whether the visit could stay as it was planned, beside what is done alone."""
    old = placement(presence, visit)
    if visit.half_days != request.half_days or old.day not in request.days:
        return False
    if request.half not in (None, old.half) or set(request.crew or old.team) != set(old.team):
        return False
    return (
        all(_can_go(presence, request, old, person) for person in old.team)
        and _makes_team(presence, request, old.team)
        and bool(clear(request.target, request.kind, request.length)[old.day])
    )


def _can_go(presence: Presence, request: Request, old: Placement, person: str) -> bool:
    if person not in presence.problem.inspector_by_id:
        return False
    slots = _slots(request, old)
    return (
        presence.refusal(request, person) is None
        and bool(presence.free[person][slots].all())
        and old.day not in presence.bound_days(request, person)
    )


def _slots(request: Request, old: Placement) -> slice:
    first = 2 * old.day + (old.half is Half.PM)
    return slice(first, first + request.half_days)


def _makes_team(presence: Presence, request: Request, team: tuple[str, ...]) -> bool:
    if request.team.responsible:
        return team == (request.responsible,)
    asks = asks_of(presence, request)
    return len(set(team)) == request.team.size == len(team) and all(a.holds(team) for a in asks)


def _has_room(board: Board, request: Request, old: Placement) -> bool:
    """Whether the board still holds the visit in just its half-days."""
    free = board.room(request, old.team, old.day)
    if free is None:
        return False
    return free is old.half or bool(
        np.all([board.is_free(p, _slots(request, old)) for p in old.team])
    )
