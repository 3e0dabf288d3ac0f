"""Days of a person's regular visits of one month, exactly: for months where nothing simpler serves.

The visit model with all its rules, restricted to these visits and all that bear on them, and the
arcs of `joining` tied to its days.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from ortools.sat.python import cp_model

from models.plan import Half
from planner.case import Case
from planner.model import Arrangement, Placement, VisitModel
from planner.ruled import build
from planner.trips.joining import EFFORT, Arc, add_joining
from planner.trips.tours import Stop, Traveller
from planner.trips.ways import Ways

PATIENCE = 2 * EFFORT


def exact(
    case: Case,
    known: Ways,
    traveller: Traveller,
    stops: Sequence[Stop],
    free: Set[str],
    start: Mapping[str, Placement],
    others: Mapping[str, Placement],
    arcs: Sequence[Arc],
    parts: Iterable[tuple[Iterable[Arc], int]] = (),
) -> tuple[Mapping[str, Placement], int]:
    """New placements of the visits that may move, and what no days could save more than.

    Parameters
    ----------
    stops
        The person's visits of the month, of which those in `free` may move.
    start
        Placements to begin the search from.
    others
        What stays where it is: visits of the person and to the same targets.
    parts
        Some arcs with what they are known not to save more than.
    """
    view = _view(case, stops, free, others)
    built = build(view, {r.id: _team(others, r.id, traveller.id) for r in view.requests})
    for request in view.requests:
        built.model.add(built.absent[request.id] == 0)
        if request.id in others and request.id in built.half:
            late = others[request.id].half is Half.PM
            built.model.add(built.half[request.id] == late)
    literals = add_joining(built.model, known, traveller, stops, arcs)
    _tie(built, stops, literals)
    for of_part, most in parts:
        built.model.add(sum(arc.saving * literals[arc] for arc in of_part) <= most)
    built.model.maximize(sum(arc.saving * literal for arc, literal in literals.items()))
    placed = {r.id: others.get(r.id) or start[r.id] for r in view.requests}
    for variable, value in built.hint(Arrangement(placed)):
        built.model.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = PATIENCE
    status = solver.solve(built.model)
    most = sum(arc.saving for arc in arcs)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}, most
    found = built.arrangement(solver.response_proto.solution).placed
    return {name: found[name] for name in free}, round(solver.best_objective_bound)


def _view(
    case: Case, stops: Sequence[Stop], free: Set[str], others: Mapping[str, Placement]
) -> Case:
    month = case.days.month
    requests = []
    for stop in stops:
        if stop.visit in free:
            request = case.request[stop.visit]
            inside = [d for d in request.days if month[d] == month[stop.first_day]]
            requests.append(replace(request, days=tuple(inside)))
    requests += [
        replace(case.request[name], days=(placement.day,)) for name, placement in others.items()
    ]
    return replace(case, requests=tuple(requests))


def _team(others: Mapping[str, Placement], name: str, person: str) -> tuple[str, ...]:
    return others[name].team if name in others else (person,)


def _tie(built: VisitModel, stops: Iterable[Stop], literals: Mapping[Arc, cp_model.IntVar]) -> None:
    """Visits that follow each other do so on the same day or the next."""
    lengths = {stop.visit: stop.last_day - stop.first_day for stop in stops}
    for arc, literal in literals.items():
        day, later = built.day[arc.stop], built.day[arc.later]
        built.model.add(later == day + lengths[arc.stop] + arc.nights).only_enforce_if(literal)
        if arc.nights == 0:
            built.model.add(built.start[arc.later] > built.start[arc.stop]).only_enforce_if(literal)
