"""Too few people for too many visits in too few days: shown by counting, not by searching.

The visits that lie wholly in a stretch of days need so many person-days of somebody; those who may
give them have so many at most. A flow from visits to people finds the visits and people for which
the count fails; no search over days is needed, so it also refutes what no solver does in time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from planner.asks import Ask
from planner.case import Case
from planner.demand import Request
from planner.rules.workload import limits, rolling_limits

MOST_STRETCHES = 300
"""So many stretches of days are counted for one visit, the shortest first."""

UNLIMITED = 2 * 366

Table = NDArray[np.int64]
"""One row for each person or visit, mostly one column for each day."""


@dataclass(frozen=True)
class Shortage:
    """`visits` in the days from `first` to `last` need more of `people` than these can give.

    Both in half-days; of a visit's members only those are counted whom none but `people` can be.
    `ask` says of which sort of member there are too few; None of any.
    """

    visits: tuple[str, ...]
    people: tuple[str, ...]
    first: int
    last: int
    needed: int
    available: int
    ask: Ask | None


@dataclass
class Shortages:
    """The shortages of a case, each counted once."""

    case: Case
    _sorted: dict[bool, list[list["_Row"]]] = field(default_factory=dict)
    _counted: dict[tuple[bool, int, int, int], Shortage | None] = field(default_factory=dict)

    def of(self, visit: str) -> Shortage | None:
        """The one in the shortest stretch of days that keeps the visit out, if counting shows one.

        For a mandatory visit only such are counted: others give way to it.
        """
        request = self.case.request[visit]
        if not request.days:
            return None
        if request.mandatory not in self._sorted:
            same = [r for r in self.case.requests if r.mandatory or not request.mandatory]
            rows = _sorts(self.case, [r for r in same if r.days])
            self._sorted[request.mandatory] = list(rows)
        stretches = [
            (last - first, sort, first, last)
            for sort, rows in enumerate(self._sorted[request.mandatory])
            for first, last in _stretches(rows, visit)
        ]
        for _, sort, first, last in sorted(stretches)[:MOST_STRETCHES]:
            found = self._count(request.mandatory, sort, first, last)
            if found is not None and visit in found.visits:
                return found
        return None

    def _count(self, mandatory: bool, sort: int, first: int, last: int) -> Shortage | None:
        key = (mandatory, sort, first, last)
        if key not in self._counted:
            rows = self._sorted[mandatory][sort]
            inside = [row for row in rows if row.first >= first and row.last <= last]
            self._counted[key] = _lacking(self.case, inside)
        return self._counted[key]


def refuted(case: Case, helpers: frozenset[str] = frozenset()) -> bool:
    """Whether counting alone shows that the visits cannot all be made.

    Parameters
    ----------
    helpers
        Only what some of these people could do is counted; empty for everything.
    """
    requests = [r for r in case.requests if r.days]
    for rows in _sorts(case, requests):
        counted = [row for row in rows if not helpers or helpers.intersection(row.people)]
        if counted and _Count(case, counted).shortage()[0]:
            return True
    return False


@dataclass(frozen=True)
class _Row:
    """One visit, and how many members of which people it needs."""

    request: Request
    people: tuple[str, ...]
    number: int
    ask: Ask | None

    @property
    def first(self) -> int:
        return self.request.days[0]

    @property
    def last(self) -> int:
        return self.request.days[-1] + self.request.length - 1


def _sorts(case: Case, requests: Sequence[Request]) -> Iterator[list[_Row]]:
    """The visits with all their members, then for each sort of member with those of this sort."""
    everybody = [
        _Row(r, case.candidates[r.id], 1 if r.team.responsible else r.team.size, None)
        for r in requests
    ]
    yield _manned(everybody)
    by_ask: dict[tuple[str, str], list[_Row]] = {}
    for request in requests:
        for ask in case.asks[request.id]:
            if ask.at_least and ask.when is None:
                able = tuple(p for p in case.candidates[request.id] if p in ask.people)
                row = _Row(request, able, ask.at_least, ask)
                by_ask.setdefault((ask.rule.value, ask.detail), []).append(row)
    yield from map(_manned, by_ask.values())


def _manned(rows: list[_Row]) -> list[_Row]:
    """Those that would find their people if there were nothing else to do."""
    return [row for row in rows if len(row.people) >= row.number]


def _stretches(rows: list[_Row], visit: str) -> list[tuple[int, int]]:
    """First and last days of stretches round those of the visit, if it is there."""
    own = next((row for row in rows if row.request.id == visit), None)
    if own is None:
        return []
    firsts = {row.first for row in rows if row.first <= own.first}
    lasts = {row.last for row in rows if row.last >= own.last}
    return [(first, last) for first in firsts for last in lasts]


def _lacking(case: Case, rows: list[_Row]) -> Shortage | None:
    """The visits and people for whom the count fails most; None when it does not fail."""
    found: Shortage | None = None
    while rows:
        count = _Count(case, rows)
        visits, people = count.shortage()
        if not visits:
            break
        rows = [row for number, row in enumerate(rows) if number in visits]
        # Fewer visits touch fewer days, so the count may fail for still fewer of them.
        smaller = count.of(rows, people)
        if found is not None and len(smaller.visits) == len(found.visits):
            break
        found = smaller
    return found


@dataclass(frozen=True)
class _Count:
    """What visits need and people have; in whole days where every visit begins in a morning."""

    case: Case
    rows: list[_Row]

    @cached_property
    def whole_days(self) -> bool:
        """Whether none of the visits takes a single half-day, so that each begins a day."""
        return all(row.request.half_days > 1 for row in self.rows)

    def length(self, request: Request) -> int:
        """Half-days that a member is bound."""
        return 2 * request.length if self.whole_days else request.half_days

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everybody who may be counted for some visit."""
        return tuple(dict.fromkeys(p for row in self.rows for p in row.people))

    @cached_property
    def able(self) -> Table:
        """1 where a person (row) may take part in a visit (column)."""
        index = {p: n for n, p in enumerate(self.people)}
        table = np.zeros((len(index), len(self.rows)), dtype=np.int64)
        for number, row in enumerate(self.rows):
            table[[index[p] for p in row.people], number] = 1
        return table

    @cached_property
    def available(self) -> Table:
        """For each person the half-days that he or she can give to the visits at most."""
        # Products of floats are many times as fast as those of integers.
        able = self.able.astype(np.float32)
        starts = np.zeros((len(self.rows), self.case.days.length), dtype=np.float32)
        touched = starts.copy()
        for number, row in enumerate(self.rows):
            days = np.array(row.request.days, dtype=np.int64)
            starts[number, days] = 1
            for offset in range(row.request.length):
                touched[number, days + offset] = 1
        begins, there = able @ starts > 0, able @ touched > 0
        free = np.array([self.case.presence.free[p].reshape(-1, 2) for p in self.people])
        half_days = 2 * free[:, :, 0] if self.whole_days else free.sum(axis=2)
        room: Table = half_days * there
        most: Table = np.minimum(self._fillable(room), self._limited(room, begins))
        return most

    def _fillable(self, room: Table) -> Table:
        """Half-days that visits of these lengths could fill: of 5 free days those of 2 fill 4."""
        lengths = sorted({row.request.length for row in self.rows})
        if not self.whole_days or lengths[0] == 1:
            total: Table = room.sum(axis=1)
            return total
        return np.array([2 * sum(_filled(run, lengths) for run in _runs(own)) for own in room])

    def _limited(self, room: Table, begins: NDArray[np.bool_]) -> Table:
        """Half-days of each person within the limits of periods and of days in a row."""
        longest = max(row.request.length for row in self.rows)
        spill = 2 * (longest - 1)
        ratio = max(self.length(row.request) / row.request.half_days for row in self.rows)
        problem = self.case.problem
        most = np.full(len(self.people), UNLIMITED, dtype=np.int64)
        for number, name in enumerate(self.people):
            person = problem.inspector_by_id[name]
            for per, limit in limits(problem, person).items():
                period = self.case.days.period(per)
                own = np.unique(period[begins[number]])
                free = np.array([room[number, period == q].sum() + spill for q in own])
                free = np.where(own >= 0, np.minimum(free, int(limit * ratio)), free)
                most[number] = min(most[number], int(free.sum()))
            days = np.flatnonzero(begins[number])
            for in_a_row, limit in rolling_limits(problem, person).items():
                spans = -(-(int(days[-1] - days[0]) + 1) // in_a_row)
                most[number] = min(most[number], spans * int(limit * ratio))
        return most

    def shortage(self) -> tuple[set[int], frozenset[str]]:
        """Numbers of visits, and people, for whom the count fails most; none when it holds."""
        visits, sink = len(self.rows), len(self.rows) + len(self.people) + 1
        lengths = np.array([self.length(row.request) for row in self.rows], dtype=np.int64)
        needs = lengths * np.array([row.number for row in self.rows], dtype=np.int64)
        person, visit = np.nonzero(self.able)
        flow = max_flow.SimpleMaxFlow()
        first, last = np.arange(1, visits + 1), np.arange(visits + 1, sink)
        flow.add_arcs_with_capacity(np.zeros(visits, dtype=np.int64), first, needs)
        flow.add_arcs_with_capacity(visit + 1, person + visits + 1, lengths[visit])
        flow.add_arcs_with_capacity(last, np.full(len(last), sink), self.available)
        flow.solve(0, sink)
        if flow.optimal_flow() >= needs.sum():
            return set(), frozenset()
        inside = set(flow.get_source_side_min_cut())
        short = (p for n, p in enumerate(self.people, visits + 1) if n in inside)
        return {n - 1 for n in range(1, visits + 1) if n in inside}, frozenset(short)

    def of(self, rows: list[_Row], people: frozenset[str]) -> Shortage:
        """The shortage of some of the visits and people, counted with the days of these alone."""
        own = _Count(self.case, rows)
        needed = sum(
            own.length(row.request) * max(0, row.number - sum(p not in people for p in row.people))
            for row in rows
        )
        has = zip(own.people, own.available.tolist(), strict=True)
        return Shortage(
            visits=tuple(row.request.id for row in rows),
            people=tuple(p for p in own.people if p in people),
            first=min(row.first for row in rows),
            last=max(row.last for row in rows),
            needed=needed,
            available=sum(half_days for p, half_days in has if p in people),
            ask=rows[0].ask,
        )


def _runs(room: Table) -> list[int]:
    """Lengths of the runs of days on which there is room."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], room > 0, [0]])))
    return [int(end - start) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _filled(days: int, lengths: Sequence[int]) -> int:
    """The most days of a run that visits of these lengths can fill."""
    reach = [True] + [False] * days
    for day in range(1, days + 1):
        reach[day] = any(day >= n and reach[day - n] for n in lengths)
    return max(day for day in range(days + 1) if reach[day])
