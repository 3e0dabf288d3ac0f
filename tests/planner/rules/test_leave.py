"""Nobody inspects on leave."""

from datetime import date

import numpy as np

from models.inspector import Leave
from planner.horizon import horizon
from planner.rules import leave
from tests.planner import hamlet
from tests.planner.hamlet import index


def test_days_of_leave() -> None:
    problem = hamlet.problem(
        inspectors=hamlet.people(2),
        leave=(
            hamlet.leave("p1", "03-02", "03-03"),
            hamlet.leave("p1", "03-03", "03-05"),
            Leave(inspector="p1", start=date(2026, 12, 1), end=date(2027, 1, 1)),
            hamlet.leave("p2", "07-01"),
        ),
    )
    year = horizon(problem)
    masks = [leave.workable(problem, year, p) for p in problem.inspectors]
    away = [index(d) for d in ("01-01", "03-02", "03-03", "03-04", "03-05")]
    assert np.flatnonzero(~masks[0]).tolist() == away
    assert np.flatnonzero(~masks[1]).tolist() == [index("07-01")]
