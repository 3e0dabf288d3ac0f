"""What somebody does to a finished plan, forgetting everything else, gives one finding."""

import pytest

from tests.planner.audit import tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


@pytest.mark.parametrize(
    ("start", "code", "clause"),
    [
        ("06-10", "windows.window", "full"),
        ("03-04", "windows.window", "full"),
        ("03-15", "days.weekend", "days"),
    ],
)
def test_a_wrong_date(start: str, code: str, clause: str) -> None:
    only(PROBLEM, tiny.with_visit("v2", start=day(start)), code, clause)


def test_one_more_member() -> None:
    only(PROBLEM, tiny.with_visit("v1", team=("a", "b", "e")), "team.size", "team")


def test_a_member_with_an_interest() -> None:
    problem = tiny.problem(leave=())
    only(problem, tiny.with_visit("v1", team=("a", "d")), "recusal.relative", "recusal")


def test_a_member_on_leave() -> None:
    only(PROBLEM, tiny.with_visit("v3", team=("a", "d")), "leave.visit", "people")


def test_a_certificate_that_has_run_out() -> None:
    problem = tiny.with_person("c", certificate_until=day("03-31"))
    only(problem, PLAN, "certificate.dates", "certificate")


def test_one_school_too_many() -> None:
    zoning = tiny.POLICY.zoning.model_copy(update={"at_most": 2})
    zones = (
        tiny.Zone(inspector="a", targets=("s1", "s3", "s4"), travel_km=40),
        tiny.Zone(inspector="b", targets=(), travel_km=20),
        tiny.ZONES[2],
    )
    visits = tuple(
        v.model_copy(update={"team": ("a",), "lead": "a"}) if v.id in {"r4", "r8"} else v
        for v in tiny.VISITS
    )
    plan = tiny.plan(zones=zones, visits=visits)
    only(tiny.with_policy(zoning=zoning), plan, "capacity.total", "capacity")
