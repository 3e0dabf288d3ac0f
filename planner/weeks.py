"""Weeks for team visits whose teams are known: as even as can be, within everybody's free time.

A small model between teams and timetable. It counts in weeks and months only, so it ignores how
visits fit into days; what it returns is a start for the timetable, and never a proof.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from models.plan import Half
from models.programme import Per
from planner.case import Case
from planner.demand import Request
from planner.lexicographic import Search, configured, stopping
from planner.model import Arrangement
from planner.objectives import square_of_count
from planner.rules import engagement
from planner.rules.workload import Room, limits
from planner.spread import even_weeks

Cell = tuple[int, int]


@dataclass
class _Loads:
    """Half-days asked of each person in each week and month, as terms of the model."""

    weeks: dict[tuple[str, int], list[cp_model.LinearExprT]]
    months: dict[tuple[str, int], list[cp_model.LinearExprT]]


def weeks_of_visits(case: Case, teams: Arrangement, search: Search) -> dict[str, Cell]:
    """The week and month in which each placed team visit starts.

    Numbers of visits that are as even as windows allow (`planner.spread`) are looked for first, and
    any that fit when there are none.

    Returns
    -------
    dict
        Empty when no weeks were found.
    """
    placed = [r for r in case.requests if r.id in teams.placed]
    ideal = even_weeks(case.days, placed).visits_in_week
    for numbers in (ideal, None):
        weeks = {} if search.over() else _solve(case, teams, numbers, search)
        if weeks:
            return weeks
    return {}


def _solve(
    case: Case, teams: Arrangement, ideal: Mapping[int, int] | None, search: Search
) -> dict[str, Cell]:
    model = cp_model.CpModel()
    starts: dict[tuple[str, Cell], cp_model.IntVar] = {}
    loads = _Loads({}, {})
    by_week: dict[int, list[cp_model.IntVar]] = {}
    for request in case.requests:
        if request.id not in teams.placed:
            continue
        team = teams.placed[request.id].team
        if request.team.responsible:
            _add_regular(case, request, team, loads)
            continue
        cells = _cells(case, request, team)
        for cell in cells:
            literal = model.new_bool_var(f"{request.id} in {cell}")
            starts[request.id, cell] = literal
            by_week.setdefault(cell[0], []).append(literal)
            for person in team:
                load = request.half_days * literal
                loads.weeks.setdefault((person, cell[0]), []).append(load)
                loads.months.setdefault((person, cell[1]), []).append(load)
        model.add_at_most_one(starts[request.id, cell] for cell in cells)
    _limit(case, model, loads)
    _part(case, model, starts)
    _follow(case, model, starts)
    if ideal is None:
        squares = [square_of_count(model, literals) for literals in by_week.values()]
        model.maximize(1000 * sum(starts.values()) - sum(squares))
    else:
        for week, number in ideal.items():
            model.add(sum(by_week.get(week, [])) == number)
    solver = configured(search.within(search.left() / 4))
    with stopping(solver, search):
        status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    return {request: cell for (request, cell), v in starts.items() if solver.boolean_value(v)}


def _cells(case: Case, request: Request, team: tuple[str, ...]) -> list[Cell]:
    """Weeks and months that hold a first day on which the whole team is free."""
    free = np.logical_and.reduce([case.presence.free[person] for person in team])
    late = request.half is Half.PM
    days = [d for d in request.days if free[2 * d + late : 2 * d + late + request.half_days].all()]
    return sorted({(int(case.days.week[d]), int(case.days.month[d])) for d in days})


def _add_regular(case: Case, request: Request, team: tuple[str, ...], loads: _Loads) -> None:
    months = np.unique(case.days.month[list(request.days)])
    if len(months) == 1:
        for person in team:
            loads.months.setdefault((person, int(months[0])), []).append(request.half_days)


def _part(
    case: Case, model: cp_model.CpModel, starts: Mapping[tuple[str, Cell], cp_model.IntVar]
) -> None:
    """Keep the team visits to one target in weeks far enough apart, and within its caps."""
    by_target: dict[str, list[Request]] = {}
    for request in case.requests:
        if not request.team.responsible:
            by_target.setdefault(request.target, []).append(request)
    policy = case.problem.policy
    for gap in policy.gaps:
        apart = 1 + -(-gap.least_days // 7)
        for requests in by_target.values():
            at = _literals(starts, [r for r in requests if r.kind in gap.kinds], 0)
            for week in at:
                near = [v for n in range(week, week + apart) for v in at.get(n, [])]
                model.add_at_most_one(near)
    for cap in policy.caps:
        if cap.per is not Per.MONTH:
            continue
        for target, requests in by_target.items():
            counted = [r for r in requests if r.kind in cap.kinds]
            there = engagement.visits_in(case.problem, case.days, target, cap)
            for month, literals in _literals(starts, counted, 1).items():
                model.add(sum(literals) <= max(0, cap.at_most - there[month]))


def _follow(
    case: Case, model: cp_model.CpModel, starts: Mapping[tuple[str, Cell], cp_model.IntVar]
) -> None:
    """Keep visits of one programme to a target in their order, not too near and not too far."""
    weeks_of: dict[str, list[tuple[int, cp_model.IntVar]]] = {}
    for (request_id, cell), literal in starts.items():
        weeks_of.setdefault(request_id, []).append((cell[0], literal))
    for request in case.requests:
        link = request.link
        if link is None or request.id not in weeks_of or link.before not in weeks_of:
            continue
        mine, before = weeks_of[request.id], weeks_of[link.before]
        wait = sum(w * v for w, v in mine) - sum(w * v for w, v in before)
        missing = 2 - sum(v for _, v in mine) - sum(v for _, v in before)
        free = case.days.length * missing
        model.add(wait + free >= -(-link.least_days // 7))
        if link.greatest_days is not None:
            model.add(wait - free <= link.greatest_days // 7)


def _literals(
    starts: Mapping[tuple[str, Cell], cp_model.IntVar], requests: list[Request], place: int
) -> dict[int, list[cp_model.IntVar]]:
    """The requests' literals by week (`place` 0) or month (1), when there is more than one."""
    table: dict[int, list[cp_model.IntVar]] = {}
    ids = {r.id for r in requests}
    if len(ids) > 1:
        for (request, cell), literal in starts.items():
            if request in ids:
                table.setdefault(cell[place], []).append(literal)
    return table


def _limit(case: Case, model: cp_model.CpModel, loads: _Loads) -> None:
    working = np.repeat(case.days.working, 2)
    for (person, week), terms in loads.weeks.items():
        inside = np.repeat(case.days.week == week, 2)
        free = int(np.count_nonzero(case.presence.free[person] & working & inside))
        most = _left(case, person, Per.WEEK, week)
        model.add(sum(terms) <= (free if most is None else min(free, most)))
    for (person, month), terms in loads.months.items():
        most = _left(case, person, Per.MONTH, month)
        if most is not None:
            model.add(sum(terms) <= most)


def _left(case: Case, person: str, per: Per, number: int) -> int | None:
    """What engagements leave of the person's limit in one period; None without a limit."""
    most = limits(case.problem, case.problem.inspector_by_id[person]).get(per)
    if most is None:
        return None
    engaged = engagement.half_days_in(case.problem, case.days, person, per)
    return Room(most, engaged).left(number)
