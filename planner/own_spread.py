"""Among equals: each person's team visits spread evenly over the weeks.

Teams are known by now, and so is how many visits start in each week. Visits exchange their weeks,
or one moves to a week with one visit less than its own, so no earlier level changes. Which exchange
to try comes from a table of everybody's visits in each week; `placing.Board` says whether every
rule holds. A tabu search, for which a few dozen steps nearly always suffice: an exact model of the
weeks took over 20 s for what this finds in 0.1 s (`benchmarks/county.py`). It is no level of the
objective, because the bound at which it stops is far off where people have hardly any free days.

Source: A. Hertz and D. de Werra, Using tabu search techniques for graph coloring, 1987.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.case import Case
from planner.demand import Request
from planner.lexicographic import Goal, Search
from planner.model import Arrangement, Placement
from planner.placing import Board, in_rhythm
from planner.presence import Presence
from planner.spread import evenest

GOAL = Goal("timetable", "own_spread", "visits²")
PATIENCE = 300
"""Steps without a better arrangement after which the search ends."""
REFUSALS = 40
"""Exchanges that rules refuse in one step, after which the step is given up."""
TENURE = 10

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Moves = tuple[tuple[int, int], ...]
"""Visits and the weeks they move to."""


def evened(case: Case, arrangement: Arrangement, search: Search) -> Arrangement:
    """Spread everybody's team visits over the weeks, and lay the regular visits around them."""
    visits = _team_visits(case, arrangement.placed)
    bound = least_own_spread(case, visits, arrangement.placed)
    return in_rhythm(case, _exchanged(case, visits, arrangement, bound, search))


def own_spread(case: Case, placed: Mapping[str, Placement]) -> int:
    """Over people and weeks, the square of the number of team visits that start in the week."""
    numbers = Counter[tuple[str, int]]()
    for visit in _team_visits(case, placed):
        week = int(case.days.week[placed[visit.id].day])
        numbers.update((person, week) for person in placed[visit.id].team)
    return sum(n * n for n in numbers.values())


def least_own_spread(case: Case, visits: Sequence[Request], placed: Mapping[str, Placement]) -> int:
    """A bound for these teams: everybody's own visits in the weeks their teams have time in.

    Each person by himself or herself, so that one person's weeks do not bind another's.
    """
    own: dict[str, list[tuple[int, ...]]] = {}
    for visit in visits:
        weeks = _weeks(case.presence, visit, placed[visit.id].team)
        for person in placed[visit.id].team:
            own.setdefault(person, []).append(weeks)
    return sum(evenest(weeks).squares for weeks in own.values())


def _team_visits(case: Case, placed: Mapping[str, Placement]) -> list[Request]:
    return [r for r in case.requests if r.id in placed and not r.team.responsible]


def _weeks(presence: Presence, visit: Request, team: Sequence[str]) -> tuple[int, ...]:
    """The weeks that hold a first day on which the whole team is free."""
    days = np.array(visit.days, dtype=np.int64)
    free = presence.fits(visit, list(team)).all(axis=0)
    return tuple(np.unique(presence.days.week[days[free]]).tolist())


def _exchanged(
    case: Case, visits: list[Request], start: Arrangement, bound: int, search: Search
) -> Arrangement:
    """The evenest arrangement that exchanges of weeks lead to."""
    board = Board(case)
    for request in case.requests:
        if request.id in start.placed:
            board.settle(request, start.placed[request.id])
    weeks = _Weeks(case, visits, start.placed, search.options.seed)
    best, least, idle = start, weeks.squares(), 0
    while least > bound and idle < PATIENCE and not search.over():
        idle += 1
        for moves in weeks.steps(least):
            if _done(board, visits, moves):
                weeks.move(moves)
                break
        if weeks.squares() < least:
            best, least, idle = Arrangement(dict(board.placed)), weeks.squares(), 0
    return Arrangement({r.id: best.placed[r.id] for r in case.requests if r.id in best.placed})


def _done(board: Board, visits: Sequence[Request], moves: Moves) -> bool:
    """Move visits to other weeks, unless a rule forbids it."""
    old = [(visits[number], board.take(visits[number])) for number, _ in moves]
    new: list[Request] = []
    for (visit, placement), (_, week) in zip(old, moves, strict=True):
        days = [d for d in visit.days if board.case.days.week[d] == week]
        days.sort(key=lambda d: (board.visits_on[d], d))
        if not board.put(visit, placement.team, days):
            break
        new.append(visit)
    if len(new) == len(old):
        return True
    for visit in new:
        board.take(visit)
    for visit, placement in old:
        board.settle(visit, placement)
    return False


