"""Which visits of a person and month to join, when their days may still be chosen.

A small model without days: an arc says that one visit follows another in the same trip, on the same
day or after a night away. What it saves at most no choice of days can beat.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from planner.trips.tours import Stop, Traveller
from planner.trips.ways import Ways

EFFORT = 2.0
"""Deterministic time of one model; nearly all take a hundredth of it."""


@dataclass(frozen=True)
class Arc:
    """`later` follows `stop` in one trip, after `nights` (0 or 1), and saves so many points."""

    stop: str
    later: str
    nights: int
    saving: int


@dataclass(frozen=True)
class Joined:
    """Runs of arcs; what they save, and what no others can save more than."""

    arcs: tuple[Arc, ...]
    saving: int
    at_most: int


def arcs_of(
    ways: Ways,
    person: str,
    stops: Sequence[Stop],
    fixed: frozenset[str],
    may_lie: Callable[[str, int], bool],
) -> tuple[Arc, ...]:
    """All pairs of visits that could follow each other and help to save something.

    Parameters
    ----------
    fixed
        Visits that have their days; the others are of one half-day.
    may_lie
        Whether one of the others may lie on a day, for all that is fixed.
    """
    every = [
        Arc(stop.visit, later.visit, nights, saved - ways.price(0, nights))
        for stop in stops
        for later in stops
        if stop is not later and (saved := _saved(ways, person, stop.target, later.target)) > 0
        for nights in (0, 1)
        if _may_follow(ways, stop, later, nights, fixed, may_lie)
    ]
    helped = _helped(ways, person, {s.visit: s.target for s in stops}, every)
    return tuple(a for a in every if a.saving + helped[a.stop] + helped[a.later] > 0)


def _helped(
    ways: Ways, person: str, target: Mapping[str, str], arcs: Sequence[Arc]
) -> Mapping[str, int]:
    """For each visit the most that an arc of its day saves which needs a night by that day.

    Without the night the way out and home would be too much for one day. A night may be worth
    while for it that saves nothing by itself.
    """
    most = ways.problem.travel.longest_drive_minutes
    helped: dict[str, int] = defaultdict(int)
    for arc in arcs:
        start, end = target[arc.stop], target[arc.later]
        legs = ways.out(person, start), ways.between(start, end), ways.back(person, end)
        if arc.nights == 0 and sum(leg.minutes for leg in legs) > most:
            for visit in (arc.stop, arc.later):
                helped[visit] = max(helped[visit], arc.saving)
    return helped


def _saved(ways: Ways, person: str, target: str, other: str) -> int:
    home, out = ways.back(person, target).hm, ways.out(person, other).hm
    between = ways.between(target, other).hm
    if home is None or out is None or between is None:
        return 0
    return ways.price(home + out - between, 0)


def _may_follow(
    ways: Ways,
    stop: Stop,
    later: Stop,
    nights: int,
    fixed: frozenset[str],
    may_lie: Callable[[str, int], bool],
) -> bool:
    noon = ways.between(stop.target, later.target).minutes
    if nights == 0 and noon > ways.problem.travel.longest_transfer_minutes:
        return False
    if stop.visit in fixed and later.visit in fixed:
        return later.first_day - stop.last_day == nights and later.slot > stop.slot
    if stop.visit in fixed and not may_lie(later.visit, stop.last_day + nights):
        return False
    if later.visit in fixed and not may_lie(stop.visit, later.first_day - nights):
        return False
    if nights:
        return True
    ends_at_noon = (stop.slot + stop.half_days) % 2 == 1 or stop.visit not in fixed
    begins_at_noon = later.slot % 2 == 1 or later.visit not in fixed
    return ends_at_noon and begins_at_noon


def join(ways: Ways, traveller: Traveller, stops: Sequence[Stop], arcs: Sequence[Arc]) -> Joined:
    """The arcs that save most, one before and one after each visit, within the day's driving."""
    if not arcs:
        return Joined((), 0, 0)
    model = cp_model.CpModel()
    literals = add_joining(model, ways, traveller, stops, arcs)
    model.maximize(sum(arc.saving * literal for arc, literal in literals.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Joined((), 0, sum(arc.saving for arc in arcs))
    chosen = tuple(arc for arc, literal in literals.items() if solver.boolean_value(literal))
    bound = round(solver.best_objective_bound)
    return Joined(chosen, sum(arc.saving for arc in chosen), bound)


_Literals = Mapping[Arc, cp_model.IntVar]


def add_joining(
    model: cp_model.CpModel,
    ways: Ways,
    traveller: Traveller,
    stops: Sequence[Stop],
    arcs: Sequence[Arc],
) -> _Literals:
    """A literal for each arc, and what binds them whatever the days."""
    literals = {arc: model.new_bool_var(f"{arc.stop} {arc.nights} {arc.later}") for arc in arcs}
    _add_runs(model, stops, literals)
    _add_driving(model, ways, traveller.id, stops, literals)
    if traveller.nights is not None:
        away = [literal for arc, literal in literals.items() if arc.nights]
        model.add(sum(away) <= traveller.nights)
    return literals


def _add_runs(model: cp_model.CpModel, stops: Sequence[Stop], literals: _Literals) -> None:
    """Each visit has one before and one after it at most, and a day holds two half-days."""
    number = {stop.visit: n for n, stop in enumerate(stops, start=1)}
    between: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    same_day: dict[str, list[cp_model.IntVar]] = defaultdict(list)
    for arc, literal in literals.items():
        between[number[arc.stop], number[arc.later]].append(literal)
        if arc.nights == 0:
            same_day[arc.stop].append(literal)
            same_day[arc.later].append(literal)
    circuit: list[cp_model.ArcT] = []
    for n in number.values():
        circuit += [(0, n, model.new_bool_var("first")), (n, 0, model.new_bool_var("last"))]
    for (start, end), choices in between.items():
        either = choices[0]
        if len(choices) > 1:
            either = model.new_bool_var("either")
            model.add(sum(choices) == either)
        circuit.append((start, end, either))
    model.add_multiple_circuit(circuit)
    half_day = {stop.visit for stop in stops if stop.half_days == 1}
    for visit, choices in same_day.items():
        if visit in half_day:
            model.add_at_most_one(choices)


def _add_driving(
    model: cp_model.CpModel,
    ways: Ways,
    person: str,
    stops: Sequence[Stop],
    literals: _Literals,
) -> None:
    """Nobody drives too long on a day of a trip with several visits.

    What is driven before a day's first visit is the way out, or that from the night's place.
    """
    most = ways.problem.travel.longest_drive_minutes
    out = {s.visit: round(ways.out(person, s.target).minutes) for s in stops}
    back = {s.visit: round(ways.back(person, s.target).minutes) for s in stops}
    target = {s.visit: s.target for s in stops}
    before = {visit: cp_model.LinearExpr.sum([minutes]) for visit, minutes in out.items()}
    after = {visit: cp_model.LinearExpr.sum([minutes]) for visit, minutes in back.items()}
    nights = [(arc, literal) for arc, literal in literals.items() if arc.nights]
    for arc, literal in nights:
        way = round(ways.between(target[arc.stop], target[arc.later]).minutes)
        before[arc.later] += (way - out[arc.later]) * literal
        after[arc.stop] -= back[arc.stop] * literal
    for arc, literal in literals.items():
        if arc.nights == 0:
            way = round(ways.between(target[arc.stop], target[arc.later]).minutes)
            driven = before[arc.stop] + way + after[arc.later]
            model.add(driven <= most + 2).only_enforce_if(literal)
    for arc, literal in nights:
        model.add(before[arc.stop] <= most + 1).only_enforce_if(literal)
        model.add(after[arc.later] <= most + 1).only_enforce_if(literal)
