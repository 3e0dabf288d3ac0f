"""Nobody inspects on leave."""

import numpy as np

from models.inspector import Inspector
from models.problem import Problem
from planner.horizon import DayMask, Horizon


def workable(problem: Problem, days: Horizon, inspector: Inspector) -> DayMask:
    """Days without leave."""
    mask = np.ones(days.length, dtype=np.bool_)
    for leave in problem.leave_by_inspector.get(inspector.id, ()):
        mask &= ~days.span(leave.start, leave.end)
    return mask
