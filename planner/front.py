"""The Pareto front of cost against coverage, or against evenness: epsilon-constraints on the model.

Each question caps the cost and asks for the best value, then for the least cost of that value; so
every answer is a point that nothing betters. Between two points the cap is set halfway: either a
new point is found or half the distance is ruled out, so with enough questions all are found.

Source: H. W. Hamacher, C. R. Pedersen, S. Ruzika, Finding representative systems for discrete
bicriterion optimization problems, 2007 (the box algorithm).
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import cast

from ortools.sat.python import cp_model

from models.front import Against, Front, FrontPoint
from models.problem import Problem
from planner.case import Case, make_case
from planner.demand import requests
from planner.exchange import arranged
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import integrated
from planner.lexicographic import Goal, Level, Relaxation, Search, minimise
from planner.model import Arrangement, VisitModel
from planner.objectives import levels, measure, weighted
from planner.options import Listener, Options, Stop
from planner.placing import Board, place
from planner.presence import Presence
from planner.ruled import build
from planner.rules.budget import alone_yuan
from planner.rules.training import training_days
from planner.spread import least_spread
from planner.travel import travel_table
from planner.zoning import zoning

STAGE = "front"
COST = Goal(STAGE, "cost", "yuan")
COVERAGE = Goal(STAGE, "coverage", "weight")
LEFT_OUT = 2
"""The first two levels of the visit model: mandatory and optional visits left out."""

SPREAD = 4
"""The number of the level that says how even the year is."""


def front(
    problem: Problem,
    against: Against,
    options: Options,
    points: int = 12,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
) -> Front:
    """The plans that nothing betters in cost and in the other, as many as asked for.

    Cost is what the budget cap counts: each visit a trip of its own. Zones are the planner's.

    Parameters
    ----------
    options
        `time_limit_s` bounds each question.
    points
        So many points at most; the two ends are always among them.
    """
    search = Search(options, time.monotonic() + options.time_limit_s, on_progress, stop)
    case = visit_case(arranged(problem, search), search)
    return _Walk(case, against, search).front(problem.id, points)


def visit_case(problem: Problem, search: Search) -> Case:
    """The visits due, as the planner sees them by its zones, with everybody who may take part."""
    days, table = horizon(problem), travel_table(problem)
    allowed = holders(problem, days, table)
    zones = zoning(problem, days, table, allowed, search)
    presence = Presence(problem, days, table, training_days(problem, days))
    due = requests(problem, days, zones.responsible(), search.options.seed)
    return make_case(presence, integrated(presence, due), everybody=True)


@dataclass(frozen=True)
class _Answer:
    """An arrangement's value and cost, with what is proven of each."""

    value: int
    cost: int
    bound: int
    cost_bound: int
    out: tuple[int, int]
    arrangement: Arrangement

    @property
    def proven(self) -> bool:
        return self.value <= self.bound and self.cost <= self.cost_bound


