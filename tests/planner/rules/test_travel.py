"""Nobody travels farther than the limit, or where no way leads."""

import pytest

from models.travel import Distance, Travel
from planner.rules import travel
from planner.travel import travel_table
from tests.planner import hamlet


@pytest.mark.parametrize(
    ("limit", "out", "back", "allowed"),
    [
        (None, 500, 500, True),
        (20, 20, 20, True),
        (20, 20.01, 20, False),
        (20, 20, 99, True),  # the way out counts
        (0, 0, 0, True),
        (0, 0.1, 0.1, False),
    ],
)
def test_limit(limit: float | None, out: float, back: float, allowed: bool) -> None:
    problem = hamlet.problem(
        inspectors=(hamlet.person(max_travel_km=limit),),
        travel=Travel(
            distances=(
                Distance(start="p1", end="s1", km=out),
                Distance(start="s1", end="p1", km=back),
            )
        ),
    )
    table = travel_table(problem)
    assert travel.permits(table, problem.inspectors[0], problem.targets[0]) is allowed
    assert hamlet.case(problem).candidates["visit-s1"] == (("p1",) if allowed else ())


@pytest.mark.parametrize("limit", [None, 1000])
def test_no_way(limit: float | None) -> None:
    problem = hamlet.problem(
        inspectors=(hamlet.person("p1"), hamlet.person("p2", max_travel_km=limit)),
        travel=Travel(distances=(Distance(start="p1", end="s1", km=3),)),
    )
    assert hamlet.case(problem).candidates["visit-s1"] == ("p1",)
