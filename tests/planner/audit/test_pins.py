"""Pins beside the tiny plan: each is kept, or broken in one way."""

import pytest

from models.pin import Pin
from models.plan import Half
from models.problem import Problem
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, day


def pinned(visit: str, start: str = "", **values: object) -> Problem:
    dated = {"start": day(start)} if start else {}
    pin = Pin.model_validate({"visit": visit, **dated, **values})
    return tiny.problem(pins=(pin,))


@pytest.mark.parametrize(
    "problem",
    [
        pinned("v1", "03-11", team=("b", "a")),
        pinned("r3", "05-13", half=Half.PM),
        pinned("v3", "03-25"),
        # an office's own ids: what the planner would call these visits
        pinned("full-s1", "03-11"),
        pinned("leaving-s4", "04-08", team=("b", "c")),
        pinned("regular-s1-02", "10-14", half=Half.AM),
        pinned("regular-s3-01", team=("a",)),
    ],
)
def test_kept(problem: Problem) -> None:
    assert judged.findings(problem, PLAN) == ()


@pytest.mark.parametrize(
    ("problem", "code", "visit"),
    [
        (pinned("v1", "03-12"), "pins.start", "v1"),
        (pinned("r3", "05-13", half=Half.AM), "pins.half_am", "r3"),
        (pinned("r1", "05-13", half=Half.PM), "pins.half_pm", "r1"),
        (pinned("v1", team=("a", "c")), "pins.team", "v1"),
        (pinned("leaving-s4", "04-09"), "pins.start", "v4"),
        (pinned("regular-s1-02", "05-13"), "pins.start", "r5"),
    ],
)
def test_broken(problem: Problem, code: str, visit: str) -> None:
    (found,) = only(problem, PLAN, code, "people", 1)
    assert found.visits == (visit,)


def test_day_and_team_are_two_findings() -> None:
    problem = pinned("v1", "03-12", team=("a", "c"))
    codes = [f.text.code for f in judged.findings(problem, PLAN)]
    assert codes == ["audit.pins.start", "audit.pins.team"]


def test_a_missing_visit_is_told_once() -> None:
    """Coverage tells of mandatory ones; of an optional one only its pin does."""
    without = PLAN.model_copy(
        update={"visits": tuple(v for v in PLAN.visits if v.id != "r8"), "trips": None}
    )
    found = judged.findings(pinned("regular-s4-02", "10-16"), without)
    assert [f.rule for f in found] == ["coverage"]
    found = judged.findings(pinned("extra-s1", "06-10"), PLAN)
    assert [(f.rule, f.targets) for f in found] == [("pins", ("s1",))]
