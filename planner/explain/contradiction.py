"""Pins that cannot all be kept: the smallest sets of them, and the rules that are in their way.

Each set is irreducible: without any one of its pins, or any one of the rules named, the others
could be kept.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Self

from models.base import rebuilt
from models.issue import DataError, Issue
from models.pin import Pin
from models.plan import Half
from models.problem import Problem
from models.text import Text
from planner.demand import Request, requests
from planner.explain.binding import Binding, bindings
from planner.explain.conflict import Core, least_rules
from planner.explain.edit import Edit, edited
from planner.explain.holding import holding_rules
from planner.explain.leftout import told
from planner.explain.question import Answer, chosen_once, narrowed
from planner.explain.shrink import shrink
from planner.explain.words import person_words, pin_words, span_words
from planner.holders import holders
from planner.horizon import Horizon, horizon
from planner.keeping import UndecidedError, keep
from planner.pins import subject
from planner.presence import Presence
from planner.rules.training import training_days
from planner.travel import TravelTable, travel_table

PLACE = "pins"
"""The sheet that issues name."""

EFFORT = 2.0
"""Deterministic seconds of the solver for one trial."""

MOST_SETS = 20
"""No more sets of pins in conflict are looked for."""


@dataclass(frozen=True)
class Keeping:
    """Can all pins of this problem be kept, whoever is responsible for the targets?"""

    problem: Problem
    table: TravelTable

    def of(self, pins: Iterable[Pin]) -> Self:
        """The same of these pins alone, with no more of the problem than they need."""
        pins = tuple(pins)
        targets = {pair[1] for pin in pins if (pair := subject(self.problem, pin))}
        return replace(self, problem=rebuilt(narrowed(self.problem, targets), pins=pins))

    def with_edits(self, edits: Iterable[Edit]) -> Self:
        """The same of a changed problem."""
        return replace(self, problem=edited(self.problem, edits))

    def answer(self, effort: float) -> Answer:
        """Solve for at most this effort in deterministic seconds."""
        problem, days = self.problem, horizon(self.problem)
        allowed = holders(problem, days, self.table)
        responsible = {target: people[0] for target, people in allowed.items() if people}
        presence = Presence(problem, days, self.table, training_days(problem, days))
        due = requests(problem, days, responsible, seed=0)
        try:
            found = keep(presence, due, allowed, effort)
        except UndecidedError:
            return Answer.UNKNOWN
        return Answer.IMPOSSIBLE if found is None else Answer.POSSIBLE

    def bindings(self) -> tuple[Binding, ...]:
        """The rules on visits and on responsible inspectors.

        Pins are none of them, nor is the size of a team that is pinned: it has that size.
        """
        every = (*holding_rules(self.problem), *bindings(self.problem))
        pairs = (subject(self.problem, pin) for pin in self.problem.pins if pin.team)
        sized = {("programmes", pair[0].id, "team", "size") for pair in pairs if pair}
        return tuple(r for r in every if r.path[0] != "pins" and r.path not in sized)


def refusal(problem: Problem, seed: int) -> DataError:
    """The refusal of a problem whose pins cannot all be kept.

    It has one issue for each pin that no plan can keep, and for each set of pins that exclude each
    other; where none was found in the effort allowed, all pins together.
    """
    issues = tuple(contradictions(problem, seed))
    return DataError(issues or (_Inquiry(problem, seed).told(problem.pins),))


def undecided(problem: Problem) -> DataError:
    """The refusal of a problem for whose pins neither a way nor a contradiction was found."""
    text = Text(code="pins.undecided", args={"count": len(problem.pins)})
    return DataError((Issue(place=PLACE, text=text),))


def contradictions(problem: Problem, seed: int) -> Iterator[Issue]:
    """Pins of visits that are not due, those against the rules by themselves, and sets of pins."""
    if not problem.pins:
        return
    inquiry = _Inquiry(problem, seed)
    good: list[Pin] = []
    for pin in problem.pins:
        issue = inquiry.plain(pin) or inquiry.alone(pin)
        if issue is None:
            good.append(pin)
        else:
            yield issue
    for pins in sorted(inquiry.sets(good), key=lambda found: good.index(found[0])):
        yield inquiry.told(pins)


@dataclass(frozen=True)
class _Inquiry:
    problem: Problem
    seed: int

    @cached_property
    def days(self) -> Horizon:
        return horizon(self.problem)

    @cached_property
    def keeping(self) -> Keeping:
        return Keeping(chosen_once(self.problem, self.seed), travel_table(self.problem))

    @cached_property
    def due(self) -> dict[str, Request]:
        """All visits due, as they would be without pins."""
        free = rebuilt(self.problem, pins=())
        return {r.id: r for r in requests(free, self.days, {}, self.seed)}

    def plain(self, pin: Pin) -> Issue | None:
        """What is wrong with a pin whatever the rules: no such visit, half or number of people."""
        request = self.due.get(pin.visit)
        if request is None:
            return _issue(pin, Text(code="pins.not_due"), _nearest(pin.visit, self.due))
        if pin.half is Half.PM and request.half_days > 1:
            number = {"half_days": request.half_days}
            return _issue(pin, Text(code="pins.whole_day", args=number))
        sizes = self._sizes(request)
        if pin.team is not None and len(pin.team) not in sizes:
            wanted = " / ".join(str(n) for n in sorted(sizes))
            return _issue(
                pin, Text(code="pins.size", args={"found": len(pin.team), "size": wanted})
            )
        return None

    def alone(self, pin: Pin) -> Issue | None:
        """The rules that a pin breaks by itself."""
        if self.keeping.of([pin]).answer(EFFORT) is not Answer.IMPOSSIBLE:
            return None
        return self.told([pin])

    def sets(self, pins: Sequence[Pin]) -> Iterator[list[Pin]]:
        """Sets of pins that exclude each other; no pin is in two of them."""
        left = list(pins)
        for _ in range(MOST_SETS):
            if not _excluded(self.keeping, left):
                return
            found = shrink(left, lambda kept: _excluded(self.keeping, kept))
            yield found
            left = [pin for pin in left if pin not in found]

    def told(self, pins: Sequence[Pin]) -> Issue:
        """The issue about pins that cannot be kept together."""
        asked = self.keeping.of(pins)
        every = asked.bindings()
        rules = told(Core(asked, every, least_rules(asked, every, EFFORT)), "").rules
        words = tuple(
            Text(code="pins.rule", args={"rule": rule.text, "clause": rule.clause})
            for rule in rules
        )
        what = tuple(
            Text(code="pins.item", args={"pin": pin_words(self.problem, pin)}) for pin in pins
        )
        if not words:
            words = tuple(self._never(pins[0]) if len(pins) == 1 else self._at_once(pins))
        code = "pins.alone" if len(pins) == 1 else "pins.together"
        text = Text(code=code, args={"pins": what, "rules": words})
        return Issue(place=PLACE, found=", ".join(pin.visit for pin in pins), text=text)

    def _at_once(self, pins: Sequence[Pin]) -> Iterator[Text]:
        """That the visits are at the same time, and who would have to be at several of them."""
        teams = Counter(person for pin in pins for person in pin.team or ())
        common = [self.problem.inspector_by_id[p] for p, number in teams.items() if number > 1]
        for person in common:
            yield Text(code="pins.two_places", args={"inspector": person_words(person)})
        if not common:
            yield Text(code="pins.too_few")

    def _never(self, pin: Pin) -> Iterator[Text]:
        """That the day is none of the visit's, whatever rule were given up."""
        if pin.start is None:
            return
        if not self.days.working[self.days.day(pin.start)]:
            yield Text(code="pins.no_working_day", args={"start": pin.start.isoformat()})
        elif days := self.due[pin.visit].days:
            first, last = self.days.date_of(days[0]), self.days.date_of(days[-1])
            yield Text(code="pins.days", args={"span": span_words(first, last)})

    def _sizes(self, request: Request) -> set[int]:
        """How many people the visit may need: its own number, or that of one it can share."""
        if request.team.responsible:
            return {1}
        programme = request.programmes[0]
        partners = {
            other.id
            for other in self.problem.programmes
            if programme in other.joins or other.id in self._joins(programme)
        }
        same = [r for r in self.due.values() if r.target == request.target]
        return {request.team.size} | {r.team.size for r in same if r.programmes[0] in partners}

    def _joins(self, programme: str) -> tuple[str, ...]:
        return self.problem.programme_by_id[programme].joins


def _excluded(keeping: Keeping, pins: Sequence[Pin]) -> bool:
    return bool(pins) and keeping.of(pins).answer(EFFORT) is Answer.IMPOSSIBLE


def _issue(pin: Pin, text: Text, suggestion: str = "") -> Issue:
    return Issue(place=PLACE, found=pin.visit, text=text, suggestion=suggestion)


def _nearest(visit: str, due: Iterable[str]) -> str:
    matches = get_close_matches(visit, list(due), n=1, cutoff=0.6)
    return matches[0] if matches else ""
