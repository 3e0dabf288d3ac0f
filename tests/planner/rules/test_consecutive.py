"""So many calendar days of inspection in a row, then a day without."""

from itertools import product

import pytest
from ortools.sat.python import cp_model

from models.inspector import Employment, InspectorFilter
from models.policy import Consecutive
from models.problem import Problem
from planner.rules import consecutive
from tests.planner import hamlet
from tests.planner.hamlet import at

FULL = InspectorFilter(employment=(Employment.FULL_TIME,))


def _problem(at_most_days: int, *, half_days: int = 2, **values: object) -> Problem:
    rule = Consecutive(clause="c", people=FULL, at_most_days=at_most_days)
    return hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, 6)),
        programmes=(hamlet.programme(half_days=half_days),),
        policy=hamlet.policy(consecutive=(rule,)),
        **values,
    )


def _allowed(of: Problem, *days: str) -> bool:
    placed = {f"visit_s{n}": at("p1", when) for n, when in enumerate(days, 1)}
    return hamlet.allows(consecutive, of, **placed)


@pytest.mark.parametrize(
    ("most", "days", "allowed"),
    [
        (2, ("03-01", "03-02", "03-03"), False),
        (2, ("03-01", "03-02", "03-04"), True),
        (2, ("03-01", "03-02", "03-04", "03-05"), True),
        (2, ("03-01", "03-03", "03-04", "03-05"), False),
        (2, ("03-04", "03-05", "03-08", "03-09"), True),  # the weekend parts them
        (1, ("03-01", "03-03", "03-05"), True),
        (1, ("03-01", "03-02"), False),
        (4, ("03-01", "03-02", "03-03", "03-04", "03-05"), False),
        (5, ("03-01", "03-02", "03-03", "03-04", "03-05"), True),
    ],
)
def test_days_in_a_row(most: int, days: tuple[str, ...], allowed: bool) -> None:
    assert _allowed(_problem(most), *days) is allowed


def test_all_days_of_a_long_visit_count() -> None:
    assert _allowed(_problem(2, half_days=3), "03-01", "03-04")
    assert not _allowed(_problem(2, half_days=3), "03-01", "03-03")
    assert not _allowed(_problem(2, half_days=5), "03-01")


def test_leave_is_rest_and_others_are_free() -> None:
    assert _allowed(_problem(2, leave=(hamlet.leave("p1", "03-03"),)), "03-01", "03-02", "03-04")
    part = hamlet.person(employment=Employment.PART_TIME)
    assert _allowed(_problem(1, inspectors=(part,)), "03-01", "03-02", "03-03")


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("length", range(1, 10))
def test_rests_allow_exactly_the_work_that_is_short_enough(length: int, most: int) -> None:
    """Every pattern of days worked: the rests fit round it just when no run is too long."""
    for worked in product((False, True), repeat=length):
        model = cp_model.CpModel()
        work = [
            model.new_fixed_size_interval_var(2 * d, 2, "work") for d in range(length) if worked[d]
        ]
        model.add_no_overlap([*work, *consecutive._rests(model, 0, length - 1, most)])
        longest = max(len(run) for run in "".join("x" if w else " " for w in worked).split(" "))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert (solver.solve(model) == cp_model.OPTIMAL) is (longest <= most)
