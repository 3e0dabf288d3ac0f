"""Nobody is in two places at once, or at work on leave, in training or without certificate."""

import numpy as np
from ortools.sat.python import cp_model

from models.programme import Per
from planner.demand import Request
from planner.horizon import DayMask
from planner.model import VisitModel


def add(built: VisitModel) -> None:
    """The visits of a person and the slots in which he or she is not free do not overlap."""
    for person, requests in built.people().items():
        if not requests:
            continue
        intervals = [
            built.interval(r, built.member[r.id, person], f"{person} at {r.id}") for r in requests
        ]
        free = built.case.presence.free[person]
        model = built.model
        model.add_no_overlap([*intervals, *(_interval(model, s, e) for s, e in _runs(~free))])


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


def _free_slots(built: VisitModel, person: str, requests: list[Request]) -> int:
    """Free half-days of the person on the days that the requests may touch."""
    touched = np.zeros(built.case.days.length, dtype=np.bool_)
    for request in requests:
        days = np.array(request.days, dtype=np.int64)
        for offset in range(request.length):
            touched[days + offset] = True
    return int(np.count_nonzero(built.case.presence.free[person] & np.repeat(touched, 2)))


def _interval(model: cp_model.CpModel, start: int, end: int) -> cp_model.IntervalVar:
    return model.new_fixed_size_interval_var(start, end - start, "not free")


def _runs(mask: DayMask) -> list[tuple[int, int]]:
    """First and past-the-last index of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
