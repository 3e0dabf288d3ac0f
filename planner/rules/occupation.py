"""Nobody is in two places at once, or at work on leave, in training or without certificate."""

from typing import cast

import numpy as np
from ortools.sat.python import cp_model

from models.programme import Per
from planner.demand import Request
from planner.horizon import DayMask, stretches
from planner.model import VisitModel


def add(built: VisitModel) -> None:
    """The visits of a person and the slots in which he or she is not free do not overlap."""
    for person, requests in built.people().items():
        if requests:
            _keep_apart(built, person, requests)


def add_counting(built: VisitModel) -> None:
    """As `add` for the visits of teams; visits made alone only have to find room in their month.

    A relaxation, but for visits of several days that go on into another month.
    """
    for person, requests in built.people().items():
        of_teams = [r for r in requests if not r.team.responsible]
        if not of_teams:
            continue
        _keep_apart(built, person, of_teams)
        if len(of_teams) < len(requests):
            room = _room_in_months(built, person, requests)
            for month, load in built.load_in(person, requests, Per.MONTH).items():
                built.model.add(cast(cp_model.BoundedLinearExpression, load <= room[month]))


def add_relaxed(built: VisitModel) -> None:
    """What holds whatever the days: visits fill no more than the free time they can lie in.

    Counted for each month over the visits that must lie in it, and over all visits of the year.
    """
    for person, requests in built.people().items():
        by_month: dict[int, list[Request]] = {}
        for request in requests:
            month = built.fixed_period(request, Per.MONTH)
            if month is not None and request.length == 1:
                by_month.setdefault(month, []).append(request)
        for group in (*by_month.values(), requests):
            room = _free_slots(built, person, group)
            if sum(r.half_days for r in group) > room:
                terms = [r.half_days * built.member[r.id, person] for r in group]
                built.model.add(sum(terms) <= room)


def _keep_apart(built: VisitModel, person: str, requests: list[Request]) -> None:
    intervals = [
        built.interval(r, built.member[r.id, person], f"{person} at {r.id}") for r in requests
    ]
    built.model.add_no_overlap([*intervals, *unfree(built, person)])


def unfree(built: VisitModel, person: str) -> list[cp_model.IntervalVar]:
    """The slots in which the person is not free, as fixed intervals."""
    free = built.case.presence.free[person]
    return [_interval(built.model, start, end) for start, end in stretches(~free)]


def _room_in_months(built: VisitModel, person: str, requests: list[Request]) -> list[int]:
    """Free half-days of the person in each month on the days that the requests may touch."""
    free = built.case.presence.free[person].reshape(-1, 2).sum(axis=1)
    touched = _touched(built, requests)
    months = built.case.days.month[touched]
    return [int(n) for n in np.bincount(months, weights=free[touched], minlength=12)]


def _free_slots(built: VisitModel, person: str, requests: list[Request]) -> int:
    """Free half-days of the person on the days that the requests may touch."""
    touched = np.repeat(_touched(built, requests), 2)
    return int(np.count_nonzero(built.case.presence.free[person] & touched))


def _touched(built: VisitModel, requests: list[Request]) -> DayMask:
    """Days on which some of the requests may lie."""
    touched = np.zeros(built.case.days.length, dtype=np.bool_)
    for request in requests:
        days = np.array(request.days, dtype=np.int64)
        for offset in range(request.length):
            touched[days + offset] = True
    return touched


def _interval(model: cp_model.CpModel, start: int, end: int) -> cp_model.IntervalVar:
    return model.new_fixed_size_interval_var(start, end - start, "not free")
