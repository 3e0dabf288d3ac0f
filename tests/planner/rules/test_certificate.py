"""Nobody works without a valid certificate."""

from datetime import date

import numpy as np
import pytest

from models.inspector import Employment, InspectorFilter
from models.policy import Certificate
from planner.horizon import horizon
from planner.rules import certificate
from tests.planner import hamlet
from tests.planner.hamlet import day
from tests.planner.village import FULL


def _days(**values: object) -> int:
    """Number of days in the year on which a full-timer may work."""
    problem = hamlet.problem(
        inspectors=(hamlet.person(**values),),
        policy=hamlet.policy(
            certificate=Certificate(clause="c", required_of=FULL, preservice_hours=40)
        ),
    )
    mask = certificate.workable(problem, horizon(problem), problem.inspectors[0])
    return int(np.count_nonzero(mask))


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({}, 365),
        ({"certificate_from": day("01-02"), "certificate_until": day("01-05")}, 4),
        ({"certificate_from": date(2026, 1, 1), "certificate_until": day("01-05")}, 5),
        ({"certificate_from": day("12-30"), "certificate_until": date(2030, 1, 1)}, 2),
        ({"certificate_from": date(2020, 1, 1), "certificate_until": date(2026, 12, 31)}, 0),
        ({"certificate_from": date(2028, 1, 1)}, 0),
        ({"certificate_from": None, "certificate_until": None}, 0),
        ({"certificate_from": None, "certificate_until": day("01-05")}, 5),
        ({"certificate_from": day("12-30"), "certificate_until": None}, 2),
        ({"preservice_hours": 40}, 365),
        ({"preservice_hours": 39}, 0),
        ({"preservice_hours": None}, 365),
        (
            {
                "certificate_from": None,
                "certificate_until": None,
                "preservice_hours": 0,
                "employment": Employment.PART_TIME,
            },
            365,
        ),
    ],
)
def test_days_with_certificate(values: dict[str, object], days: int) -> None:
    assert _days(**values) == days


@pytest.mark.parametrize(
    ("body", "until", "days"), [("centre", "03-31", 90), ("centre", None, 0), ("", None, 365)]
)
def test_third_parties_work_while_they_are_approved(
    body: str, until: str | None, days: int
) -> None:
    """`nm.7`: only members of third-party bodies need the approval, whatever else they need."""
    expert = hamlet.person(
        employment=Employment.EXPERT,
        third_party=body,
        certificate_from=None,
        certificate_until=None if until is None else day(until),
    )
    approval = Certificate(clause="c", required_of=InspectorFilter(third_party=True))
    rules = hamlet.policy(
        certificate=Certificate(clause="c", required_of=FULL), third_party=approval
    )
    problem = hamlet.problem(inspectors=(expert,), policy=rules)
    mask = certificate.workable(problem, horizon(problem), expert)
    assert int(np.count_nonzero(mask)) == days
