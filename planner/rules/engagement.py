"""What visits of other offices take from people and leave to targets.

Source: docs/semantics.md, Engagements; `nm.3`, `nm.8b`, `hn.7b`, `my.4.5`.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.plan import Half
from models.policy import Cap
from models.problem import Problem
from models.programme import Per, ProgrammeKind
from planner.horizon import DayMask, Horizon


def slots(problem: Problem, days: Horizon, person: str) -> NDArray[np.bool_]:
    """The half-days for which somebody is engaged."""
    taken = np.zeros(2 * days.length, dtype=np.bool_)
    for one in problem.engagements_by_inspector.get(person, ()):
        first = 2 * days.day(one.start) + (one.half is Half.PM)
        taken[first : first + one.half_days] = True
    return taken


def started(problem: Problem, days: Horizon, person: str) -> Counter[int]:
    """For each day the half-days of the person's engagements that begin on it."""
    return _counted(
        (days.day(one.start), one.half_days)
        for one in problem.engagements_by_inspector.get(person, ())
    )


def half_days_in(problem: Problem, days: Horizon, person: str, per: Per) -> Counter[int]:
    """For each period the half-days of the person's engagements whose first day lies in it."""
    period = days.period(per)
    return _counted(
        (int(period[day]), half_days)
        for day, half_days in started(problem, days, person).items()
        if period[day] >= 0
    )


def visits_in(problem: Problem, days: Horizon, target: str, cap: Cap) -> Counter[int]:
    """For each of the cap's periods the visits of other offices that count."""
    period = days.period(cap.per)
    firsts = [first for first, _ in stays(problem, days, target, cap.kinds)]
    return _counted((int(period[first]), 1) for first in firsts if period[first] >= 0)


def stays(
    problem: Problem, days: Horizon, target: str, kinds: Iterable[ProgrammeKind]
) -> list[tuple[int, int]]:
    """First and last day of other offices' visits of these kinds to a target."""
    return [
        (days.day(one.start), days.day(one.end))
        for one in problem.engagements_by_target.get(target, ())
        if one.kind in kinds
    ]


def clear_days(
    problem: Problem, days: Horizon, target: str, kind: ProgrammeKind, length: int
) -> DayMask:
    """First days on which caps and gaps admit a visit of so many days beside other offices'."""
    clear = np.ones(days.length, dtype=np.bool_)
    if target not in problem.engagements_by_target:
        return clear
    for gap in problem.policy.gaps:
        if kind in gap.kinds:
            for first, last in stays(problem, days, target, gap.kinds):
                clear[max(0, first - length - gap.least_days + 2) : last + gap.least_days] = False
    for cap in problem.policy.caps:
        if kind in cap.kinds:
            there = visits_in(problem, days, target, cap)
            full = [number for number, visits in there.items() if visits >= cap.at_most]
            clear &= ~np.isin(days.period(cap.per), full)
    return clear


def _counted(pairs: Iterable[tuple[int, int]]) -> Counter[int]:
    table = Counter[int]()
    for number, weight in pairs:
        table[number] += weight
    return table
