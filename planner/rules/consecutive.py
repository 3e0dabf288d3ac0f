"""People inspect on so many days in a row at most, then rest (`my.4.5`)."""

import numpy as np
from ortools.sat.python import cp_model

from models.inspector import Inspector
from models.problem import Problem
from planner.demand import Request
from planner.horizon import DayMask, stretches
from planner.model import VisitModel
from planner.rules import engagement


def limit(problem: Problem, person: Inspector) -> int | None:
    """The least number of calendar days in a row that binds the person."""
    rules = (r.at_most_days for r in problem.policy.consecutive if r.people.matches(person))
    return min(rules, default=None)


def add(built: VisitModel) -> None:
    """In each run of days on which a person may work lie days of rest, close enough to each other.

    A day of rest is an interval that no visit or engagement overlaps. Weekends, leave and training
    part the runs, and so do engagements that last too long by themselves: no visit lies next to
    them.
    """
    if not built.dated:
        return
    for person_id, requests in built.people().items():
        person = built.case.problem.inspector_by_id[person_id]
        most = limit(built.case.problem, person)
        if most is None or not requests:
            continue
        engaged = engagement.slots(built.case.problem, built.case.days, person_id)
        closed = _next_to_long_runs(engaged[0::2] | engaged[1::2], most)
        worked = engaged & ~np.repeat(closed, 2)
        rests = [
            rest
            for first, last in _runs(built, person_id, requests, worked, closed)
            for rest in _rests(built.model, first, last, most)
        ]
        if rests or closed.any():
            visits = [
                built.interval(r, built.member[r.id, person_id], f"{person_id} works at {r.id}")
                for r in requests
            ]
            fixed = [
                built.model.new_fixed_size_interval_var(start, end - start, "engaged")
                for start, end in stretches(worked | np.repeat(closed, 2))
            ]
            built.model.add_no_overlap([*visits, *rests, *fixed])


def _next_to_long_runs(engaged: DayMask, most: int) -> DayMask:
    """Days of runs of engagements that are too long without any visit, and the days beside them."""
    closed = np.zeros(len(engaged), dtype=np.bool_)
    for start, end in stretches(engaged):
        if end - start > most:
            closed[max(0, start - 1) : end + 1] = True
    return closed


def _runs(
    built: VisitModel, person: str, requests: list[Request], worked: DayMask, closed: DayMask
) -> list[tuple[int, int]]:
    """First and last day of each run of days that visits may touch while the person is free.

    Days of engagements lengthen the runs.
    """
    slots = built.case.presence.free[person]
    touched = np.zeros(built.case.days.length, dtype=np.bool_)
    for request in requests:
        first_days = np.array(request.days, dtype=np.int64)
        for offset in range(request.length):
            touched[first_days + offset] = True
    free = touched & (slots[0::2] | slots[1::2]) & ~closed
    either = free | worked[0::2] | worked[1::2]
    return [(a, b - 1) for a, b in stretches(either) if free[a:b].any()]


def _rests(model: cp_model.CpModel, first: int, last: int, most: int) -> list[cp_model.IntervalVar]:
    """Days of rest, never more than `most` days of work apart, nor from the ends of the run.

    One on the day after the last stands for all that are not needed.
    """
    rests: list[cp_model.IntervalVar] = []
    before: cp_model.LinearExprT = first - 1
    for _ in range(_most_rests(last - first, most)):
        day = model.new_int_var(first, last + 1, "day of rest")
        needed = model.new_bool_var("rest is needed")
        model.add(day <= last).only_enforce_if(needed)
        model.add(day == last + 1).only_enforce_if(needed.negated())
        model.add(day >= before)
        model.add(day <= before + (most + 1))
        rests.append(model.new_optional_fixed_size_interval_var(2 * day, 2, needed, "rest"))
        before = day
    if rests:
        model.add(last + 1 <= before + (most + 1))
    return rests


def _most_rests(last: int, most: int) -> int:
    """So many rests are enough for any work on days 0 to `last` that never lasts too long.

    Take the latest free day within `most + 1` days of the rest before, again and again. Every
    second one is then at least `most + 2` days later, as the one between was the latest.
    """
    number = 0
    while number // 2 * (most + 2) - (number % 2 == 0) + most < last:
        number += 1
    return number