class _Weeks:
    """Which visit is in which week, and how many of each person's are."""

    def __init__(
        self, case: Case, visits: Sequence[Request], placed: Mapping[str, Placement], seed: int
    ) -> None:
        self._random = np.random.default_rng(seed)
        everybody = sorted({person for visit in visits for person in placed[visit.id].team})
        people = {person: number for number, person in enumerate(everybody)}
        weeks = int(case.days.week.max()) + 1
        self._at = np.array([case.days.week[placed[v.id].day] for v in visits], dtype=np.int64)
        self._team = np.zeros((len(visits), len(people)))
        self._may = np.zeros((len(visits), weeks), dtype=np.bool_)
        for row, visit in enumerate(visits):
            team = placed[visit.id].team
            self._team[row, [people[p] for p in team]] = 1
            self._may[row, list(_weeks(case.presence, visit, team))] = True
        self._load = np.zeros((len(people), weeks))
        np.add.at(self._load.T, self._at, self._team)
        self._visits = np.bincount(self._at, minlength=weeks)
        self._barred_until = np.zeros((len(visits), weeks), dtype=np.int64)
        self._step = 0

    def squares(self) -> int:
        """What is to be least."""
        return int((self._load**2).sum())

    def steps(self, least: int) -> Iterator[Moves]:
        """Exchanges and moves of visits that some member has others beside, the best first.

        Those that undo a recent one only when they lead below the least value so far.
        """
        self._step += 1
        together = self._team @ self._load
        alone = together[np.arange(len(self._at)), self._at] - self._team.sum(axis=1)
        rows = np.flatnonzero(alone > 0)
        if not len(rows):
            return
        moving = self._moving(rows, together, alone)
        trading = self._trading(rows, together, alone)
        gain = np.concatenate([moving, trading], axis=1)
        recent = np.concatenate([self._recent(rows), self._recent_trades(rows)], axis=1)
        gain[recent & (self.squares() + gain >= least)] = np.inf
        # Equal ones in an order of chance, or the search would turn in circles.
        shuffled = self._random.permutation(gain.size)
        order = shuffled[np.argsort(gain.ravel()[shuffled], kind="stable")]
        for place in order[:REFUSALS]:
            row, column = divmod(int(place), gain.shape[1])
            if np.isinf(gain[row, column]):
                return
            one, other = int(rows[row]), column - self._may.shape[1]
            if other < 0:
                yield ((one, column),)
            else:
                yield (one, int(self._at[other])), (other, int(self._at[one]))

    def move(self, moves: Moves) -> None:
        """Move visits to other weeks."""
        for visit, week in moves:
            before = self._at[visit]
            tenure = TENURE + int(self._random.integers(TENURE))
            self._barred_until[visit, before] = self._step + tenure
            self._load[:, before] -= self._team[visit]
            self._load[:, week] += self._team[visit]
            self._visits[before] -= 1
            self._visits[week] += 1
            self._at[visit] = week

    def _moving(self, rows: NDArray[np.int64], together: Numbers, alone: Numbers) -> Numbers:
        """What the value gains when a visit moves to a week with one visit less than its own."""
        fewer = self._visits == self._visits[self._at[rows]][:, None] - 1
        gain = 2 * (together[rows] - alone[rows][:, None])
        return np.where(self._may[rows] & fewer, gain, np.inf)

    def _trading(self, rows: NDArray[np.int64], together: Numbers, alone: Numbers) -> Numbers:
        """What the value gains when two visits trade weeks."""
        shared = self._team[rows] @ self._team.T
        mine = together[rows][:, self._at] - shared - alone[rows][:, None]
        other = together[:, self._at[rows]].T - shared - alone[None, :]
        apart = self._at[rows][:, None] != self._at[None, :]
        may = self._may[rows][:, self._at] & self._may[:, self._at[rows]].T & apart
        return np.where(may, 2 * (mine + other), np.inf)

    def _recent(self, rows: NDArray[np.int64]) -> Mask:
        return self._barred_until[rows] > self._step

    def _recent_trades(self, rows: NDArray[np.int64]) -> Mask:
        barred = self._barred_until > self._step
        return barred[rows][:, self._at] | barred[:, self._at[rows]].T
