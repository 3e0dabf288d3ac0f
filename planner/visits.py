"""Stages `teams` and `timetable`: who makes each visit, and on which day.

The exact model has teams and days together (`planner.rules`, `planner.objectives`). It is solved in
three steps, each a special case of it:

1. `teams`: no days. A relaxation, so that its optima are bounds of the whole.
2. `timetable`: the teams found are kept and only days are chosen. When nothing more is left out,
   its values meet the bounds and the levels are proven for the whole.
3. `joint`: teams and days together, from the best arrangement so far, for whatever is not proven.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.plan import StageFigure
from planner.case import Case
from planner.demand import Request
from planner.lexicographic import Search, figure, minimise
from planner.model import Arrangement, VisitModel, visit_model
from planner.objectives import GOALS, levels, measure
from planner.rules import caps, gaps, occupation, recusal, team, workload
from planner.spread import even_weeks
from planner.weeks import Cell, weeks_of_visits

RULES = (team, recusal, occupation, workload, caps, gaps)
UNDATED_RULES = (team, workload, caps)
UNKNOWN = -math.inf


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

    @property
    def proven(self) -> bool:
        triples = zip(GOALS, self.values, self.bounds, strict=True)
        return all(goal.met(value, bound) for goal, value, bound in triples)


def visits(case: Case, search: Search) -> Visits:
    """Choose teams and days of all requests.

    What the `teams` relaxation proves holds for the whole once the timetable meets it; the spread
    is proven by `planner.spread.even_weeks` or by the joint model.
    """
    relaxed = _teams(case, search)
    if relaxed is None:
        return Visits(Arrangement({}), ())
    best = _timetable(case, relaxed, search)
    if not best.proven:
        best = _joint(case, best, search)
    figures = tuple(
        figure(goal, value, bound, search)
        for goal, value, bound in zip(GOALS, best.values, best.bounds, strict=True)
    )
    return Visits(best.arrangement, figures)


def build(
    case: Case, candidates: Mapping[str, Sequence[str]] | None = None, *, dated: bool = True
) -> VisitModel:
    """The visit model with all its rules."""
    built = visit_model(case, candidates, dated=dated)
    for rule in RULES if dated else UNDATED_RULES:
        rule.add(built)
    return built


def _teams(case: Case, search: Search) -> _Found | None:
    """The best teams when days are no object: a relaxation, so its bounds bind the whole."""
    built = build(case, dated=False)
    solution = minimise(built.model, levels(built), search, "teams")
    if solution is None:
        return None
    return _Found(built.arrangement(solution), solution.objectives, solution.bounds)


def _timetable(case: Case, teams: _Found, search: Search) -> _Found:
    """Days for the teams found.

    First every team visit in the week chosen for it; then those that did not fit wherever they do;
    then, should that not be as good as can be, all of them anywhere.
    """
    placed = teams.arrangement.placed
    candidates = {r.id: placed[r.id].team if r.id in placed else () for r in case.requests}
    weeks = weeks_of_visits(case, teams.arrangement, search)
    best = _with_bounds(case, Arrangement({}), teams)
    for attempt in range(3):
        view = replace(case, requests=tuple(_in_week(case, r, weeks) for r in case.requests))
        built = build(view, candidates)
        bounded = [
            replace(level, bound=bound)
            for level, bound in zip(levels(built), best.bounds, strict=True)
        ]
        chosen = (0, 1) if attempt == 0 else (0, 1, 4)
        known = [best.values[n] for n in chosen]
        solution = minimise(
            built.model,
            [bounded[n] for n in chosen],
            search.within(search.left() / 6),
            "timetable",
            built.hint(best.arrangement),
            known,
        )
        if solution is not None and solution.values is not None:
            found = _with_bounds(case, built.arrangement(solution), teams)
            best = min(best, found, key=lambda f: f.values)
        if best.proven:
            break
        if attempt > 0 and not weeks:
            break
        loose = attempt > 0 or best.values[:2] == teams.values[:2]
        weeks = {} if loose else {r: w for r, w in weeks.items() if r in best.arrangement.placed}
    return best


def _in_week(case: Case, request: Request, weeks: Mapping[str, Cell]) -> Request:
    """The request with only the days of its week and month."""
    if request.id not in weeks:
        return request
    days = np.array(request.days, dtype=np.int64)
    week, month = weeks[request.id]
    inside = (case.days.week[days] == week) & (case.days.month[days] == month)
    return replace(request, days=tuple(days[inside].tolist()))


def _with_bounds(case: Case, arrangement: Arrangement, teams: _Found) -> _Found:
    """Level values of an arrangement with what the relaxation proves about them.

    A bound of the relaxation binds a level only while all levels before it have its values.
    """
    values = measure(case, arrangement)
    bounds: list[float] = []
    for number in range(len(values) - 1):
        same = values[:number] == teams.values[:number]
        bounds.append(teams.bounds[number] if same else 0.0)
    absent = _most_absent(case, values[0], values[1])
    bounds.append(float(even_weeks(case.days, case.requests, absent).squares))
    return _Found(arrangement, values, tuple(bounds))


def _most_absent(case: Case, mandatory: int, optional: int) -> int:
    """The greatest number of team visits that weights of visits left out can stand for."""
    number = 0
    for weight, kind in ((mandatory, True), (optional, False)):
        weights = sorted(
            r.weight for r in case.requests if r.mandatory is kind and not r.team.responsible
        )
        number += int(np.searchsorted(np.cumsum(weights), weight, side="right")) if weights else 0
    return number


def _joint(case: Case, start: _Found, search: Search) -> _Found:
    """Teams and days together, from the arrangement given, for the levels not yet proven."""
    built = build(case)
    goal = [
        replace(level, bound=bound)
        for level, bound in zip(levels(built), start.bounds, strict=True)
    ]
    solution = minimise(
        built.model, goal, search, "joint", built.hint(start.arrangement), start.values
    )
    if solution is None:
        return start
    if solution.values is None:
        return replace(start, bounds=solution.bounds)
    arrangement = built.arrangement(solution)
    return _Found(arrangement, measure(case, arrangement), solution.bounds)
