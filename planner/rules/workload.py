"""Inspection days of a person in each period (`my.4.5`, and the person's own limits)."""

from collections.abc import Iterator

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
    for rule in problem.policy.workload:
        if rule.people.matches(person):
            yield rule.per, rule.at_most_days


def add(built: VisitModel) -> None:
    """Half-days of the visits whose first day lies in a period stay within the limit."""
    for person_id, requests in built.people().items():
        person = built.case.problem.inspector_by_id[person_id]
        for per, most in limits(built.case.problem, person).items():
            if sum(r.half_days for r in requests) <= most:
                continue
            if per is Per.YEAR:
                _at_most(built, person_id, requests, most)
            elif built.dated:
                _add_periods(built, person_id, requests, per, most)
            else:
                _add_relaxed(built, person_id, requests, per, most)


def _at_most(built: VisitModel, person: str, requests: list[Request], most: int) -> None:
    terms = [r.half_days * built.member[r.id, person] for r in requests]
    built.model.add(sum(terms) <= most)


def _add_periods(
    built: VisitModel, person: str, requests: list[Request], per: Per, most: int
) -> None:
    """One task of length 1 for each visit on the axis of periods, under a cumulative limit."""
    model = built.model
    tasks, demands = [], []
    for request in requests:
        literal = built.member[request.id, person]
        fixed = built.fixed_period(request, per)
        if fixed == OUTSIDE:
            continue
        number = built.period_number(request, per) if fixed is None else fixed
        tasks.append(
            model.new_optional_fixed_size_interval_var(
                number,
                1,
                literal,
                f"{person} {per.value} of {request.id}",
            )
        )
        demands.append(request.half_days)
    model.add_cumulative(tasks, demands, most)


def _add_relaxed(
    built: VisitModel, person: str, requests: list[Request], per: Per, most: int
) -> None:
    """What holds whatever the days: each period's own visits, and all visits over all periods."""
    by_period: dict[int, list[Request]] = {}
    touched: set[int] = set()
    for request in requests:
        numbers = built.case.days.period(per)[list(request.days)]
        touched.update(numbers.tolist())
        fixed = built.fixed_period(request, per)
        if fixed is not None and fixed != OUTSIDE:
            by_period.setdefault(fixed, []).append(request)
    for own in by_period.values():
        _at_most(built, person, own, most)
    if OUTSIDE not in touched:
        _at_most(built, person, requests, most * len(touched))
