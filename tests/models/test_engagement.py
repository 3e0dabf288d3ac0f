"""What an engagement may say, alone and as part of a problem."""

from datetime import date

import pytest
from pydantic import ValidationError

from models.base import rebuilt
from models.engagement import Engagement
from models.plan import Half
from models.programme import ProgrammeKind
from tests.scenarios.data.sample import sample


def engagement(**changes: object) -> Engagement:
    values: dict[str, object] = {
        "id": "E",
        "office": "省",
        "target": "S001",
        "kind": ProgrammeKind.SPECIAL,
        "start": date(2026, 5, 12),
        "half_days": 1,
        **changes,
    }
    return Engagement.model_validate(values)


@pytest.mark.parametrize(("half_days", "last"), [(1, 12), (2, 12), (3, 13), (4, 13), (5, 14)])
def test_end(half_days: int, last: int) -> None:
    assert engagement(half_days=half_days).end == date(2026, 5, last)


@pytest.mark.parametrize(
    "change",
    [{"half": Half.PM, "half_days": 2}, {"team": ("P01", "P01")}, {"half_days": 0}],
)
def test_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        engagement(**change)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": "S9"}, "E names somebody unknown"),
        ({"team": ("P9",)}, "E names somebody unknown"),
        ({"start": date(2025, 12, 31)}, "E does not start in 2026"),
    ],
)
def test_must_fit_the_problem(change: dict[str, object], message: str) -> None:
    problem = sample()
    with pytest.raises(ValidationError, match=message):
        rebuilt(problem, engagements=(engagement(**change),))


def test_by_whom_and_where() -> None:
    problem = sample()
    assert [e.id for e in problem.engagements_by_inspector["P02"]] == ["E3"]
    assert [e.id for e in problem.engagements_by_target["S002"]] == ["E2"]
    assert "" not in problem.engagements_by_target
