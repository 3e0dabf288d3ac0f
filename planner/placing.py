"""Days for visits whose teams are known, one visit after the other.

Places nearly everything in a moment and in an even rhythm; what finds no place is left to the exact
model. Team visits come first, each on one of its days with few other visits; then every regular
visit as near as can be to its turn in the month, so that a responsible inspector goes round the
zone at an even pace and sees each school about a month apart.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.plan import Half
from models.programme import Per, ProgrammeKind
from planner.case import Case
from planner.demand import Request
from planner.model import Arrangement, Placement
from planner.pace import Pace
from planner.presence import Mask
from planner.rules import budget, engagement
from planner.rules.frequency import chains, follows
from planner.rules.workload import limits


def place(case: Case, teams: Arrangement, days: Mapping[str, Sequence[int]]) -> Arrangement:
    """Choose days for as many of the teams' visits as find one, pinned ones before all others.

    Parameters
    ----------
    days
        First days to choose from for team visits; one that is not listed may lie anywhere.
    """
    board = Board(case)
    with_team = [r for r in case.requests if r.id in teams.placed]
    own = {r.id: r.days if r.kept else days.get(r.id, r.days) for r in with_team}
    for kept in (True, False):
        here = [r for r in with_team if r.kept is kept]
        team_visits = [r for r in here if not r.team.responsible]
        for request in _in_turn(team_visits, {r.id: len(own[r.id]) for r in team_visits}):
            board.put(request, teams.placed[request.id].team, _quiet_first(board, own[request.id]))
        _put_regular(board, [r for r in here if r.team.responsible], teams)
    return _in_order(case, board)


def in_rhythm(case: Case, arrangement: Arrangement) -> Arrangement:
    """The same team visits, and the regular visits in an even rhythm, if all of them find a day."""
    board = Board(case)
    placed = [r for r in case.requests if r.id in arrangement.placed]
    for request in (r for r in placed if not r.team.responsible):
        placement = arrangement.placed[request.id]
        if not board.put(request, placement.team, [placement.day]):
            return arrangement
    regular = [r for r in placed if r.team.responsible]
    _put_regular(board, regular, arrangement)
    rhythmic = _in_order(case, board)
    return rhythmic if len(rhythmic.placed) == len(placed) else arrangement


def _put_regular(board: "Board", regular: list[Request], teams: Arrangement) -> None:
    turn = _turns(regular)
    for request in _in_turn(regular, {r.id: len(r.days) for r in regular}):
        days = np.array(request.days, dtype=np.int64)
        if len(days):
            aim = days[min(len(days) - 1, int(turn[request.target] * len(days)))]
            near = days[np.argsort(np.abs(days - aim), kind="stable")]
            board.put(request, teams.placed[request.id].team, near.tolist())


def _in_order(case: Case, board: "Board") -> Arrangement:
    return Arrangement({r.id: board.placed[r.id] for r in case.requests if r.id in board.placed})


def _in_turn(requests: Iterable[Request], choices: Mapping[str, int]) -> list[Request]:
    """Those with the fewest days to choose from first, but none before the one it must follow."""
    rank: dict[str, int] = {}
    for request in requests:
        before = -1 if request.link is None else rank.get(request.link.before, -1)
        rank[request.id] = max(before, choices[request.id])
    return sorted(requests, key=lambda r: rank[r.id])


def _turns(regular: Iterable[Request]) -> dict[str, float]:
    """For each target where in the month its turn is, between 0 and 1.

    Inspectors start one after the other, so that the office is not empty on the same days.
    """
    zones: dict[str, list[str]] = {}
    for request in regular:
        zone = zones.setdefault(request.responsible or "", [])
        if request.target not in zone:
            zone.append(request.target)
    return {
        target: (number + (place + 0.5) / len(zones)) / len(zone)
        for place, zone in enumerate(zones.values())
        for number, target in enumerate(zone)
    }


def _quiet_first(board: "Board", days: Sequence[int]) -> list[int]:
    return sorted(days, key=lambda d: (board.visits_on[d], d))


@dataclass
class Board:
    """What is placed so far, and whether one more visit keeps all rules about several visits."""

    case: Case
    placed: dict[str, Placement] = field(default_factory=dict)
    visits_on: Counter[int] = field(default_factory=Counter)
    _free: dict[str, Mask] = field(default_factory=dict)
    _load: Counter[tuple[str, Per, int]] = field(default_factory=Counter)
    _limits: dict[str, dict[Per, int]] = field(default_factory=dict)
    _paces: dict[str, Pace] = field(default_factory=dict)
    _visits: dict[str, list[tuple[int, int, ProgrammeKind]]] = field(default_factory=dict)
    _chain_of: dict[str, list[Request]] = field(default_factory=dict)
    _numbers: dict[Per, list[int]] = field(default_factory=dict)
    _purse: float = math.inf

    def __post_init__(self) -> None:
        cap = budget.cap_yuan(self.case.problem)
        self._purse = math.inf if cap is None else cap
        self._free = {p: mask.copy() for p, mask in self.case.presence.free.items()}
        problem = self.case.problem
        self._limits = {p.id: limits(problem, p) for p in problem.inspectors}
        days = self.case.days
        self._numbers = {per: days.period(per).tolist() for per in Per}
        self._paces = {p.id: Pace(problem, days, p) for p in problem.inspectors}
        for chain in chains(self.case.requests):
            self._chain_of |= {r.id: chain for r in chain}
        for visit in problem.history:
            day = days.day(visit.day)
            self._visits.setdefault(visit.target, []).append((day, day, visit.kind))
        for one in problem.engagements:
            stay = days.day(one.start), days.day(one.end), one.kind
            self._visits.setdefault(one.target, []).append(stay)
        for person in problem.engagements_by_inspector:
            for per in Per:
                engaged = engagement.half_days_in(problem, days, person, per)
                self._load.update({(person, per, n): load for n, load in engaged.items()})

    def put(self, request: Request, team: tuple[str, ...], days: list[int]) -> bool:
        """Place the visit on the first of the days, and half, that keeps every rule."""
        for day in days:
            half = self.room(request, team, day)
            if half is not None:
                self._write(request, team, day, half)
                return True
        return False

    def settle(self, request: Request, placement: Placement) -> None:
        """Take over a placement that is known to keep every rule."""
        self._write(request, placement.team, placement.day, placement.half)

    def take(self, request: Request) -> Placement:
        """Take a placed visit away again."""
        placement = self.placed.pop(request.id)
        day, first = placement.day, 2 * placement.day + (placement.half is Half.PM)
        for person in placement.team:
            self._free[person][first : first + request.half_days] = True
            for per, number in self._numbers.items():
                self._load[person, per, number[day]] -= request.half_days
            self._paces[person].erase(request, day)
        self._purse += self._price(request, placement.team)
        self.visits_on[day] -= 1
        self._visits[request.target].remove((day, day + request.length - 1, request.kind))
        return placement

    def block(self, person: str, first: int, last: int) -> None:
        """Keep the person from visits on these days."""
        self._free[person][2 * first : 2 * last + 2] = False

    def free_slots(self) -> dict[str, Mask]:
        """Everybody's free half-days as they are now."""
        return {person: mask.copy() for person, mask in self._free.items()}

    def free_again(self, slots: Mapping[str, Mask]) -> None:
        """Take over free half-days noted before, when the visits are again where they were then."""
        self._free = {person: mask.copy() for person, mask in slots.items()}

    def is_free(self, person: str, slots: slice) -> bool:
        """Whether the person has all these half-days left."""
        return bool(self._free[person][slots].all())

    def free_halves(self, person: str, day: int) -> int:
        """How many halves of the day the person has left."""
        return int(np.count_nonzero(self._free[person][2 * day : 2 * day + 2]))

    def is_open(self, request: Request, day: int) -> bool:
        """Whether target and chain allow the visit on that day, whoever makes it."""
        return self._spares_target(request, day) and self._follows(request, day)

    def spares(self, request: Request, person: str, day: int) -> bool:
        """Whether this person could be there on that day, whoever else goes."""
        return (
            self._half(request, (person,), day) is not None
            and day not in self.case.presence.bound_days(request, person)
            and self._spares_people(request, (person,), day)
        )

    def room(self, request: Request, team: tuple[str, ...], day: int) -> Half | None:
        """The half in which the visit could begin on that day; None when a rule forbids it."""
        half = self._half(request, team, day)
        if half is None or any(day in self.case.presence.bound_days(request, p) for p in team):
            return None
        spares = self._spares_target(request, day) and self._spares_people(request, team, day)
        affords = self._price(request, team) <= self._purse
        return half if spares and affords and self._follows(request, day) else None

    def _price(self, request: Request, team: tuple[str, ...]) -> int:
        """What the visit takes of the budget, nothing where that is no cap."""
        if math.isinf(self._purse):
            return 0
        return sum(budget.alone_yuan(self.case, request, person) for person in team)

    def _half(self, request: Request, team: tuple[str, ...], day: int) -> Half | None:
        halves = (Half.AM, Half.PM) if request.half_days == 1 else (Half.AM,)
        if request.half is not None:
            halves = (request.half,)
        for half in halves:
            first = 2 * day + (half is Half.PM)
            if all(self._free[p][first : first + request.half_days].all() for p in team):
                return half
        return None

    def _spares_target(self, request: Request, day: int) -> bool:
        policy, end = self.case.problem.policy, day + request.length - 1
        there = self._visits.get(request.target, [])
        for gap in policy.gaps:
            if request.kind in gap.kinds and any(
                kind in gap.kinds
                and not (day - last >= gap.least_days or first - end >= gap.least_days)
                for first, last, kind in there
            ):
                return False
        for cap in policy.caps:
            if request.kind not in cap.kinds:
                continue
            period = self.case.days.period(cap.per)
            same = sum(
                first >= 0 and kind in cap.kinds and period[first] == period[day]
                for first, _, kind in there
            )
            if same >= cap.at_most and period[day] >= 0:
                return False
        return True

    def _follows(self, request: Request, day: int) -> bool:
        chain = self._chain_of.get(request.id, [])
        at = {r.id: self.placed[r.id].day for r in chain if r.id in self.placed}
        return follows(chain, {**at, request.id: day})

    def _spares_people(self, request: Request, team: tuple[str, ...], day: int) -> bool:
        within_periods = all(
            self._load[p, per, period] + request.half_days <= most
            for p in team
            for per, most in self._limits[p].items()
            if (period := self._numbers[per][day]) >= 0
        )
        return within_periods and all(self._paces[p].allows(request, day) for p in team)

    def _write(self, request: Request, team: tuple[str, ...], day: int, half: Half) -> None:
        first = 2 * day + (half is Half.PM)
        for person in team:
            self._free[person][first : first + request.half_days] = False
            for per, number in self._numbers.items():
                self._load[person, per, number[day]] += request.half_days
            self._paces[person].write(request, day)
        self._purse -= self._price(request, team)
        self.visits_on[day] += 1
        self._visits.setdefault(request.target, []).append(
            (day, day + request.length - 1, request.kind)
        )
        self.placed[request.id] = Placement(team=team, day=day, half=half)
