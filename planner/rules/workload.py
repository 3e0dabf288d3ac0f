"""Inspection days of a person in each period, or in any days in a row (`my.4.5`, own limits)."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from models.inspector import Inspector
from models.problem import Problem
from models.programme import Per
from planner.demand import Request
from planner.model import VisitModel
from planner.rules import engagement

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


@dataclass(frozen=True)
class Room:
    """What engagements leave of a limit in each period, in half-days."""

    most: int
    engaged: Mapping[int, int]

    def left(self, number: int) -> int:
        """The half-days left in that period: 0 where engagements alone exceed the limit."""
        return max(0, self.most - self.engaged.get(number, 0))

    def holds(self, half_days: int) -> bool:
        """Whether so many half-days find room in whatever period they lie."""
        return half_days <= self.most - max(self.engaged.values(), default=0)


def add(built: VisitModel) -> None:
    """Half-days of visits and engagements whose first day lies in a period keep the limit."""
    problem, year = built.case.problem, built.case.days
    for person_id, requests in built.people().items():
        if not requests:
            continue
        person, load = problem.inspector_by_id[person_id], sum(r.half_days for r in requests)
        for days, most in rolling_limits(problem, person).items():
            weights = _weights(built, person_id, days)
            if load + weights.max() > most:
                _add_rolling(built, person_id, requests, days, most, weights)
        for per, most in limits(problem, person).items():
            room = Room(most, engagement.half_days_in(problem, year, person_id, per))
            if room.holds(load):
                continue
            if per is Per.YEAR:
                _at_most(built, person_id, requests, room.left(0))
            elif built.dated:
                for number, terms in built.load_in(person_id, requests, per).items():
                    if number != OUTSIDE:
                        _add(built, terms, room.left(number))
            else:
                _add_relaxed(built, person_id, requests, per, room)


def _at_most(built: VisitModel, person: str, requests: list[Request], most: int) -> None:
    _add(built, sum(r.half_days * built.member[r.id, person] for r in requests), most)


def _add(built: VisitModel, load: cp_model.LinearExprT, most: int) -> None:
    built.model.add(cast(cp_model.BoundedLinearExpression, load <= most))


def _weights(built: VisitModel, person: str, in_a_row: int) -> NDArray[np.int64]:
    """For each day the half-days of engagements that begin in so many days up to it."""
    weights = np.zeros(built.case.days.length + in_a_row, dtype=np.int64)
    engaged = engagement.started(built.case.problem, built.case.days, person)
    for day, half_days in engaged.items():
        weights[day : day + in_a_row] += half_days
    return weights


def _add_rolling(
    built: VisitModel,
    person: str,
    requests: list[Request],
    days: int,
    most: int,
    weights: NDArray[np.int64],
) -> None:
    """A visit weighs on as many days as the limit looks at, from its first day on.

    So the weight on each day is that of the visits that start in the days up to it. Engagements
    weigh no more than the limit: where they fill it there is no room for visits.
    """
    if not built.dated:
        # the weight on the last day of each part of the year is that of all that begins in it
        lasts = range(days - 1, built.case.days.length + days - 1, days)
        _at_most(built, person, requests, sum(max(0, most - int(weights[n])) for n in lasts))
        return
    tasks = [
        built.model.new_optional_fixed_size_interval_var(
            built.day[r.id], days, built.member[r.id, person], f"{person} {days} days from {r.id}"
        )
        for r in requests
    ]
    demands = [r.half_days for r in requests]
    for day in np.flatnonzero(weights).tolist():
        tasks.append(built.model.new_fixed_size_interval_var(day, 1, f"{person} engaged"))
        demands.append(min(most, int(weights[day])))
    built.model.add_cumulative(tasks, demands, most)


def _add_relaxed(
    built: VisitModel, person: str, requests: list[Request], per: Per, room: Room
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
    for number, visits in own.items():
        _at_most(built, person, visits, room.left(number))
    if OUTSIDE not in touched:
        _at_most(built, person, requests, sum(room.left(number) for number in touched))
        wide = {number for request in loose for number in built.numbers(request, per)}
        parts = [(own.get(number, []), room.left(number)) for number in sorted(wide)]
        _add_rounded(built, person, loose, parts)


def _add_rounded(
    built: VisitModel, person: str, loose: list[Request], own: list[tuple[list[Request], int]]
) -> None:
    """What each period's own visits made alone leave to the others, in whole visits.

    Where the others take whole days and an odd number of half-days is left, one of these is of no
    use. Each of a period's own visits that is left out makes room for at most its own length.
    """
    unit = math.gcd(*(r.half_days for r in loose))
    if unit < 2:
        return
    total: list[cp_model.LinearExprT] = []
    for visits, most in own:
        alone = [r for r in visits if r.team.responsible]
        left = max(0, most - sum(r.half_days for r in alone))
        total.append(left // unit * unit)
        for request in alone:
            gained = -(-request.half_days // unit) * unit
            total.append(gained - gained * built.member[request.id, person])
    load = [r.half_days * built.member[r.id, person] for r in loose]
    built.model.add(cast(cp_model.BoundedLinearExpression, sum(load) <= sum(total)))
