"""The evenest weeks, checked by trying every choice of weeks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from models.programme import ProgrammeKind, TeamRule
from planner.demand import Request
from planner.horizon import horizon
from planner.spread import even_weeks, least_spread
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


def _squares(choice: Iterable[int]) -> int:
    return sum(n * n for n in Counter(choice).values())


@pytest.mark.parametrize("seed", range(30))
def test_same_as_trying_every_choice(seed: int) -> None:
    draw = Random(seed)
    weeks = [sorted(draw.sample(range(4), draw.randint(1, 3))) for _ in range(draw.randint(1, 6))]
    found = even_weeks(DAYS, [_request(f"r{n}", own) for n, own in enumerate(weeks)])
    assert found.squares == min(_squares(choice) for choice in product(*weeks))
    assert sum(n * n for n in found.visits_in_week.values()) == found.squares
    assert sum(found.visits_in_week.values()) == len(weeks)
    every = {DAYS.week[4 + 7 * w] for own in weeks for w in own}
    assert set(found.visits_in_week) == every


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("narrow", [False, True])
def test_least_with_visits_left_out_is_that_of_trying_all_of_them(seed: int, narrow: bool) -> None:
    draw = Random(seed)
    requests = [
        replace(
            _request(f"r{n}", sorted(draw.sample(range(4), draw.randint(1, 3)))),
            weight=draw.randint(1, 4),
            mandatory=draw.random() < 0.5,
        )
        for n in range(draw.randint(1, 6))
    ]
    spare = (draw.randint(0, 5), draw.randint(0, 5))
    loose = {r.id for r in requests if draw.random() < 0.5} if narrow else {r.id for r in requests}
    best = 10**9
    for left_out in product((False, True), repeat=len(requests)):
        out = [r for r, is_out in zip(requests, left_out, strict=True) if is_out]
        kept = [r for r in requests if r not in out]
        weights = [sum(r.weight for r in out if r.mandatory is kind) for kind in (True, False)]
        within = all(w <= s for w, s in zip(weights, spare, strict=True))
        if within and {r.id for r in out} <= loose:
            weeks = [{int(DAYS.week[d]) for d in r.days} for r in kept]
            best = min(best, *(_squares(choice) for choice in product(*weeks)))
    assert least_spread(DAYS, requests, spare, loose if narrow else None) == best


def test_visits_without_days_use_up_the_weight_left_out() -> None:
    requests = [_request("none", []), _request("one", [1]), _request("two", [1])]
    assert least_spread(DAYS, requests, (1, 0)) == 4
    assert least_spread(DAYS, requests, (2, 0)) == 1


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
