"""Pieces of a problem are replaced, wherever they lie, and nothing old stays behind."""

import pytest
from pydantic import ValidationError

from planner.explain.edit import Edit, edited
from tests.planner import hamlet


def test_an_item_goes_and_so_do_the_indices_made_of_it() -> None:
    leave = hamlet.leave("p1", "03-01")
    problem = hamlet.problem(leave=(leave, hamlet.leave("p1", "03-02")))
    assert len(problem.leave_by_inspector["p1"]) == 2
    fewer = edited(problem, [Edit(("leave", leave))])
    assert fewer.leave == (hamlet.leave("p1", "03-02"),)
    assert len(fewer.leave_by_inspector["p1"]) == 1
    assert len(problem.leave) == 2


def test_several_pieces_at_once() -> None:
    problem = hamlet.problem(inspectors=hamlet.people(2, days_per_month=3))
    changed = edited(
        problem,
        [
            Edit(("inspectors", "p1", "days_per_month"), None),
            Edit(("inspectors", "p2", "grade"), 4),
            Edit(("programmes", "visit", "team", "size"), 2),
            Edit(("programmes", "visit", "team", "size"), lambda team: team["size"] + 1),
            Edit(("inspectors",), lambda all_: (*all_["inspectors"], hamlet.person("p3"))),
        ],
    )
    assert [i.days_per_month for i in changed.inspectors] == [None, 3, None]
    assert [i.grade for i in changed.inspectors] == [1, 4, 1]
    assert changed.programmes[0].team.size == 3


def test_what_contradicts_the_types_is_refused() -> None:
    with pytest.raises(ValidationError):
        edited(hamlet.problem(), [Edit(("inspectors", "p1", "grade"), 9)])
