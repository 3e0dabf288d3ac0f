"""Nobody is in two places at once, or at work on leave, in training or without certificate."""

import numpy as np
from ortools.sat.python import cp_model

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


def _interval(model: cp_model.CpModel, start: int, end: int) -> cp_model.IntervalVar:
    return model.new_fixed_size_interval_var(start, end - start, "not free")


def _runs(mask: DayMask) -> list[tuple[int, int]]:
    """First and past-the-last index of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
