"""Training days stay where they are; hours that lost their day get another one."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from models.inspector import Inspector
from models.plan import TrainingDay, Visit
from models.problem import Problem
from planner.horizon import DayMask, Horizon
from planner.replan.facts import Facts
from planner.rules import engagement, leave
from planner.rules.training import training_days


def training_kept(
    problem: Problem, days: Horizon, old: tuple[TrainingDay, ...] | None, facts: Facts
) -> tuple[TrainingDay, ...]:
    """All training of the year: what was planned as far as it can be, then the hours still due.

    New days are free of the person's planned visits, and those cost no inspection come first.

    Source: `nm.16b`, `my.4.3`; docs/semantics.md, Training and Replanning.
    """
    anew = training_days(problem, days)
    if old is None:
        return anew
    sessions = [one for one in anew if one.session]
    planned = [one for one in old if not one.session]
    visits_of: dict[str, list[Visit]] = defaultdict(list)
    for visit in (*facts.done, *facts.open):
        for member in visit.team:
            visits_of[member].append(visit)
    return tuple(
        day
        for person in problem.inspectors
        for day in _of_person(
            problem,
            days,
            person,
            [one for one in sessions if one.inspector == person.id],
            [one for one in planned if one.inspector == person.id],
            visits_of[person.id],
            days.day(facts.since),
        )
    )


def _of_person(
    problem: Problem,
    days: Horizon,
    person: Inspector,
    sessions: list[TrainingDay],
    planned: list[TrainingDay],
    visits: list[Visit],
    first: int,
) -> Iterator[TrainingDay]:
    taken = np.zeros(days.length, dtype=np.bool_)
    taken[[days.day(one.day) for one in sessions]] = True
    possible = days.working & leave.workable(problem, days, person) & ~taken
    engaged = engagement.slots(problem, days, person.id).reshape(-1, 2).any(axis=1)
    kept = [one for one in planned if _stays(days, one, possible & ~engaged, first)]
    yield from sessions
    yield from kept
    rule = problem.policy.training
    if not rule.required_of.matches(person):
        return
    busy = _touched(days, visits)
    busy[[days.day(one.day) for one in kept]] = True
    free = possible & ~engaged & ~busy
    free[:first] = False
    order = [*np.flatnonzero(free & (days.term < 0))[::-1]]
    order += [*np.flatnonzero(free & (days.term >= 0))[::-1]]
    cursor = iter(int(day) for day in order)
    given = Counter[str]()
    for one in kept:
        given[one.kind] += one.half_days
    central = rule.central_hours if person.training_due_hours is None else person.training_due_hours
    online = rule.online_hours if person.online_due_hours is None else person.online_due_hours
    hours = sum(s.hours for s in problem.calendar.training if s.audience.matches(person))
    for kind, due in (("central", central - hours), ("online", online)):
        left = math.ceil(max(0, due) / rule.hours_per_half_day) - given[kind]
        while left > 0 and (day := next(cursor, None)) is not None:
            yield TrainingDay(
                inspector=person.id, day=days.date_of(day), half_days=min(2, left), kind=kind
            )
            left -= 2


def _stays(days: Horizon, one: TrainingDay, possible: DayMask, first: int) -> bool:
    day = days.day(one.day)
    return day < first or bool(possible[day])


def _touched(days: Horizon, visits: Iterable[Visit]) -> DayMask:
    touched = np.zeros(days.length, dtype=np.bool_)
    for visit in visits:
        touched |= days.span(visit.start, visit.end)
    return touched
