"""What an office does when somebody falls ill: one visit after the other, nothing else moved.

Events come in the order of their first days and are not known before. A visit that an event hits
gets, as the first that keeps every rule, another member on the same day, another day for the same
team, or another team on another day; never a day before the event. Visits that nothing happens to
stay as they are, so what is called lost could sometimes be saved by moving these, as
`planner.replan` does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.plan import Half
from models.robustness import YearOutcome
from planner.case import Case
from planner.demand import Request
from planner.greedy import nearest_team
from planner.model import Placement
from planner.placing import Board
from planner.presence import Mask
from planner.robustness.years import Event


@dataclass
class Desk:
    """A plan under repair; after each year it is again as it was.

    `hits` and `lost` count visits over the years, `absent_hits` and `absent_lost` those of the
    person whose absence hit them last.
    """

    case: Case
    board: Board
    hits: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    absent_hits: Counter[str] = field(default_factory=Counter)
    absent_lost: Counter[str] = field(default_factory=Counter)
    _planned: dict[str, Placement] = field(default_factory=dict)
    _absent: dict[str, str] = field(default_factory=dict)
    _closed: dict[str, set[int]] = field(default_factory=dict)
    _free: Mapping[str, Mask] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._free = self.board.free_slots()

    def live_through(self, events: Iterable[Event]) -> YearOutcome:
        """One year, from beginning to end, and back to the plan."""
        for event in events:
            self.endure(event)
        outcome = self._counted()
        self._restore()
        return outcome

    def endure(self, event: Event) -> None:
        """What the event hits is made otherwise, if it can be."""
        struck = self._struck(event)
        was = {request.id: self.board.take(request) for request in struck}
        self._planned = was | self._planned
        self._absent |= dict.fromkeys(was, event.person)
        if event.person:
            self.board.block(event.person, event.first, event.last)
        for target in event.targets:
            self._closed.setdefault(target, set()).update(range(event.first, event.last + 1))
        for request in struck:
            self._mend(request, was[request.id].team, event.first, was[request.id].day)

    def _struck(self, event: Event) -> list[Request]:
        """The visits that begin in the event and are hit by it, in the order of their days."""
        found = [
            (place.day, name)
            for name, place in self.board.placed.items()
            if event.first <= place.day <= event.last
            and (event.person in place.team or self.case.request[name].target in event.targets)
        ]
        return [self.case.request[name] for _, name in sorted(found)]

    def _mend(self, request: Request, team: tuple[str, ...], known: int, day: int) -> None:
        """Make the visit otherwise, if it can be."""
        later = sorted((d for d in request.days if d >= known), key=lambda d: (abs(d - day), d))
        open_days = [d for d in later if not self._is_closed(request, d)]
        if day in open_days and self._with_others(request, team, day):
            return
        if self.board.put(request, team, [d for d in open_days if self._holds(request, team)]):
            return
        for other in open_days:
            if self._with_others(request, team, other):
                return

    def _is_closed(self, request: Request, day: int) -> bool:
        closed = self._closed.get(request.target)
        return closed is not None and not closed.isdisjoint(range(day, day + request.length))

    def _holds(self, request: Request, team: tuple[str, ...]) -> bool:
        return all(ask.holds(team) for ask in self.case.asks[request.id])

    def _with_others(self, request: Request, team: tuple[str, ...], day: int) -> bool:
        """Make the visit on that day, with as many of the old members as can come."""
        if self.board.room(request, (), day) is None:
            return False
        halves = {p: self.board.room(request, (p,), day) for p in self.case.candidates[request.id]}
        able = [p for p in halves if halves[p] is not None]
        # Members come before others, who follow in the order of their ways.
        able.sort(key=lambda p: (p not in team, self._way(request, p), p))
        size = 1 if request.team.responsible else request.team.size
        morning = [p for p in able if halves[p] is Half.AM]
        noon = [p for p in able if halves[p] is Half.PM or self.board.free_halves(p, day) == 2]
        for people in (morning, noon) if request.half_days == 1 else (morning,):
            found = nearest_team(people, size, self.case.asks[request.id])
            if found and self.board.put(request, tuple(found), [day]):
                return True
        return False

    def _way(self, request: Request, person: str) -> int:
        return self.case.table.round_trip_hm(person, request.target)

    def _counted(self) -> YearOutcome:
        """What became of the visits that were hit."""
        kinds = Counter[str]()
        for name, old in self._planned.items():
            new = self.board.placed.get(name)
            kinds[_kind(old, new)] += 1
            self.hits[name] += 1
            self.absent_hits[self._absent[name]] += 1
            if new is None:
                self.lost[name] += 1
                self.absent_lost[self._absent[name]] += 1
        return YearOutcome(
            hit=len(self._planned),
            stand_in=kinds["stand_in"],
            moved=kinds["moved"],
            both=kinds["both"],
            lost=kinds["lost"],
        )

    def _restore(self) -> None:
        for name in self._planned:
            if name in self.board.placed:
                self.board.take(self.case.request[name])
        for name, placement in self._planned.items():
            self.board.settle(self.case.request[name], placement)
        self.board.free_again(self._free)
        self._planned.clear()
        self._absent.clear()
        self._closed.clear()


def _kind(old: Placement, new: Placement | None) -> str:
    if new is None:
        return "lost"
    same_day, same_team = new.day == old.day, set(new.team) == set(old.team)
    if same_day:
        return "moved" if same_team else "stand_in"
    return "moved" if same_team else "both"
