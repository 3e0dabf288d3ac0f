"""Inspection days of a person in each period, or in any days in a row (`my.4.5`, own limits)."""

import math
from collections.abc import Iterator
from typing import cast

from ortools.sat.python import cp_model

from models.inspector import Inspector
from models.problem import Problem
from models.programme import Per
from planner.demand import Request
from planner.model import VisitModel

OUTSIDE = -1
"""Number of the time between terms, to which no limit of terms applies."""


def limits(problem: Problem, person: Inspector) -> dict[Per, int]:
    """The least limit of each period that binds the person, in half-days."""
    table: dict[Per, int] = {}
    for per, days in _stated(problem, person):
        if days is not None:
            table[per] = min(table.get(per, 2 * days), 2 * days)
    return table


def _stated(problem: Problem, person: Inspector) -> Iterator[tuple[Per, int | None]]:
    yield Per.YEAR, person.days_per_year
    yield Per.MONTH, person.days_per_month
    yield Per.WEEK, person.days_per_week
    for rule in problem.policy.workload:
        if rule.per is not None and rule.people.matches(person):
            yield rule.per, rule.at_most_days


def rolling_limits(problem: Problem, person: Inspector) -> dict[int, int]:
    """For each number of calendar days in a row, the least limit that binds, in half-days."""
    table: dict[int, int] = {}
    for rule in problem.policy.workload:
        if rule.rolling_days is not None and rule.people.matches(person):
            most = 2 * rule.at_most_days
            table[rule.rolling_days] = min(table.get(rule.rolling_days, most), most)
    return table


def add(built: VisitModel) -> None:
    """Half-days of the visits whose first day lies in a period stay within the limit."""
    for person_id, requests in built.people().items():
        person = built.case.problem.inspector_by_id[person_id]
        for days, most in rolling_limits(built.case.problem, person).items():
            if sum(r.half_days for r in requests) > most:
                _add_rolling(built, person_id, requests, days, most)
        for per, most in limits(built.case.problem, person).items():
            if sum(r.half_days for r in requests) <= most:
                continue
            if per is Per.YEAR:
                _at_most(built, person_id, requests, most)
            elif built.dated:
                for number, load in built.load_in(person_id, requests, per).items():
                    if number != OUTSIDE:
                        _add(built, load, most)
            else:
                _add_relaxed(built, person_id, requests, per, most)


def _at_most(built: VisitModel, person: str, requests: list[Request], most: int) -> None:
    _add(built, sum(r.half_days * built.member[r.id, person] for r in requests), most)


def _add(built: VisitModel, load: cp_model.LinearExprT, most: int) -> None:
    built.model.add(cast(cp_model.BoundedLinearExpression, load <= most))


def _add_rolling(
    built: VisitModel, person: str, requests: list[Request], days: int, most: int
) -> None:
    """A visit weighs on as many days as the limit looks at, from its first day on.

    So the weight on each day is that of the visits that start in the days up to it.
    """
    if not built.dated:
        _at_most(built, person, requests, most * -(-built.case.days.length // days))
        return
    tasks = [
        built.model.new_optional_fixed_size_interval_var(
            built.day[r.id], days, built.member[r.id, person], f"{person} {days} days from {r.id}"
        )
        for r in requests
    ]
    built.model.add_cumulative(tasks, [r.half_days for r in requests], most)


def _add_relaxed(
    built: VisitModel, person: str, requests: list[Request], per: Per, most: int
) -> None:
    """What holds whatever the days: each period's own visits, and all visits over all periods."""
    own: dict[int, list[Request]] = {}
    loose: list[Request] = []
    touched: set[int] = set()
    for request in requests:
        touched.update(built.numbers(request, per))
        fixed = built.fixed_period(request, per)
        if fixed is None:
            loose.append(request)
        elif fixed != OUTSIDE:
            own.setdefault(fixed, []).append(request)
    for visits in own.values():
        _at_most(built, person, visits, most)
    if OUTSIDE not in touched:
        _at_most(built, person, requests, most * len(touched))
        wide = {number for request in loose for number in built.numbers(request, per)}
        _add_rounded(built, person, loose, [own.get(number, []) for number in sorted(wide)], most)


def _add_rounded(
    built: VisitModel, person: str, loose: list[Request], own: list[list[Request]], most: int
) -> None:
    """What each period's own visits made alone leave to the others, in whole visits.

    Where the others take whole days and an odd number of half-days is left, one of these is of no
    use. Each of a period's own visits that is left out makes room for at most its own length.
    """
    unit = math.gcd(*(r.half_days for r in loose))
    if unit < 2:
        return
    room: list[cp_model.LinearExprT] = []
    for visits in own:
        alone = [r for r in visits if r.team.responsible]
        left = max(0, most - sum(r.half_days for r in alone))
        room.append(left // unit * unit)
        for request in alone:
            gained = -(-request.half_days // unit) * unit
            room.append(gained - gained * built.member[request.id, person])
    load = [r.half_days * built.member[r.id, person] for r in loose]
    built.model.add(cast(cp_model.BoundedLinearExpression, sum(load) <= sum(room)))
