"""Whether all pinned visits can be made together, and a way in which they can.

Nothing but the pinned visits is looked at: all others can be left out. Who is responsible for their
targets may be open, so that zones can be found in which pins hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from models.programme import ResponsibleMember
from planner.asks import asks_of
from planner.case import Case, make_case
from planner.demand import Request
from planner.integration import guests, integrated
from planner.model import Arrangement, VisitModel
from planner.presence import Presence
from planner.ruled import build
from planner.rules import crowd

EFFORT = 20.0
"""Deterministic seconds of the solver for all pins of a year."""


@dataclass(frozen=True)
class Kept:
    """A way to keep all pins: teams and days, requests that share no visit, and who holds what."""

    arrangement: Arrangement
    apart: frozenset[str]
    responsible: Mapping[str, str]


class UndecidedError(Exception):
    """The effort allowed did not suffice to say whether the pins can be kept."""


def keep(
    presence: Presence,
    due: tuple[Request, ...],
    allowed: Mapping[str, tuple[str, ...]],
    effort: float = EFFORT,
) -> Kept | None:
    """Find a way to make all requests that are to be kept; None when there is none.

    They are shared with others as ever, and apart when they cannot be kept so.

    Parameters
    ----------
    allowed
        For each target who may be responsible for it.
    effort
        Deterministic seconds of the solver.

    Raises
    ------
    UndecidedError
        When the effort did not suffice.
    """
    shared = integrated(presence, due)
    joined = guests(due, [r for r in shared if r.kept and len(r.programmes) > 1])
    undecided = False
    for apart in dict.fromkeys((frozenset[str](), joined)):
        requests = integrated(presence, due, apart) if apart else shared
        try:
            found = _keep(presence, [r for r in requests if r.kept], allowed, effort)
        except UndecidedError:
            undecided = True
            continue
        if found is not None:
            arrangement, responsible = found
            return Kept(arrangement, apart, responsible)
    if undecided:
        raise UndecidedError
    return None


def fixed(case: Case, kept: Arrangement) -> Case:
    """The case in which the kept visits are made just so."""
    requests = tuple(
        replace(r, days=(p.day,), half=p.half if r.half_days == 1 else r.half, crew=p.team)
        if (p := kept.placed.get(r.id)) is not None
        else r
        for r in case.requests
    )
    teams = {name: placement.team for name, placement in kept.placed.items()}
    return replace(case, requests=requests, candidates={**case.candidates, **teams})


def _keep(
    presence: Presence,
    requests: list[Request],
    allowed: Mapping[str, tuple[str, ...]],
    effort: float,
) -> tuple[Arrangement, Mapping[str, str]] | None:
    case = _open_case(presence, requests, allowed)
    sizes = {r.id: 1 if r.team.responsible else r.team.size for r in case.requests}
    if any(not r.days or len(case.candidates[r.id]) < sizes[r.id] for r in case.requests):
        return None
    built = build(case)
    crowd.add(built)
    for request in case.requests:
        built.model.add(built.absent[request.id] == 0)
    holds = _hold(built, allowed)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # As in planner.explain.question: presolve has been wrong about infeasibility.
    solver.parameters.cp_model_presolve = False
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(built.model)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise UndecidedError
    found = built.arrangement(list(solver.response_proto.solution))
    return found, {t: p for (t, p), literal in holds.items() if solver.boolean_value(literal)}


def _open_case(
    presence: Presence, requests: Iterable[Request], allowed: Mapping[str, tuple[str, ...]]
) -> Case:
    """The case in which visits of responsible inspectors are open to all who may hold the target.

    Nothing is asked of teams about the responsible inspector: `_hold` does.
    """
    opened: list[Request] = []
    candidates: dict[str, tuple[str, ...]] = {}
    for request in requests:
        alone = request.team.responsible
        variants = allowed.get(request.target, ()) if alone else (None,)
        cases = [
            make_case(presence, (replace(request, responsible=p),), everybody=True)
            for p in variants
        ]
        days = {d for c in cases for d in c.requests[0].days}
        candidates[request.id] = tuple(p for c in cases for p in c.candidates[request.id])
        opened.append(replace(request, responsible=None, days=tuple(sorted(days))))
    asks = {request.id: asks_of(presence, request) for request in opened}
    return Case(presence, tuple(opened), candidates, asks, limited=False, least_travel_hm=0)


def _hold(
    built: VisitModel, allowed: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], cp_model.IntVar]:
    """One responsible inspector a target: makes its regular visits, is in or out of its teams."""
    holds: dict[tuple[str, str], cp_model.IntVar] = {}
    model = built.model
    for target, requests in built.by_target().items():
        people = allowed.get(target, ())
        rules = {r.id: _rules(built, r) for r in requests}
        if not people or not any(r.team.responsible or rules[r.id] for r in requests):
            continue
        of_target = {p: model.new_bool_var(f"{p} holds {target}") for p in people}
        model.add_exactly_one(of_target.values())
        holds |= {(target, p): literal for p, literal in of_target.items()}
        for request in requests:
            _tie(built, request, of_target, rules[request.id])
    return holds


def _rules(built: VisitModel, request: Request) -> set[ResponsibleMember]:
    programmes = (built.case.problem.programme_by_id[p] for p in request.programmes)
    return {p.team.responsible_member for p in programmes} - {ResponsibleMember.ANY}


def _tie(
    built: VisitModel,
    request: Request,
    of_target: Mapping[str, cp_model.IntVar],
    rules: set[ResponsibleMember],
) -> None:
    team: Sequence[str] = built.candidates[request.id]
    for person, holder in of_target.items():
        member = built.member[request.id, person] if person in team else None
        if request.team.responsible and member is not None:
            built.model.add(member == holder)
        elif request.team.responsible or ResponsibleMember.IN in rules:
            if member is None:
                built.model.add(holder == 0)
            else:
                built.model.add_implication(holder, member)
        if ResponsibleMember.OUT in rules and not request.team.responsible and member is not None:
            built.model.add(member == 0).only_enforce_if(holder)
