"""Other days of the month for regular visits, so that trips cost less.

A responsible inspector makes regular visits alone, on any day of the month. `joining` says which of
them are best joined, whatever the days; here the joined ones get days, near those they had, so that
a school is still visited about once a month. Every rule is kept by `planner.placing.Board`, every
visit stays in its month, and all other visits stay where they are: what earlier levels reached does
not change.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from models.plan import Half
from planner.case import Case
from planner.demand import Request
from planner.model import Arrangement, Placement
from planner.placing import Board
from planner.rules.frequency import chains
from planner.trips.exact import exact
from planner.trips.joining import Arc, Joined, arcs_of, join
from planner.trips.tours import Stop, Traveller, cheapest
from planner.trips.ways import Ways

ATTEMPTS = 6
"""How often the runs of a month are tried in another order, or with fewer joined."""


@dataclass(frozen=True)
class Run:
    """Visits to be joined, each so many days after the first."""

    visits: tuple[str, ...]
    offsets: tuple[int, ...]


class Redating:
    """The regular visits of one person."""

    def __init__(
        self, case: Case, known: Ways, traveller: Traveller, arrangement: Arrangement
    ) -> None:
        self._case, self._ways, self._traveller = case, known, traveller
        self._placed = arrangement.placed
        self._own = {
            name: placement
            for name, placement in arrangement.placed.items()
            if traveller.id in placement.team
        }
        ordered = _in_order_within_a_period(case)
        self._free = {n for n in self._own if _may_move(case.request[n]) and n not in ordered}

    def run(self, known: dict[object, Joined]) -> tuple[dict[str, Placement], int]:
        """New placements of some visits, and the least price that any days could give.

        Parameters
        ----------
        known
            What `join` found for months alike.
        """
        stops = self._stops(self._own)
        months = self._months(stops)
        runs: dict[int, list[Run]] = {}
        most: dict[int, int] = {}
        for month, of_month in months.items():
            joined = self._joined(of_month, known)
            most[month] = joined.at_most
            if joined.saving > self._saved(of_month):
                runs[month] = self._runs(of_month, joined)
        best = dict(self._settled(runs))
        for month, of_month in self._months(self._stops(best)).items():
            if self._saved(of_month) < most[month]:
                arcs = self._arcs(of_month)
                most[month] = min(most[month], self._exactly(of_month, arcs, best))
        at_most = sum(most.values()) + self._across(months, most, best)
        if self._price(self._stops(best)) >= self._price(stops):
            best = dict(self._own)
        single = sum(self._price([stop]) for stop in stops)
        return {n: p for n, p in best.items() if p != self._own[n]}, single - at_most

    def _across(
        self, months: Mapping[int, list[Stop]], most: Mapping[int, int], best: dict[str, Placement]
    ) -> int:
        """What nights across the ends of months could save besides, and better days for them.

        Two months are searched together where neither is yet part of such a pair.
        """
        total, paired = 0, set[int]()
        for month, ends in self._over_month_ends(months).items():
            both = (month, month + 1)
            gain = max(0, *(arc.saving for arc in ends))
            if gain and paired.isdisjoint(both):
                paired.update(both)
                parts = [(self._arcs(months[m]), most[m]) for m in both]
                arcs = [*ends, *(arc for of_month, _ in parts for arc in of_month)]
                stops = self._stops(best)
                of_both = [s for s in stops if self._case.days.month[s.first_day] in both]
                together = self._exactly(of_both, arcs, best, parts)
                gain = min(gain, together - sum(most[m] for m in both))
            total += max(0, gain)
        return total

    def _saved(self, stops: Sequence[Stop]) -> int:
        """What trips save against visits one by one."""
        return sum(self._price([stop]) for stop in stops) - self._price(stops)

    def _exactly(
        self,
        stops: Sequence[Stop],
        arcs: Sequence[Arc],
        best: dict[str, Placement],
        parts: Iterable[tuple[Iterable[Arc], int]] = (),
    ) -> int:
        """Better days into `best` if there are; what no days could save more than."""
        free = self._free.intersection(stop.visit for stop in stops)
        fixed = {n: self._placed[n] for n in self._near if n not in self._free}
        solve = partial(exact, self._case, self._ways, self._traveller, stops, free, best)
        found, at_most = solve(fixed, arcs, parts)
        around = {n: best.get(n, self._placed[n]) for n in self._near if n not in free}
        moved = self._among(around, found)
        if moved is None:
            found, _ = solve(around, arcs, parts)
            moved = self._among(around, found)
        new = {**best, **(moved or {})}
        if self._price(self._stops(new)) < self._price(self._stops(best)):
            best.update(new)
        return at_most

    def _among(
        self, around: Mapping[str, Placement], found: Mapping[str, Placement]
    ) -> Mapping[str, Placement] | None:
        """The new placements beside the others; None when some rule among them is broken."""
        board = Board(self._case)
        for name, placement in around.items():
            board.settle(self._case.request[name], placement)
        for name, placement in sorted(found.items(), key=lambda p: (p[1].day, p[1].half)):
            if not board.put(self._case.request[name], placement.team, [placement.day]):
                return None
        return {name: board.placed[name] for name in found}

    @cached_property
    def _near(self) -> tuple[str, ...]:
        """All visits that bear on those that may move: the person's, and those to their targets."""
        targets = {self._case.request[name].target for name in self._free}
        return tuple(
            name
            for name in self._placed
            if name in self._own or self._case.request[name].target in targets
        )

    def _settled(self, runs: dict[int, list[Run]]) -> Mapping[str, Placement]:
        """Days for the runs; a month that finds none for its runs, or is no cheaper, stays."""
        attempts: Counter[int] = Counter()
        while runs:
            moved, failed = self._place(runs)
            if failed is None:
                month = self._worse(moved, runs)
                if month is None:
                    return moved
                del runs[month]
                continue
            month, run = failed
            attempts[month] += 1
            if attempts[month] > ATTEMPTS:
                del runs[month]
            elif attempts[month] <= ATTEMPTS // 2:
                runs[month].remove(run)
                runs[month].insert(0, run)
            else:
                runs[month].remove(run)
                alone = [Run((v,), (0,)) for v in run.visits if v in self._free]
                runs[month] += alone if len(run.visits) > 1 else [run]
        return self._own

    def _joined(self, stops: Sequence[Stop], known: dict[object, Joined]) -> Joined:
        fixed = frozenset(s.visit for s in stops if s.visit not in self._free)
        arcs = self._arcs(stops)
        joinable = {v for arc in arcs for v in (arc.stop, arc.later)}
        stops = [s for s in stops if s.visit in joinable]
        key = None
        if not fixed & joinable:
            # Months in which the same targets are visited differ in names only.
            stops = sorted(stops, key=lambda s: s.target)
            key = self._traveller.id, tuple(s.target for s in stops)
            if key in known:
                return _renamed(known[key], stops)
        joined = join(self._ways, self._traveller, stops, arcs)
        if key is not None:
            known[key] = _numbered(joined, stops)
        return joined

    def _months(self, stops: Sequence[Stop]) -> Mapping[int, list[Stop]]:
        months: dict[int, list[Stop]] = defaultdict(list)
        for stop in stops:
            months[int(self._case.days.month[stop.first_day])].append(stop)
        return months

    def _arcs(self, stops: Sequence[Stop]) -> tuple[Arc, ...]:
        fixed = frozenset(self._own) - self._free
        return arcs_of(self._ways, self._traveller.id, stops, fixed, self._may_lie)

    def _may_lie(self, visit: str, day: int) -> bool:
        """Whether a visit that may move finds room on a day beside all that may not."""
        request = self._case.request[visit]
        team = (self._traveller.id,)
        return day in request.days and self._fixed.room(request, team, day) is not None

    @cached_property
    def _fixed(self) -> Board:
        return self._board(self._free)

    def _board(self, without: Set[str]) -> Board:
        """The visits that bear on those that may move, but for some."""
        board = Board(self._case)
        for name in self._near:
            if name not in without:
                board.settle(self._case.request[name], self._placed[name])
        return board

    def _over_month_ends(self, months: Mapping[int, list[Stop]]) -> Mapping[int, Sequence[Arc]]:
        """For each month the arcs across its end; a person can go along one of them."""
        ends: dict[int, Sequence[Arc]] = {}
        for month, stops in months.items():
            across = [
                arc
                for a in stops
                if self._reaches_next(a)
                for b in months.get(month + 1, ())
                for arc in self._arcs((a, b))
                if arc.stop == a.visit and (arc.nights or _straddles(self._case, a))
            ]
            if across:
                ends[month] = across
        return ends

    def _reaches_next(self, stop: Stop) -> bool:
        """Whether the visit may end on the last day of its month, with a day's work after it."""
        days = self._case.days
        last = int(np.flatnonzero(days.month == days.month[stop.first_day])[-1])
        if _straddles(self._case, stop):
            return True
        if last + 1 >= days.length or not days.working[last + 1]:
            return False
        if stop.visit in self._free:
            return last in self._case.request[stop.visit].days
        return stop.last_day == last

    def _runs(self, stops: Sequence[Stop], joined: Joined) -> list[Run]:
        """All runs that hold a visit that may move, also those of one visit."""
        after = {arc.stop: arc for arc in joined.arcs}
        led = {arc.later for arc in joined.arcs}
        lengths = {s.visit: s.last_day - s.first_day for s in stops}
        runs = []
        for stop in stops:
            if stop.visit in led:
                continue
            visits, offsets = [stop.visit], [0]
            while visits[-1] in after:
                arc = after[visits[-1]]
                offsets.append(offsets[-1] + lengths[arc.stop] + arc.nights)
                visits.append(arc.later)
            if self._free.intersection(visits):
                runs.append(Run(tuple(visits), tuple(offsets)))
        # Those tied to a day first, then the longest: they find room least easily.
        return sorted(runs, key=lambda r: (self._free.issuperset(r.visits), -len(r.visits)))

    def _place(
        self, runs: Mapping[int, Sequence[Run]]
    ) -> tuple[dict[str, Placement], tuple[int, Run] | None]:
        """Days for the runs of these months; the first that finds none, with its month."""
        moving = {v for of_month in runs.values() for run in of_month for v in run.visits}
        board = self._board(moving & self._free)
        moved = dict(self._own)
        for month, of_month in runs.items():
            for run in of_month:
                if not self._place_run(board, run, moved):
                    return moved, (month, run)
        return moved, None

    def _place_run(self, board: Board, run: Run, moved: dict[str, Placement]) -> bool:
        tied = [
            self._own[v].day - offset
            for v, offset in zip(run.visits, run.offsets, strict=True)
            if v not in self._free
        ]
        firsts = self._firsts(run) if not tied else tied[:1]
        team = (self._traveller.id,)
        free = [
            (self._case.request[v], offset)
            for v, offset in zip(run.visits, run.offsets, strict=True)
            if v in self._free
        ]
        for first in firsts:
            days = [first + offset for _, offset in free]
            if all(
                day in request.days and board.room(request, team, day) is not None
                for (request, _), day in zip(free, days, strict=True)
            ) and all(board.free_halves(*team, day) >= days.count(day) for day in days):
                for (request, _), day in zip(free, days, strict=True):
                    if not board.put(request, team, [day]):
                        return False
                    moved[request.id] = board.placed[request.id]
                return True
        return False

    def _firsts(self, run: Run) -> list[int]:
        """Days on which the run may begin, those first that move its visits least."""
        month = self._case.days.month
        now = [self._own[v].day - o for v, o in zip(run.visits, run.offsets, strict=True)]
        aim = sum(now) / len(now)
        leading = self._case.request[run.visits[0]]
        inside = [d for d in leading.days if month[d] == month[self._own[run.visits[0]].day]]
        return sorted(inside, key=lambda d: (abs(d - aim), d))

    def _worse(self, moved: Mapping[str, Placement], runs: Iterable[int]) -> int | None:
        """A month that the new days do not make cheaper."""
        before, after = self._months(self._stops(self._own)), self._months(self._stops(moved))
        dearer = (m for m in runs if self._price(after[m]) >= self._price(before[m]))
        return next(dearer, None)

    def _stops(self, placed: Mapping[str, Placement]) -> list[Stop]:
        stops = []
        for name, placement in placed.items():
            request = self._case.request[name]
            late = request.half_days == 1 and placement.half is Half.PM
            stops.append(Stop(name, request.target, 2 * placement.day + late, request.half_days))
        return sorted(stops, key=lambda stop: stop.slot)

    def _price(self, stops: Sequence[Stop]) -> int:
        return sum(tour.price for tour in cheapest(self._ways, self._traveller, stops))


