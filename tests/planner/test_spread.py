"""The evenest weeks, checked by trying every choice of weeks."""

from collections import Counter
from itertools import combinations, product
from random import Random

import pytest

from models.programme import ProgrammeKind, TeamRule
from planner.demand import Request
from planner.horizon import horizon
from planner.spread import even_weeks
from tests.planner import hamlet

DAYS = horizon(hamlet.problem())


def _request(name: str, weeks: list[int], *, responsible: bool = False) -> Request:
    """A visit that may start on the Tuesday or Wednesday of these weeks of the year."""
    first = [4 + 7 * w for w in weeks]
    return Request(
        id=name,
        target=name,
        programmes=("p",),
        kind=ProgrammeKind.SPECIAL,
        half_days=2,
        days=tuple(d for f in first for d in (f, f + 1)),
        team=TeamRule(responsible=responsible),
        mandatory=True,
        weight=1,
    )


def _least(weeks: list[list[int]], absent: int) -> int:
    kept = combinations(weeks, max(0, len(weeks) - absent))
    return min(
        sum(n * n for n in Counter(choice).values()) for some in kept for choice in product(*some)
    )


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("absent", [0, 1, 3])
def test_same_as_trying_every_choice(seed: int, absent: int) -> None:
    draw = Random(seed)
    weeks = [sorted(draw.sample(range(4), draw.randint(1, 3))) for _ in range(draw.randint(1, 6))]
    found = even_weeks(DAYS, [_request(f"r{n}", own) for n, own in enumerate(weeks)], absent)
    assert found.squares == _least(weeks, absent)
    assert sum(n * n for n in found.visits_in_week.values()) == found.squares
    assert sum(found.visits_in_week.values()) == max(0, len(weeks) - absent)
    every = {DAYS.week[4 + 7 * w] for own in weeks for w in own}
    assert set(found.visits_in_week) == every


def test_known_on_paper() -> None:
    five = [_request(f"r{n}", [1, 2]) for n in range(5)]
    found = even_weeks(DAYS, five)
    assert found.squares == 13  # 3 and 2
    assert sorted(found.visits_in_week.values()) == [2, 3]


def test_windows_bind() -> None:
    visits = [_request(f"r{n}", [1]) for n in range(3)] + [_request("free", [1, 2, 3])]
    assert even_weeks(DAYS, visits).squares == 10


def test_visits_of_responsible_inspectors_and_without_days_do_not_count() -> None:
    regular = [_request(f"r{n}", [1], responsible=True) for n in range(4)]
    assert even_weeks(DAYS, [*regular, _request("none", []), _request("one", [1])]).squares == 1
    assert even_weeks(DAYS, regular).squares == 0
    assert even_weeks(DAYS, []).visits_in_week == {}


def test_all_absent() -> None:
    found = even_weeks(DAYS, [_request("r", [1])], absent=1)
    assert (found.squares, set(found.visits_in_week.values())) == (0, {0})