@dataclass
class _Walk:
    """One front: the model's levels, and how much may be left out where that is not the value."""

    case: Case
    against: Against
    search: Search
    allowed_out: tuple[int, int] | None = None
    complete: bool = True
    _found: list[_Answer] = field(default_factory=list)

    def front(self, name: str, points: int) -> Front:
        """The two ends, then points between the two that are farthest apart."""
        if self.against is Against.EVENNESS:
            self._settle_left_out()
        dear = self._best(None)
        self._found += [dear] if dear else []
        cheap = self._cheapest()
        self._found += [cheap] if cheap else []
        boxes = _boxes(cheap, dear, cheap.cost) if cheap and dear else []
        while boxes and len(_nondominated(self._found)) < points and not self.search.stopped():
            boxes.sort(key=_area)
            self._split(boxes)
        self.complete &= not boxes and cheap is not None and dear is not None
        kept = _nondominated(self._found)
        return Front(
            dataset=name,
            against=self.against,
            total=sum(r.weight for r in self.case.requests),
            points=tuple(map(_point, kept)),
            complete=self.complete and all(answer.proven for answer in kept),
        )

    def _split(self, boxes: list["_Box"]) -> None:
        """Ask halfway into the widest gap between two points."""
        cheap, dear, ruled_out = boxes.pop()
        middle = (ruled_out + dear.cost) // 2
        answer = self._best(middle)
        if answer is None:
            self.complete = False
            return
        self._found.append(answer)
        better = answer.value < cheap.value
        boxes += _boxes(cheap, answer, ruled_out) if better else []
        boxes += _boxes(answer if better else cheap, dear, middle)

    def _settle_left_out(self) -> None:
        """As little left out as possible, whatever it costs."""
        built, search = build(self.case), self._fresh()
        found = minimise(built.model, levels(built)[:LEFT_OUT], search, STAGE)
        if found is not None:
            self.allowed_out = (found.objectives[0], found.objectives[1])
            self.complete &= found.objectives == tuple(int(b) for b in found.bounds)

    def _best(self, cap: int | None) -> _Answer | None:
        """The best value at no more than that cost, then its least cost."""
        return self._asked(cap, value_first=True)

    def _cheapest(self) -> _Answer | None:
        """The least cost, then its best value."""
        return self._asked(None, value_first=False)

    def _fresh(self) -> Search:
        limit = self.search.options.time_limit_s
        fresh = replace(self.search, deadline=time.monotonic() + limit)
        return fresh.steady(limit) if self.search.options.deterministic else fresh

    def _asked(self, cap: int | None, *, value_first: bool) -> _Answer | None:
        """Without days first, whose optimum binds; its teams with days; all together if need be.

        What the answers so far or the teams' visits placed by hand give is there in any case.
        """
        known = self._known(cap)
        relaxed, undated = self._relaxed(cap, known, value_first=value_first)
        if undated is not None:
            known.append(place(self.case, undated, {}))
        best = self._best_of(known, value_first=value_first)
        teams = None if undated is None else self._teams(undated)
        bounds = (-math.inf, -math.inf)
        for candidates in (teams, None) if teams is not None else (None,):
            built = self._model(cap, candidates)
            found = minimise(
                built.model,
                self._goals(built, value_first=value_first),
                self._fresh(),
                STAGE,
                () if best is None else built.hint(best),
                None if best is None else self._values(best, value_first=value_first),
                relaxed,
                partial(self._measured, built, value_first),
            )
            if found is not None and found.values is not None:
                best = built.arrangement(found.values)
            if found is None or best is None:
                continue
            values = self._values(best, value_first=value_first)
            bounds = relaxed.bound(()), relaxed.bound(values[:1])
            if candidates is None:
                bounds = max(bounds[0], found.bounds[0]), max(bounds[1], found.bounds[1])
            if values[0] <= bounds[0] and values[1] <= bounds[1]:
                break
        return None if best is None else self._answer(best, bounds, value_first=value_first)

    def _known(self, cap: int | None) -> list[Arrangement]:
        """What the answers so far give at that cost."""
        known = [answer.arrangement for answer in self._found if cap is None or answer.cost <= cap]
        if cap is not None and self.against is Against.COVERAGE:
            dearer = [answer for answer in self._found if answer.cost > cap]
            known += [self._trimmed(answer.arrangement, cap) for answer in dearer]
        return known

    def _best_of(self, known: Sequence[Arrangement], *, value_first: bool) -> Arrangement | None:
        """The best that leaves out no more than may be left out."""
        kept = {request.id for request in self.case.requests if request.kept}
        most = self.allowed_out
        allowed = (
            one
            for one in known
            if kept <= one.placed.keys()
            and (most is None or measure(self.case, one)[:LEFT_OUT] <= most)
        )
        return min(allowed, key=lambda a: self._values(a, value_first=value_first), default=None)

    def _trimmed(self, whole: Arrangement, cap: int) -> Arrangement:
        """As many of the visits, the cheapest for their weight first, as cost no more."""
        case, board, left = self.case, Board(self.case), cap
        cost = {
            name: sum(alone_yuan(case, case.request[name], p) for p in placement.team)
            for name, placement in whole.placed.items()
        }

        def worth(name: str) -> tuple[bool, float, str]:
            request = case.request[name]
            return not request.kept, cost[name] / max(1, request.weight), name

        for name in sorted(whole.placed, key=worth):
            placement, request = whole.placed[name], case.request[name]
            if cost[name] <= left and board.put(request, placement.team, [placement.day]):
                left -= cost[name]
        return Arrangement(
            {r.id: board.placed[r.id] for r in case.requests if r.id in board.placed}
        )

    def _measured(
        self, built: VisitModel, value_first: bool, values: Sequence[int]
    ) -> tuple[int, int]:
        return self._values(built.arrangement(values), value_first=value_first)

    def _answer(
        self, arrangement: Arrangement, bounds: tuple[float, float], *, value_first: bool
    ) -> _Answer:
        value, cost = self._values(arrangement, value_first=True)
        least = [max(0, math.ceil(b - 1e-6)) if math.isfinite(b) else 0 for b in bounds]
        if not value_first:
            least.reverse()
        out = [r for r in self.case.requests if r.id not in arrangement.placed]
        missing = sum(r.mandatory for r in out)
        return _Answer(
            value,
            cost,
            bound=min(value, least[0]),
            cost_bound=min(cost, least[1]),
            out=(missing, len(out) - missing),
            arrangement=arrangement,
        )

    def _relaxed(
        self, cap: int | None, known: Sequence[Arrangement], *, value_first: bool
    ) -> tuple[Relaxation, Arrangement | None]:
        """Values and bounds of the model without days, and its arrangement."""
        built = self._model(cap, dated=False)
        even = self.against is Against.EVENNESS
        # how even the year is has no meaning without days
        goals = [_cost_level(built)] if even else self._goals(built, value_first=value_first)
        start = self._best_of(known, value_first=value_first)
        hint = () if start is None else built.hint(start)
        counted = Relaxation((), ())
        if cap is not None and value_first and not even:
            counted = Relaxation((), (self._least_left_out(cap),))
        found = minimise(built.model, goals, self._fresh(), STAGE, hint, None, counted)
        if found is None or found.values is None:
            return counted, None
        values, bounds = found.objectives, found.bounds
        if even:
            least = least_spread(self.case.days, self.case.requests, self.allowed_out or (0, 0))
            values, bounds = (least, *values), (float(least), *bounds)
            if not value_first:
                values, bounds = values[::-1], bounds[::-1]
        return Relaxation(values, bounds), built.arrangement(found.values)

    def _least_left_out(self, cap: int) -> float:
        """The weight left out at least when visits are made in parts, by the cheapest people."""
        case, left = self.case, float(cap)
        least, price = 0.0, dict[str, int]()
        for request in case.requests:
            size = 1 if request.team.responsible else request.team.size
            each = sorted(alone_yuan(case, request, p) for p in case.candidates[request.id])
            if len(each) < size:
                least += request.weight
            else:
                price[request.id] = sum(each[:size])
        there = [request for request in case.requests if request.id in price]
        for request in sorted(there, key=lambda r: price[r.id] / max(1, r.weight)):
            part = min(1.0, left / price[request.id]) if price[request.id] else 1.0
            left -= part * price[request.id]
            least += (1 - part) * request.weight
        return math.ceil(least - 1e-6)

    def _teams(self, undated: Arrangement) -> dict[str, tuple[str, ...]]:
        """Everybody's visits in an arrangement without days; nobody's for what is left out."""
        placed = undated.placed
        return {r.id: placed[r.id].team if r.id in placed else () for r in self.case.requests}

    def _model(
        self,
        cap: int | None,
        candidates: Mapping[str, Sequence[str]] | None = None,
        *,
        dated: bool = True,
    ) -> VisitModel:
        built = build(self.case, candidates, dated=dated)
        if cap is not None:
            most = _cost_level(built).expression() <= cap
            built.model.add(cast(cp_model.BoundedLinearExpression, most))
        if self.allowed_out is not None:
            for level, number in zip(levels(built)[:LEFT_OUT], self.allowed_out, strict=True):
                few = level.expression() <= number
                built.model.add(cast(cp_model.BoundedLinearExpression, few))
        return built

    def _goals(self, built: VisitModel, *, value_first: bool) -> list[Level]:
        """The value and the cost, in the order in which they are minimised."""
        value = self._value_level(built), _cost_level(built)
        return list(value if value_first else value[::-1])

    def _value_level(self, built: VisitModel) -> Level:
        """What is weighed against cost."""
        if self.against is Against.EVENNESS:
            return levels(built)[SPREAD]
        return weighted(COVERAGE, ((built.absent[r.id], r.weight) for r in built.requests))

    def _values(self, arrangement: Arrangement, *, value_first: bool) -> tuple[int, int]:
        """Value and cost of an arrangement, in that order or the other."""
        case, placed = self.case, arrangement.placed
        cost = sum(alone_yuan(case, case.request[r], p) for r in placed for p in placed[r].team)
        value = sum(r.weight for r in case.requests if r.id not in placed)
        if self.against is Against.EVENNESS:
            value = measure(case, arrangement)[SPREAD]
        return (value, cost) if value_first else (cost, value)


