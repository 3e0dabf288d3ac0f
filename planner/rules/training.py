"""Training takes its days from the inspector's calendar (`nm.16b`, `my.4.3`).

Fixed sessions of the calendar come first. The hours still due are reserved on days that cost no
inspection: working days outside term, from the end of the year backwards, before school days; days
of pinned visits come last.
"""

import math
from collections.abc import Iterable

import numpy as np

from models.calendar import TrainingSession
from models.inspector import Inspector
from models.plan import TrainingDay
from models.problem import Problem
from planner.horizon import DayMask, Horizon
from planner.pins import pinned_days
from planner.rules import engagement, leave


def training_days(problem: Problem, days: Horizon) -> tuple[TrainingDay, ...]:
    """All training of all people: sessions on their fixed days, then the hours still due."""
    pins = tuple(pinned_days(problem, days))
    return tuple(
        training
        for person in problem.inspectors
        for training in _days_of(
            problem, days, person, [day for day, team in pins if team is None or person.id in team]
        )
    )


def _days_of(
    problem: Problem, days: Horizon, person: Inspector, pinned: list[int]
) -> Iterable[TrainingDay]:
    rule = problem.policy.training
    sessions = [s for s in problem.calendar.training if s.audience.matches(person)]
    taken = np.zeros(days.length, dtype=np.bool_)
    for session in sessions:
        mask = _session_days(days, session) & ~taken
        taken |= mask
        for day in np.flatnonzero(mask).tolist():
            yield TrainingDay(
                inspector=person.id,
                day=days.date_of(day),
                half_days=2,
                kind="central",
                session=session.name,
            )
    if not rule.required_of.matches(person):
        return
    engaged = engagement.slots(problem, days, person.id).reshape(-1, 2).any(axis=1)
    free = days.working & leave.workable(problem, days, person) & ~taken & ~engaged
    visited = np.zeros(days.length, dtype=np.bool_)
    visited[pinned] = True
    free_days = [free & (days.term < 0), free & (days.term >= 0)]
    order = np.concatenate(
        [np.flatnonzero(mask & part)[::-1] for part in (~visited, visited) for mask in free_days]
    )
    central = rule.central_hours if person.training_due_hours is None else person.training_due_hours
    online = rule.online_hours if person.online_due_hours is None else person.online_due_hours
    central = max(0, central - sum(s.hours for s in sessions))
    remaining: list[int] = order.tolist()
    cursor = iter(remaining)
    for kind, hours in (("central", central), ("online", online)):
        half_days = math.ceil(hours / rule.hours_per_half_day)
        while half_days > 0:
            reserved = next(cursor, None)
            if reserved is None:
                return
            size = min(2, half_days)
            half_days -= size
            yield TrainingDay(
                inspector=person.id, day=days.date_of(reserved), half_days=size, kind=kind
            )


def _session_days(days: Horizon, session: TrainingSession) -> DayMask:
    return days.span(session.start, session.end) & days.working
