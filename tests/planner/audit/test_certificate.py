from datetime import date

import pytest

from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


@pytest.mark.parametrize(
    ("dates", "visits"),
    [
        ({"certificate_until": day("10-14")}, ("r8",)),
        ({"certificate_until": day("03-25")}, ("v3", "v4", "r4", "r8")),
        ({"certificate_from": day("03-12")}, ("v1",)),
        ({"certificate_until": None, "certificate_from": day("03-12")}, ("v1",)),
        ({"certificate_from": None, "certificate_until": day("10-14")}, ("r8",)),
    ],
)
def test_a_certificate_that_is_not_valid_on_the_day(
    dates: dict[str, date | None], visits: tuple[str, ...]
) -> None:
    found = only(tiny.with_person("b", **dates), PLAN, "certificate.dates", "certificate")
    assert found[0].visits == visits


def test_no_certificate_at_all() -> None:
    nobody = tiny.with_person("c", certificate_from=None, certificate_until=None)
    found = only(nobody, PLAN, "certificate.none", "certificate")
    assert found[0].inspectors == ("c",)


@pytest.mark.parametrize(("hours", "number"), [(39, 1), (40, 0), (None, 0)])
def test_hours_before_the_first_certificate(hours: int | None, number: int) -> None:
    problem = tiny.with_person("c", preservice_hours=hours)
    only(problem, PLAN, "certificate.hours", "certificate", number)


@pytest.mark.parametrize(("until", "number"), [(date(2024, 12, 31), 1), (date(2025, 1, 1), 0)])
def test_a_zone_without_a_certificate_in_the_year(until: date, number: int) -> None:
    problem = tiny.with_person("b", certificate_until=until)
    plan = tiny.plan(visits=(), milestones=None)
    found = [f for f in judged.findings(problem, plan) if f.rule != "coverage"]
    assert [f.text.code for f in found] == ["audit.certificate.zone"] * number


def test_experts_need_none() -> None:
    plan = tiny.with_visit("v1", team=("a", "e"), cost_yuan=640)
    assert judged.findings(PROBLEM, plan) == ()


def test_first_and_last_day_of_a_certificate_count() -> None:
    problem = tiny.with_person("b", certificate_from=day("03-11"), certificate_until=day("10-16"))
    assert judged.findings(problem, PLAN) == ()


@pytest.mark.parametrize(("start", "number"), [(date(2026, 1, 1), 1), (date(2025, 12, 31), 0)])
def test_a_zone_with_a_certificate_from_the_end_of_the_year(start: date, number: int) -> None:
    problem = tiny.with_person("b", certificate_from=start)
    plan = tiny.plan(visits=(), milestones=None)
    found = [f for f in judged.findings(problem, plan) if f.rule != "coverage"]
    assert [f.text.code for f in found] == ["audit.certificate.zone"] * number