_Box = tuple[_Answer, _Answer, int]
"""A cheap and a dear point, and the cost up to which nothing betters the cheap one's value."""


def _cost_level(built: VisitModel) -> Level:
    """What the budget cap counts."""
    request = built.request
    prices = {pair: alone_yuan(built.case, request[pair[0]], pair[1]) for pair in built.member}
    return weighted(COST, ((built.member[pair], price) for pair, price in prices.items()))


def _boxes(cheap: _Answer, dear: _Answer, ruled_out: int) -> list[_Box]:
    """Where another point can lie between two: nowhere, or in one box."""
    room = dear.cost - ruled_out > 1 and cheap.value - dear.value > 1
    return [(cheap, dear, ruled_out)] if room else []


def _area(box: _Box) -> float:
    cheap, dear, ruled_out = box
    return float(dear.cost - ruled_out) * (cheap.value - dear.value)


def _nondominated(found: list[_Answer]) -> list[_Answer]:
    """By rising cost, those that no other betters; of equal ones the better proven."""
    kept: list[_Answer] = []
    for answer in sorted(found, key=lambda a: (a.cost, a.value, -a.bound, -a.cost_bound)):
        if not kept or answer.value < kept[-1].value:
            kept.append(answer)
    return kept


def _point(answer: _Answer) -> FrontPoint:
    return FrontPoint(
        cost_yuan=answer.cost,
        cost_bound_yuan=answer.cost_bound,
        value=answer.value,
        bound=answer.bound,
        left_out_mandatory=answer.out[0],
        left_out_optional=answer.out[1],
    )
