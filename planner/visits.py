"""Stages `teams` and `timetable`: who makes each visit, and on which day.

The exact model has teams and days together (`planner.rules`, `planner.objectives`). It is solved in
steps, each a special case of it:

1. `teams`: no days. A relaxation, so that its optima are bounds of the whole.
2. `timetable`: the teams found are kept and only days are chosen. When nothing more is left out,
   its values meet the bounds and the levels are proven for the whole.
3. `repair`: what that leaves out gets any team on any day, the others keep theirs.
4. `joint`: teams and days together, from the best arrangement so far, for whatever is not proven.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from ortools.sat.python import cp_model

from models.plan import StageFigure
from planner.case import Case
from planner.demand import Request
from planner.dispensable import dispensable
from planner.greedy import greedy_teams
from planner.keeping import Kept, fixed
from planner.lexicographic import Relaxation, Search, figure, minimise, near
from planner.model import Arrangement, VisitModel
from planner.objectives import GOALS, levels, measure
from planner.placing import place
from planner.ruled import build
from planner.spread import least_spread
from planner.team_days import team_days
from planner.weeks import Cell, weeks_of_visits


@dataclass(frozen=True)
class Visits:
    """The arrangement and the proof of each level."""

    arrangement: Arrangement
    figures: tuple[StageFigure, ...]


@dataclass(frozen=True)
class _Found:
    """An arrangement, its level values, and bounds of them."""

    arrangement: Arrangement
    values: tuple[int, ...]
    bounds: tuple[float, ...]

    def proven(self, gap: float) -> bool:
        return all(near(v, b, gap) for v, b in zip(self.values, self.bounds, strict=True))


def visits(
    case: Case,
    search: Search,
    kept: Kept | None = None,
    on_found: Callable[[Visits], None] | None = None,
) -> Visits:
    """Choose teams and days of all requests.

    What the `teams` relaxation proves holds for the whole once the timetable meets it; the spread
    is proven by `planner.spread.even_weeks` or by the joint model.

    Parameters
    ----------
    kept
        A way to make the visits that are to be kept, taken when no other was found in time.
    on_found
        Told of what is found first, and of what is better before the last steps begin.
    """
    gap = search.options.gap
    teams, relaxation = _teams(case, search)
    best = first = _in_weeks(case, teams, relaxation, search)
    if on_found is not None:
        on_found(_as_visits(first, search))
    if not best.proven(gap):
        relaxation = _tightened(case, best, relaxation, search)
        best = _timetable(case, teams, best, relaxation, search)
    if on_found is not None and best.values < first.values:
        on_found(_as_visits(best, search))
    if not _complete(best, relaxation) and not search.over():
        best = _repair(case, teams, best, relaxation, search)
    if not best.proven(gap):
        relaxation = _tightened(case, best, relaxation, search)
    best = _rebound(case, best, relaxation, search)
    if not best.proven(gap) and not case.limited and not search.over():
        best = _improve(build(case), best, relaxation, search, "joint")
        best = _rebound(case, best, relaxation, search)
    if kept is not None and not kept.arrangement.placed.keys() <= best.arrangement.placed.keys():
        best = replace(_around(case, kept, relaxation, search), bounds=best.bounds)
    return _as_visits(best, search)


def _as_visits(found: _Found, search: Search) -> Visits:
    return Visits(
        found.arrangement,
        tuple(
            figure(goal, value, bound, search)
            for goal, value, bound in zip(GOALS, found.values, found.bounds, strict=True)
        ),
    )


def _around(case: Case, kept: Kept, relaxation: Relaxation, search: Search) -> _Found:
    """The best arrangement found in which the kept visits are made just as is known to be possible.

    They are placed first, so that they find their places however little time is left.
    """
    narrow = fixed(case, kept.arrangement)
    start = _found(case, place(narrow, greedy_teams(narrow), {}), relaxation)
    if search.over():
        return start
    best = visits(narrow, search)
    found = _found(case, best.arrangement, relaxation)
    return _better(start, found)


def _teams(case: Case, search: Search) -> tuple[Arrangement, Relaxation]:
    """The best teams when days are no object: a relaxation, so its bounds bind the whole."""
    if search.over():
        return greedy_teams(case), Relaxation((), ())
    built = build(case, dated=False)
    solution = minimise(built.model, levels(built), search.steady(search.left() / 12), "teams")
    if solution is None or solution.values is None:
        return greedy_teams(case), Relaxation((), ())
    bounds = list(solution.bounds)
    if case.limited:
        bounds = [0.0, 0.0, float(case.least_travel_hm), 0.0]
    least = least_spread(case.days, case.requests, solution.objectives[:2])
    relaxation = Relaxation((*solution.objectives, least), (*bounds, float(least)))
    return built.arrangement(solution.values), relaxation


def _in_weeks(case: Case, teams: Arrangement, relaxation: Relaxation, search: Search) -> _Found:
    """Weeks for the teams found, then days in them, one visit after the other."""
    weeks = weeks_of_visits(case, teams, search.steady(search.left() / 2))
    days = {r: _in_week(case, case.request[r], cell).days for r, cell in weeks.items()}
    return _found(case, place(case, teams, days), relaxation)


def _tightened(case: Case, found: _Found, relaxation: Relaxation, search: Search) -> Relaxation:
    """The relaxation with the bound of the spread when only visits are missing that can be."""
    complete = _complete(found, relaxation) and any(found.values[:2])
    if not complete or near(found.values[-1], relaxation.bounds[-1], search.options.gap):
        return relaxation
    missing = dispensable(case, found.arrangement, found.values[:2], search)
    least = least_spread(case.days, case.requests, found.values[:2], missing)
    values, bounds = relaxation.values[:-1], relaxation.bounds[:-1]
    return Relaxation((*values, least), (*bounds, float(least)))


def _timetable(
    case: Case, teams: Arrangement, start: _Found, relaxation: Relaxation, search: Search
) -> _Found:
    """Other days for the teams found.

    The days of all team visits are sought at once, and the others laid around them. When some
    visits still find no day, the others move about within their weeks; when all have one but the
    year is not as even as it could be, everything moves.
    """
    best = _found(case, start.arrangement, relaxation)
    if not best.proven(search.options.gap) and not search.over():
        dated = team_days(case, teams, best.arrangement, relaxation.values[:4], search)
        if dated is not None:
            days = {r: (p.day,) for r, p in dated.placed.items() if p.day >= 0}
            best = _better(best, _found(case, place(case, dated, days), relaxation))
    known = {**teams.placed, **best.arrangement.placed}
    candidates = {r.id: known[r.id].team if r.id in known else () for r in case.requests}
    for narrow in (True, False):
        if _complete(best, relaxation) is narrow or best.proven(search.options.gap):
            continue
        if search.over():
            break
        view = _in_their_weeks(case, best.arrangement) if narrow else case
        brief = search.within(search.left() / (4 if narrow else 6))
        best = _improve(build(view, candidates), best, relaxation, brief, "timetable")
    return best


def _better(one: _Found, other: _Found) -> _Found:
    return other if other.values < one.values else one


def _complete(found: _Found, relaxation: Relaxation) -> bool:
    """Whether nothing more is left out than the relaxation must leave out."""
    return found.values[:2] == tuple(relaxation.values[:2])


def _repair(
    case: Case, teams: Arrangement, start: _Found, relaxation: Relaxation, search: Search
) -> _Found:
    """Place what was left out, while most others keep their teams.

    Free to change are the teams of what was left out and of all visits of the people it needed.
    First everything placed keeps its week, then it may move.
    """
    placed = start.arrangement.placed
    needed = {p for r in teams.placed if r not in placed for p in teams.placed[r].team}
    candidates = {
        r.id: case.candidates[r.id]
        if r.id not in placed or needed.intersection(placed[r.id].team)
        else placed[r.id].team
        for r in case.requests
    }
    best = start
    for view in (_in_their_weeks(case, start.arrangement), case):
        brief = search.within(search.left() / 2)
        best = _improve(build(view, candidates), best, relaxation, brief, "timetable")
        if _complete(best, relaxation) or search.over():
            break
    return best


def _improve(
    built: VisitModel, start: _Found, relaxation: Relaxation, search: Search, stage: str
) -> _Found:
    """The best arrangement of a model, from the one given on."""
    case = built.case
    solution = minimise(
        built.model,
        levels(built),
        search,
        stage,
        built.hint(start.arrangement),
        start.values,
        relaxation,
        lambda values: measure(case, built.arrangement(values)),
        search.options.gap if stage == "joint" else 0,
    )
    if solution is None or solution.values is None:
        bounds = start.bounds if solution is None or stage != "joint" else solution.bounds
        return replace(start, bounds=tuple(map(max, start.bounds, bounds)))
    found = _found(case, built.arrangement(solution.values), relaxation)
    bounds = solution.bounds if stage == "joint" else found.bounds
    return replace(found, bounds=tuple(map(max, found.bounds, bounds)))


def _rebound(case: Case, found: _Found, relaxation: Relaxation, search: Search) -> _Found:
    """Prove what the relaxation can about levels after one that missed the relaxation's value.

    A level's bound is then its least value in the relaxation while the levels before it have no
    more than the values found.
    """
    bounds = list(found.bounds)
    if _complete(found, relaxation):
        bounds[-1] = max(bounds[-1], relaxation.bounds[-1])
    late = [n for n in range(2, 4) if found.values[:n] != tuple(relaxation.values[:n])]
    for number in late if not case.limited and not search.over() else []:
        built = build(case, dated=False)
        goals = levels(built)
        for level, value in zip(goals[:number], found.values, strict=False):
            built.model.add(cast(cp_model.BoundedLinearExpression, level.expression() <= value))
        brief = search.within(search.left() / 4)
        solution = minimise(built.model, [goals[number]], brief, "teams")
        if solution is not None:
            bounds[number] = max(bounds[number], solution.bounds[0])
    return replace(found, bounds=tuple(bounds))


def _found(case: Case, arrangement: Arrangement, relaxation: Relaxation) -> _Found:
    """An arrangement with what the relaxation proves about its values."""
    values = measure(case, arrangement)
    bounds = [max(0.0, relaxation.bound(values[:n])) for n in range(len(values))]
    return _Found(arrangement, values, tuple(bounds))


def _in_their_weeks(case: Case, arrangement: Arrangement) -> Case:
    """The case in which placed team visits keep the week and month they are in."""
    weeks = {
        r: (int(case.days.week[p.day]), int(case.days.month[p.day]))
        for r, p in arrangement.placed.items()
        if not case.request[r].team.responsible
    }
    requests = (_in_week(case, r, weeks[r.id]) if r.id in weeks else r for r in case.requests)
    return replace(case, requests=tuple(requests))


def _in_week(case: Case, request: Request, cell: Cell) -> Request:
    """The request with only the days of its week and month."""
    days = np.array(request.days, dtype=np.int64)
    week, month = cell
    inside = (case.days.week[days] == week) & (case.days.month[days] == month)
    return replace(request, days=tuple(days[inside].tolist()))
