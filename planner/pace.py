"""How densely one person works: the limits that look at days in a row, while visits are placed."""

from collections import Counter

import numpy as np

from models.inspector import Inspector
from models.problem import Problem
from planner.demand import Request
from planner.horizon import Horizon
from planner.rules import consecutive, engagement
from planner.rules.workload import rolling_limits


class Pace:
    """The days of work of one person so far, engagements included."""

    def __init__(self, problem: Problem, days: Horizon, person: Inspector) -> None:
        self._rolling = rolling_limits(problem, person)
        self._in_a_row = consecutive.limit(problem, person)
        self._started = engagement.started(problem, days, person.id)
        engaged = np.flatnonzero(engagement.slots(problem, days, person.id)) // 2
        self._worked = Counter[int](engaged.tolist())

    def allows(self, request: Request, day: int) -> bool:
        """Whether the person may make this visit too, from that day on."""
        return self._keeps_rolling(request, day) and self._rests(request, day)

    def write(self, request: Request, day: int) -> None:
        """The person makes this visit."""
        self._started[day] += request.half_days
        self._worked.update(range(day, day + request.length))

    def erase(self, request: Request, day: int) -> None:
        """The person does not make this visit after all."""
        self._started[day] -= request.half_days
        self._worked.subtract(range(day, day + request.length))

    def _keeps_rolling(self, request: Request, day: int) -> bool:
        return all(
            sum(self._started[d] for d in range(first, first + days)) + request.half_days <= most
            for days, most in self._rolling.items()
            for first in range(max(0, day - days + 1), day + 1)
        )

    def _rests(self, request: Request, day: int) -> bool:
        if self._in_a_row is None:
            return True
        first, last = day, day + request.length - 1
        while self._worked[first - 1]:
            first -= 1
        while self._worked[last + 1]:
            last += 1
        return last - first < self._in_a_row
