"""Periodic routing: customers with day patterns, vehicles with capacity and duration.

Ruin and recreate: strings of neighbouring customers leave their routes and come back where they are
cheapest, each on the cheapest of its day patterns; worse plans are accepted as in annealing. For
zones too large for the exact models of this stage, and measured on public instances
(`benchmarks/public/pvrp.py`).

Source: Christiaens and Vanden Berghe, Slack induction by string removals for vehicle routing
problems, Transportation Science 54 (2020), extended by the choice of patterns.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

REMOVED_ON_AVERAGE = 10
LONGEST_STRING = 10
BLINK = 0.01
SPLIT = 0.3
FEW = 4
NEIGHBOURS = 24
HOT, COLD = 1.0, 0.01
"""First and last temperature as shares of the mean leg.

Hot enough to give up a whole route: how many each day has must not be settled by the first plan.
"""

Route = list[int]


@dataclass(frozen=True)
class Periodic:
    """Place 0 is the depot; `patterns[c]` are the sets of days on which customer c may be visited.

    `longest` bounds a route's distance and service together.
    """

    distance: Sequence[Sequence[float]]
    demand: Sequence[float]
    service: Sequence[float]
    patterns: Sequence[Sequence[tuple[int, ...]]]
    days: int
    vehicles: int
    capacity: float
    longest: float = math.inf


@dataclass
class Plan:
    """Routes of each day, from the depot and back to it; `pending` visits found no room.

    `best` remembers the cheapest place of a customer in a route for as long as the route stays.
    """

    routes: list[list[Route]]
    load: list[list[float]]
    spent: list[list[float]]
    where: list[list[int]]
    best: list[list[dict[int, tuple[float, int]]]]
    distance: float = 0
    pending: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True)
class Routed:
    """The best routes found; `complete` when every customer gets all its visits."""

    routes: tuple[tuple[tuple[int, ...], ...], ...]
    distance: float
    complete: bool


def route(
    problem: Periodic, seconds: float, seed: int = 0, clock: Callable[[], float] = time.monotonic
) -> Routed:
    """Routes for all days, as short as found in the time.

    Parameters
    ----------
    clock
        What tells the seconds; `time.process_time` counts only those of the processor.
    """
    search = _Search(problem, Random(seed))
    search.run(seconds, clock)
    return search.best


_Kept = tuple[Route, float, float, dict[int, tuple[float, int]]]


class _Search:
    def __init__(self, problem: Periodic, random: Random) -> None:
        self._problem, self._random = problem, random
        size, days, vehicles = len(problem.demand), problem.days, problem.vehicles
        self._near = [
            sorted(range(1, size), key=lambda other, row=row: row[other])  # type: ignore[misc]
            for row in problem.distance
        ]
        self._plan = Plan(
            [[[0, 0] for _ in range(vehicles)] for _ in range(days)],
            [[0.0] * vehicles for _ in range(days)],
            [[0.0] * vehicles for _ in range(days)],
            [[-1] * size for _ in range(days)],
            [[{} for _ in range(vehicles)] for _ in range(days)],
        )
        self._pattern: list[tuple[int, ...]] = [()] * size
        self._mean = float(LONGEST_STRING)
        self._far = 1 + 2 * sum(map(max, problem.distance))
        self._undo: dict[tuple[int, int], _Kept] = {}
        self._kept: tuple[float, set[tuple[int, int]], dict[int, tuple[int, ...]]]
        self.best = Routed((), math.inf, False)

    def run(self, seconds: float, clock: Callable[[], float]) -> None:
        begin = clock()
        customers = list(range(1, len(self._problem.demand)))
        self._begin()
        self._recreate([(c, None) for c in customers])
        self._record()
        legs = sum(len(r) - 1 for day in self._plan.routes for r in day if len(r) > 2)
        mean = self._plan.distance / max(1, legs)
        start, cost = clock(), self._cost()
        best = cost
        heat, share, rounds = HOT * mean, 0.0, 0
        while share < 1:
            if rounds % 16 == 0:
                tours = [len(t) - 2 for day in self._plan.routes for t in day if len(t) > 2]
                self._mean = min(LONGEST_STRING, sum(tours) / max(1, len(tours)))
                share = (clock() - start) / max(1e-9, begin + seconds - start)
                heat = mean * HOT * (COLD / HOT) ** share
            rounds += 1
            self._begin()
            self._recreate(self._ruin())
            new = self._cost()
            if new < cost - heat * math.log(1 - self._random.random()):
                cost = new
                if new < best - 1e-9:
                    best = new
                    self._record()
            else:
                self._restore()

    def _cost(self) -> float:
        """Distance, and for each visit without room more than any way could be."""
        return self._plan.distance + self._far * len(self._plan.pending)

    def _record(self) -> None:
        plan = self._plan
        self.best = Routed(
            tuple(tuple(tuple(r[1:-1]) for r in day if len(r) > 2) for day in plan.routes),
            plan.distance,
            not plan.pending,
        )

    def _begin(self) -> None:
        self._undo = {}
        self._kept = (self._plan.distance, set(self._plan.pending), {})

    def _restore(self) -> None:
        plan = self._plan
        for (day, number), (route_, load, spent, best) in self._undo.items():
            for customer in plan.routes[day][number]:
                plan.where[day][customer] = -1
            plan.routes[day][number] = route_
            plan.load[day][number], plan.spent[day][number] = load, spent
            plan.best[day][number] = best
        for (day, number), (route_, _, _, _) in self._undo.items():
            for customer in route_:
                plan.where[day][customer] = number
        plan.distance, plan.pending, patterns = self._kept
        for customer, pattern in patterns.items():
            self._pattern[customer] = pattern

    def _change(self, day: int, number: int) -> None:
        """Keep the route as it is for `_restore`, before it changes."""
        plan = self._plan
        if (day, number) not in self._undo:
            self._undo[day, number] = (
                plan.routes[day][number].copy(),
                plan.load[day][number],
                plan.spent[day][number],
                plan.best[day][number],
            )
        plan.best[day][number] = {}

    def _take(self, customer: int, day: int) -> None:
        """The customer leaves its route of the day."""
        plan, problem = self._plan, self._problem
        number = plan.where[day][customer]
        if number < 0:
            plan.pending.discard((customer, day))
            return
        self._change(day, number)
        tour = plan.routes[day][number]
        at = tour.index(customer)
        before, after, row = tour[at - 1], tour[at + 1], problem.distance[customer]
        saved = row[before] + row[after] - problem.distance[before][after]
        del tour[at]
        plan.distance -= saved
        plan.load[day][number] -= problem.demand[customer]
        plan.spent[day][number] -= saved + problem.service[customer]
        plan.where[day][customer] = -1

    def _put(self, customer: int, day: int, number: int, at: int, longer: float) -> None:
        plan, problem = self._plan, self._problem
        self._change(day, number)
        plan.routes[day][number].insert(at, customer)
        plan.distance += longer
        plan.load[day][number] += problem.demand[customer]
        plan.spent[day][number] += longer + problem.service[customer]
        plan.where[day][customer] = number

    def _ruin(self) -> list[tuple[int, int | None]]:
        """Take strings out of neighbouring routes, of one day or of several.

        A customer with several patterns leaves all its days, so that it may get another pattern;
        in a ruin of one day only now and then, as its other days are then left without a reason.
        """
        plan, random = self._plan, self._random
        seed = random.randrange(1, len(self._problem.demand))
        only = random.choice(self._pattern[seed]) if random.random() < 0.5 else None
        strings = random.random() * (4 * REMOVED_ON_AVERAGE / (1 + self._mean)) + 1
        out: dict[int, int | None] = {c: None for c, _ in plan.pending}
        ruined: set[tuple[int, int]] = set()
        for customer in (seed, *self._near[seed]):
            if customer in out:
                continue
            day = random.choice(self._pattern[customer]) if only is None else only
            number = plan.where[day][customer]
            if number < 0 or (day, number) in ruined:
                continue
            ruined.add((day, number))
            for one in self._string(plan.routes[day][number], customer):
                patterns = self._problem.patterns[one]
                single = len(patterns) == 1 or (len(patterns[0]) > 1 and random.random() < 0.3)
                out.setdefault(one, day if single else None)
            if len(ruined) >= strings:
                break
        for customer, at in out.items():
            for day in self._pattern[customer] if at is None else (at,):
                self._take(customer, day)
        return list(out.items())

    def _string(self, tour: Route, customer: int) -> Route:
        """Neighbours in a route, the customer among them, sometimes with a piece left between."""
        random, size = self._random, len(tour) - 2
        length = int(random.uniform(1, min(size, LONGEST_STRING) + 1))
        spanned = length
        while spanned < size and random.random() < SPLIT:
            spanned += 1
        at = tour.index(customer)
        first = random.randint(max(1, at - spanned + 1), min(at, size - spanned + 1))
        string = tour[first : first + spanned]
        skip = spanned - length
        if skip:
            gap = random.randint(0, length)
            string = string[:gap] + string[gap + skip :]
        return string

    def _recreate(self, out: list[tuple[int, int | None]]) -> None:
        """Put customers back where they are cheapest."""
        demand, depot = self._problem.demand, self._problem.distance[0]
        random = self._random
        random.shuffle(out)
        order = random.choices((0, 1, 2, 3), (4, 4, 2, 1))[0]
        if order == 1:
            out.sort(key=lambda c: -demand[c[0]])
        elif order == 2:
            out.sort(key=lambda c: -depot[c[0]])
        elif order == 3:
            out.sort(key=lambda c: depot[c[0]])
        for customer, day in out:
            if day is not None:
                self._insert(customer, (day,))
                continue
            patterns = self._problem.patterns[customer]
            days = {d for pattern in patterns for d in pattern}
            places = {d: self._cheapest(customer, d) for d in days}
            _, pattern = min((sum(places[d][0] for d in p), p) for p in patterns)
            self._kept[2].setdefault(customer, self._pattern[customer])
            self._pattern[customer] = pattern
            self._insert(customer, pattern, places)

    def _insert(
        self,
        customer: int,
        days: Sequence[int],
        places: dict[int, tuple[float, int, int]] | None = None,
    ) -> None:
        for day in days:
            longer, number, at = self._cheapest(customer, day) if places is None else places[day]
            if number < 0:
                self._plan.pending.add((customer, day))
            else:
                self._put(customer, day, number, at, longer)

    def _cheapest(self, customer: int, day: int) -> tuple[float, int, int]:
        """Least detour with its route and place; beside near customers, else anywhere."""
        vehicles = range(self._problem.vehicles)
        if len(vehicles) <= FEW:
            return self._least(customer, day, vehicles)
        found = self._least(customer, day, self._beside(customer, day))
        return found if found[1] >= 0 else self._least(customer, day, vehicles)

    def _beside(self, customer: int, day: int) -> Iterator[int]:
        """The routes of near customers, and an empty one."""
        where, seen = self._plan.where[day], set[int]()
        for other in self._near[customer][:NEIGHBOURS]:
            number = where[other]
            if number >= 0 and number not in seen:
                seen.add(number)
                yield number
        for number, tour in enumerate(self._plan.routes[day]):
            if len(tour) == 2:
                yield number
                return

    def _least(
        self, customer: int, day: int, numbers: Iterator[int] | range
    ) -> tuple[float, int, int]:
        problem, plan, random = self._problem, self._plan, self._random.random
        room = problem.capacity - problem.demand[customer] + 1e-9
        time_left = problem.longest - problem.service[customer] + 1e-9
        load, spent, known = plan.load[day], plan.spent[day], plan.best[day]
        best, best_number, best_at = self._far, -1, -1
        for number in numbers:
            if load[number] > room or random() < BLINK:
                continue
            memory = known[number]
            if customer not in memory:
                memory[customer] = self._place(customer, plan.routes[day][number])
            longer, at = memory[customer]
            if longer < best and longer <= time_left - spent[number]:
                best, best_number, best_at = longer, number, at
        return best, best_number, best_at

    def _place(self, customer: int, tour: Route) -> tuple[float, int]:
        """The least detour to the customer, and where in the route."""
        distance, row = self._problem.distance, self._problem.distance[customer]
        best, best_at, before, way = math.inf, 1, 0, row[0]
        for at in range(1, len(tour)):
            after = tour[at]
            onward = row[after]
            longer = way + onward - distance[before][after]
            if longer < best:
                best, best_at = longer, at
            before, way = after, onward
        return best, best_at
