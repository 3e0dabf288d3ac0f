"""Which visits are still due, in the shape the plan has them.

What is due follows from the changed problem. The plan's own visits keep the programmes they serve
together, so that nothing changes that need not; what no visit of the plan serves may be added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.plan import Visit
from planner.demand import Link, Request
from planner.horizon import Horizon
from planner.integration import integrated, merged
from planner.presence import Presence
from planner.replan.facts import Facts
from planner.rules.frequency import chains


@dataclass(frozen=True)
class StillDue:
    """Requests that are not done, with their possible first days from now on.

    `planned` are those of open visits, by the visit's id, `unplanned` those no visit serves.
    `chain_of` lists for each visit of a programme that keeps gaps all of its chain; `at` are first
    and last day of those that are done.
    """

    planned: Mapping[str, Request]
    unplanned: tuple[Request, ...]
    chain_of: Mapping[str, Sequence[Request]]
    at: Mapping[str, tuple[int, int]]

    @property
    def requests(self) -> tuple[Request, ...]:
        """All of them."""
        return (*self.planned.values(), *self.unplanned)

    def around(self, request: Request, fixed: Mapping[str, tuple[int, int]]) -> Request:
        """The request with the days that visits of its chain leave, fixed on these days.

        The done ones are fixed too.
        """
        return _around(request, self.chain_of.get(request.id, ()), {**self.at, **fixed})


def still_due(presence: Presence, due: tuple[Request, ...], facts: Facts) -> StillDue:
    """Match what is due with the plan.

    Parameters
    ----------
    due
        All visits due in the year, each of one programme (`planner.demand.requests`).
    """
    due = _named_as_planned(presence.days, due, (*facts.done, *facts.open))
    pool = _Pool(presence.days, due)
    at: dict[str, tuple[int, int]] = {}
    for visit in facts.done:
        stay = presence.days.day(visit.start), presence.days.day(visit.end)
        at.update({request.id: stay for request in pool.take(visit)})
    served = {visit.id: pool.take(visit) for visit in facts.open}
    first = presence.days.day(facts.since)
    planned: dict[str, Request] = {}
    for name, requests in served.items():
        if requests and requests[0].id == name:
            planned[name] = _from(_together(presence, requests, pool), first)
        else:
            pool.put_back(requests)
    rest = tuple(_from(request, first) for request in pool.left())
    return StillDue(planned, integrated(presence, rest), _chains(due, at, first), at)


def _named_as_planned(
    days: Horizon, due: tuple[Request, ...], visits: Iterable[Visit]
) -> tuple[Request, ...]:
    """What is due under the ids that the plan gives it, which differ in a plan made elsewhere."""
    pool, taken = _Pool(days, due), {request.id for request in due}
    names: dict[str, str] = {}
    for visit in visits:
        served = pool.take(visit)
        if served and served[0].id != visit.id and visit.id not in taken:
            names[served[0].id] = visit.id
    if not names:
        return due
    return tuple(
        replace(
            request,
            id=names.get(request.id, request.id),
            link=request.link
            and replace(request.link, before=names.get(request.link.before, request.link.before)),
        )
        for request in due
    )


class _Pool:
    """The requests that no visit serves yet."""

    def __init__(self, days: Horizon, due: Sequence[Request]) -> None:
        self._days, self._due = days, due
        self._left = {request.id: request for request in due}
        self._of: dict[tuple[str, str], list[str]] = {}
        for request in due:
            self._of.setdefault((request.programmes[0], request.target), []).append(request.id)

    def take(self, visit: Visit) -> list[Request]:
        """Those that the visit serves, its own first; empty when nothing of it is due."""
        found = (self._one(visit, programme) for programme in visit.programmes)
        taken = [request for request in found if request is not None]
        if not taken or taken[0].programmes[0] != visit.programmes[0]:
            self.put_back(taken)
            return []
        return taken

    def put_back(self, requests: Iterable[Request]) -> None:
        """No visit serves them after all."""
        self._left.update({request.id: request for request in requests})

    def left(self) -> list[Request]:
        """What is left, in its order."""
        return [request for request in self._due if request.id in self._left]

    def _one(self, visit: Visit, programme: str) -> Request | None:
        names = [n for n in self._of.get((programme, visit.target), ()) if n in self._left]
        day = self._days.day(visit.start)
        best = [n for n in names if n == visit.id] or [
            n for n in names if day in self._left[n].days
        ]
        chosen = (best or names)[:1]
        return self._left.pop(chosen[0]) if chosen else None


def _together(presence: Presence, served: list[Request], pool: _Pool) -> Request:
    """One visit for all of them; what can no longer be joined goes back."""
    visit = served[0]
    for guest in served[1:]:
        whole = merged(presence, visit, guest)
        if whole is None:
            pool.put_back([guest])
        else:
            visit = whole
    return visit


def _from(request: Request, first: int) -> Request:
    if min(request.days, default=first) >= first:
        return request
    return replace(request, days=tuple(day for day in request.days if day >= first))


def _chains(
    due: Sequence[Request], at: Mapping[str, tuple[int, int]], first: int
) -> Mapping[str, Sequence[Request]]:
    """The chains without the visits that are neither done nor can still be made."""
    table: dict[str, Sequence[Request]] = {}
    for chain in chains(due):
        there = [r for r in chain if r.id in at or any(day >= first for day in r.days)]
        table.update({request.id: there for request in there})
    return table


def _around(
    request: Request, chain: Sequence[Request], fixed: Mapping[str, tuple[int, int]]
) -> Request:
    """Days that keep the gaps to the fixed visits of the chain; the link only to one still free.

    Where nothing limits how far apart visits are, they may change their order.
    """
    if len(chain) < 2:
        return request if request.link is None else replace(request, link=None)
    days = np.array(request.days, dtype=np.int64)
    ends = days + request.length - 1
    clear = np.ones(len(days), dtype=np.bool_)
    links = [one.link for one in chain if one.link is not None]
    least = max((link.least_days for link in links), default=0)
    ordered = any(link.greatest_days is not None for link in links)
    for one in chain:
        if one.id in fixed and one.id != request.id and least:
            begin, end = fixed[one.id]
            clear &= (days - end >= least) | (begin - ends >= least)
    place = next(n for n, one in enumerate(chain) if one.id == request.id)
    link = None if place == 0 else _link(chain[place - 1], chain[place], ordered=ordered)
    if link is not None and link.before in fixed:
        begin, end = fixed[link.before]
        clear &= (days >= begin) if link.same_period else True
        clear &= True if link.greatest_days is None else days - end <= link.greatest_days
        link = None
    if place + 1 < len(chain) and chain[place + 1].id in fixed:
        after, begin = (
            _link(request, chain[place + 1], ordered=ordered),
            fixed[chain[place + 1].id][0],
        )
        if after is not None:
            clear &= (days <= begin) if after.same_period else True
            clear &= True if after.greatest_days is None else begin - ends <= after.greatest_days
    return replace(request, days=tuple(days[clear].tolist()), link=link)


def _link(before: Request, request: Request, *, ordered: bool) -> Link | None:
    """How a visit follows the one before it in what is left of its chain.

    Across a missing visit nothing binds those of different periods.
    """
    if request.link is None:
        return None
    skipped = before.id != request.link.before and not request.link.same_period
    return replace(
        request.link,
        before=before.id,
        greatest_days=None if skipped else request.link.greatest_days,
        same_period=request.link.same_period and ordered,
    )
