"""Days for team visits alone: as even over the weeks as can be, with room left for regular visits.

A model between teams and timetable. It is the whole model but for one rule: that a visit a person
makes alone finds its own half-day free is only counted, month by month (`occupation.add_counting`).
So it has few intervals and is solved in a moment, and from what it returns nearly always every
regular visit finds a day. It is never a proof.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from ortools.sat.python import cp_model

from planner.case import Case
from planner.lexicographic import Search, configured, stopping
from planner.model import Arrangement, Literal, Placement, VisitModel
from planner.objectives import levels
from planner.ruled import build_counting
from planner.spread import even_weeks


def team_days(
    case: Case, teams: Arrangement, start: Arrangement, values: Sequence[int], search: Search
) -> Arrangement | None:
    """Teams and days of all team visits; regular visits have their inspector and no day.

    The weeks' numbers of visits are as even as windows allow (`planner.spread`). First the teams
    are kept, then, unless there are too many people to look at, they may change.

    Parameters
    ----------
    start
        An arrangement of these teams that may lack some visits.
    values
        What the levels of the teams may have at most.

    Returns
    -------
    Arrangement | None
        None when there is none, or none was found in time.
    """
    kept = {r.id: teams.placed[r.id].team if r.id in teams.placed else () for r in case.requests}
    ideal = even_weeks(case.days, [r for r in case.requests if r.id in teams.placed])
    attempts = [(kept, True)] if case.limited else [(kept, True), (case.candidates, False)]
    for candidates, light in attempts:
        if search.over():
            return None
        built = _build(case, candidates, values)
        for request in case.requests:
            built.model.add(built.absent[request.id] == (request.id not in teams.placed))
        _fix_numbers(built, ideal.visits_in_week)
        found = _any(built, start, search.within(search.left() / (3 if light else 6)), light=light)
        if found is not None:
            return found
    return None


def _build(
    case: Case, candidates: Mapping[str, Sequence[str]], values: Sequence[int]
) -> VisitModel:
    built = build_counting(case, candidates)
    for level, value in zip(levels(built), values, strict=False):
        built.model.add(cast(cp_model.BoundedLinearExpression, level.expression() <= value))
    return built


def _fix_numbers(built: VisitModel, visits_in_week: Mapping[int, int]) -> None:
    by_week: dict[int, list[Literal]] = {}
    for request in built.requests:
        if not request.team.responsible and request.days:
            for week, literal in built.weeks(request).items():
                by_week.setdefault(week, []).append(literal)
    for week, number in visits_in_week.items():
        built.model.add(sum(by_week.get(week, [])) == number)


def _any(
    built: VisitModel, start: Arrangement, search: Search, *, light: bool
) -> Arrangement | None:
    for variable, value in built.hint(start):
        built.model.add_hint(variable, value)
    solver = configured(search)
    if light:
        # With teams fixed and nearly all days hinted, presolve and eight workers took ten times as
        # long as one worker that mends the hint (benchmarks/county.py: 3.5 s against 0.3 s).
        solver.parameters.num_workers = 1
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.cp_model_probing_level = 0
    with stopping(solver, search):
        status = solver.solve(built.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return _read(built, list(solver.response_proto.solution))


def _read(built: VisitModel, values: Sequence[int]) -> Arrangement:
    """The solution, without the days of regular visits, for which no time was kept free."""
    placed: dict[str, Placement] = {}
    for name, placement in built.arrangement(values).placed.items():
        alone = built.request[name].team.responsible
        placed[name] = Placement(placement.team, -1, placement.half) if alone else placement
    return Arrangement(placed)
