"""A place for every visit by hand: the quick way to a yes.

Visit after visit, those with the fewest ways to be made first, gets the first day and team that
keep every rule. What finds none goes to the front, and all is tried again while that is news. A
failure means nothing.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from models.plan import Half
from planner.case import Case
from planner.demand import Request
from planner.greedy import nearest_team
from planner.model import Placement
from planner.placing import Board

ROUNDS = 4


def attempt(case: Case, settled: Mapping[str, Placement] | None = None) -> bool:
    """Whether all visits of the case found a place at the first tries.

    Parameters
    ----------
    settled
        Visits that are where they are; together they keep every rule.

    Notes
    -----
    Never yes where a budget is a cap, which nothing here looks at.
    """
    costs = case.problem.costs
    if costs.budget_cap and costs.budget_yuan is not None:
        return False
    settled = {} if settled is None else settled
    hurry = Counter[str]()
    free = [r for r in case.requests if r.id not in settled]
    for _ in range(ROUNDS):
        left = _Round(case, settled).left_out(_in_turn(case, free, hurry))
        if not left:
            return True
        if hurry.keys() >= set(left):
            return False
        hurry.update(left)
    return False


def _in_turn(case: Case, requests: Collection[Request], hurry: Counter[str]) -> list[Request]:
    """The hurried first, then those with few days and people; each after the one it must follow."""
    rank: dict[str, tuple[int, int]] = {}
    for request in requests:
        ways = len(request.days) * len(case.candidates[request.id])
        own = (-hurry[request.id], ways)
        before = None if request.link is None else rank.get(request.link.before)
        rank[request.id] = own if before is None else max(own, before)
    return sorted(requests, key=lambda r: rank[r.id])


@dataclass
class _Round:
    """One try from the settled visits on."""

    case: Case
    settled: Mapping[str, Placement]
    board: Board = field(init=False)
    wanted: Counter[str] = field(default_factory=Counter)
    load: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.board = Board(self.case)
        for name, place in self.settled.items():
            self.board.settle(self.case.request[name], place)
        for request in self.case.requests:
            for ask in self.case.asks[request.id] if request.id not in self.settled else ():
                if ask.at_least:
                    self.wanted.update(ask.people)

    def left_out(self, requests: Collection[Request]) -> list[str]:
        """Place the visits; the ids of those that find no place."""
        return [r.id for r in requests if not self._put(r)]

    def _put(self, request: Request) -> bool:
        people = self.case.candidates[request.id]
        size = 1 if request.team.responsible else request.team.size
        if len(people) < size:
            return False
        days = np.array(request.days, dtype=np.int64)
        fits = self.case.presence.fits(request, list(people))
        enough = days[fits.sum(axis=0) >= size]
        for day in sorted(enough.tolist(), key=lambda d: (self.board.visits_on[d], d)):
            if self.board.room(request, (), day) is None:
                continue
            for team in self._teams(request, day, size):
                if team and self.board.put(request, team, [day]):
                    self.load.update(dict.fromkeys(team, request.half_days))
                    return True
        return False

    def _teams(self, request: Request, day: int, size: int) -> list[tuple[str, ...]]:
        """A team of those who are free from the morning on, and one of those free after noon."""
        halves = {p: self.board.room(request, (p,), day) for p in self.case.candidates[request.id]}
        asks = self.case.asks[request.id]
        # Who is wanted for few things goes first, so that those wanted for many are kept for them.
        able = sorted(
            (p for p in halves if halves[p] is not None),
            key=lambda p: (self.wanted[p], self.load[p], p),
        )
        morning = [p for p in able if halves[p] is Half.AM]
        noon = [p for p in able if halves[p] is Half.PM or self.board.free_halves(p, day) == 2]
        found = [nearest_team(morning, size, asks)] if len(morning) >= size else []
        if request.half_days == 1 and len(noon) >= size:
            found.append(nearest_team(noon, size, asks))
        return found