def _straddles(case: Case, stop: Stop) -> bool:
    """Whether the visit lasts into another month."""
    return bool(case.days.month[stop.first_day] != case.days.month[stop.last_day])


def _in_order_within_a_period(case: Case) -> set[str]:
    """Visits of which several are due in one period: they stay, lest their order change."""
    return {
        request.id
        for chain in chains(case.requests)
        if any(r.link is not None and r.link.same_period for r in chain)
        for request in chain
    }


def _may_move(request: Request) -> bool:
    """Whether it is a regular visit that has days to choose from."""
    return request.team.responsible and request.half_days == 1 and len(request.days) > 1


def _numbered(joined: Joined, stops: Sequence[Stop]) -> Joined:
    """The same with numbers for visits."""
    number = {stop.visit: str(n) for n, stop in enumerate(stops)}
    return _with_names(joined, number)


def _renamed(joined: Joined, stops: Sequence[Stop]) -> Joined:
    """The same for other visits to the same targets."""
    return _with_names(joined, {str(n): stop.visit for n, stop in enumerate(stops)})


def _with_names(joined: Joined, names: Mapping[str, str]) -> Joined:
    arcs = tuple(Arc(names[a.stop], names[a.later], a.nights, a.saving) for a in joined.arcs)
    return Joined(arcs, joined.saving, joined.at_most)
