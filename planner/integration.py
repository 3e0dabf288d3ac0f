"""Stage `integration`: programmes that fall on the same target share one visit (整合实施).

Source: `my.2.4b`, `hn.7b`; docs/semantics.md, What is due.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from models.plan import Half
from planner.asks import Ask, asks_of
from planner.case import able_people
from planner.demand import Request, first_days
from planner.greedy import nearest_team
from planner.presence import Presence
from planner.rules import team


def integrated(
    presence: Presence, due: tuple[Request, ...], apart: Collection[str] = ()
) -> tuple[Request, ...]:
    """The requests, with every guest in the visit of the first host that it can share one with.

    A guest is a request of a programme that `joins` another; it may be host to others itself. Days
    and a team have to suit all programmes of the visit. One of several visits that keep gaps to
    each other joins none. Guests choose in the order of the programmes, so a later one may miss a
    visit that an earlier one has filled. The requests `apart` are no guests.
    """
    visits = {request.id: request for request in due}
    of_target: dict[str, list[str]] = {}
    for request in due:
        of_target.setdefault(request.target, []).append(request.id)
    chained = {r.id for r in due if r.link is not None}
    chained |= {r.link.before for r in due if r.link is not None}
    for name in [request.id for request in due if request.id not in chained | set(apart)]:
        for host in _hosts(presence, visits, of_target, name):
            merged = _merged(presence, visits[host], visits[name])
            if merged is not None:
                visits[host] = merged
                del visits[name]
                of_target[merged.target].remove(name)
                break
    return tuple(visits[request.id] for request in due if request.id in visits)


def guests(due: tuple[Request, ...], shared: Collection[Request]) -> frozenset[str]:
    """Ids of the requests that are guests in these visits."""
    served = {(p, visit.target) for visit in shared for p in visit.programmes[1:]}
    return frozenset(r.id for r in due if (r.programmes[0], r.target) in served)


def _hosts(
    presence: Presence, visits: dict[str, Request], of_target: dict[str, list[str]], guest: str
) -> Iterator[str]:
    """Ids of the visits that the guest may join, host by host in the order of its programme."""
    asking = visits[guest]
    for wanted in presence.problem.programme_by_id[asking.programmes[0]].joins:
        for name in of_target[asking.target]:
            there = visits[name].programmes
            if name != guest and wanted in there and not set(there) & set(asking.programmes):
                yield name


def _merged(presence: Presence, host: Request, guest: Request) -> Request | None:
    """One visit for both; None where days or people do not allow it."""
    shared = merged(presence, host, guest)
    return shared if shared is not None and _has_team(presence, shared) else None


def merged(presence: Presence, host: Request, guest: Request) -> Request | None:
    """One visit for both, whoever makes it; None where their days do not allow it.

    A responsible inspector who goes alone does not share a visit with a team.
    """
    if host.team.responsible is not guest.team.responsible:
        return None
    half_days, size = max(host.half_days, guest.half_days), max(host.team.size, guest.team.size)
    half, crew = host.half or guest.half, host.crew or guest.crew
    if _differ(host, guest) or (half is Half.PM and half_days > 1):
        return None
    whole = _whole(presence, host, half_days) & _whole(presence, guest, half_days)
    days = whole.intersection(host.days, guest.days)
    if not days:
        return None
    return replace(
        host,
        programmes=(*host.programmes, *guest.programmes),
        half_days=half_days,
        team=host.team.model_copy(update={"size": size}),
        days=tuple(sorted(days)),
        mandatory=host.mandatory or guest.mandatory,
        weight=host.weight + guest.weight,
        open_days=tuple(sorted(whole)),
        half=half,
        crew=crew,
        kept=host.kept or guest.kept,
    )


def _differ(host: Request, guest: Request) -> bool:
    """Whether pins ask for different halves or teams."""
    halves = {half for half in (host.half, guest.half) if half is not None}
    crews = {frozenset(crew) for crew in (host.crew, guest.crew) if crew is not None}
    return len(halves) > 1 or len(crews) > 1


def _whole(presence: Presence, request: Request, half_days: int) -> set[int]:
    """First days from which a visit of that length would lie on days that suit the request.

    Whatever its pin: that is about the first day alone.
    """
    own = set(request.days if request.open_days is None else request.open_days)
    more = (half_days + 1) // 2 - request.length
    suiting = {d for d in own if all(d + n in own for n in range(1, more + 1))}
    target = presence.problem.target_by_id[request.target]
    for name in request.programmes if more else ():
        programme = presence.problem.programme_by_id[name]
        mask = first_days(presence.problem, presence.days, programme, target, half_days)
        suiting = {d for d in suiting if mask[d]}
    return suiting


def _has_team(presence: Presence, request: Request) -> bool:
    """Whether on some day there are free people who make the team."""
    asks = asks_of(presence, request)
    size = 1 if request.team.responsible else request.team.size
    crews = _crews(presence, request, asks)
    return any(nearest_team(sorted(crew), size, asks) for crew in crews) or any(
        team.is_possible(sorted(crew), size, asks) for crew in crews
    )


def _crews(presence: Presence, request: Request, asks: tuple[Ask, ...]) -> list[frozenset[str]]:
    """The largest sets of people who are free for one and the same visit."""
    people = able_people(presence, request, asks)
    if not people:
        return []
    days = np.array(request.days, dtype=np.int64)
    starts = np.concatenate([2 * days, 2 * days + 1]) if request.half_days == 1 else 2 * days
    if request.half is not None:
        starts = 2 * days + (request.half is Half.PM)
    free = np.array([presence.free[p] for p in people])
    fit = np.logical_and.reduce([free[:, starts + n] for n in range(request.half_days)])
    for row, person in enumerate(people):
        fit[row] &= ~np.isin(starts // 2, presence.bound_days(request, person))
    crews = {
        frozenset(p for p, there in zip(people, column, strict=True) if there)
        for column in np.unique(fit, axis=1).T
    }
    return [crew for crew in crews if not any(crew < other for other in crews)]
