"""Lotteries: the published figures, ten thousand draws, pairs, and quotas that cannot be kept."""

import csv
import math
from collections import Counter
from dataclasses import replace as changed
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from ortools.math_opt.python import mathopt

from models.draw import Lottery, Quota, Status
from planner.draw.conflict import least_relaxation, smallest_conflict
from planner.draw.drawing import outcome_of
from planner.draw.lottery import ImpossibleQuotasError, lottery_of
from planner.draw.seed import seed_of
from planner.draw.space import Limit, Space
from planner.draw.verifier import broken_quotas
from tests.planner.draw.county import RULED, committed, plain

SHARED = Path(__file__).parents[4] / "shared" / "data" / "draw"


def _space(sizes: tuple[int, ...], *limits: Limit, **more: object) -> Space:
    members = tuple(tuple(f"t{t}m{m}" for m in range(n)) for t, n in enumerate(sizes))
    return Space(members, (1,) * len(sizes), limits, **more)  # type: ignore[arg-type]


def _best_least(space: Space) -> float:
    """The greatest least chance over all lotteries, by listing every outcome."""
    outcomes = [
        counts
        for counts in product(*(range(n + 1) for n in space.sizes))
        if all(li.least <= sum(counts[t] for t in li.types) <= li.most for li in space.limits)
        and all(counts[a] + counts[b] <= 1 for a, b in space.apart)
    ]
    model = mathopt.Model()
    shares = [model.add_variable(lb=0) for _ in outcomes]
    least = model.add_variable(lb=0)
    model.add_linear_constraint(sum(shares) == 1)
    for t, claim in enumerate(space.claims):
        expected = sum(o[t] * x for o, x in zip(outcomes, shares, strict=True) if o[t])
        model.add_linear_constraint(expected - claim * least >= 0)
    model.maximize(least)
    return mathopt.solve(model, mathopt.SolverType.GLOP).objective_value()


CROSSING = _space(
    (3, 2, 4, 2),
    Limit("size", (0, 1, 2, 3), 5, 5),
    Limit("a", (0, 1), 3, 4),
    Limit("b", (0, 2), 1, 3),
    Limit("c", (1, 2), 2, 3),
)


@pytest.mark.parametrize(
    "space",
    [
        CROSSING,
        changed(CROSSING, weights=(1, 3, 1, 2)),
        _space((1,) * 6, Limit("size", tuple(range(6)), 2, 2), apart=((0, 1), (1, 2), (0, 2))),
        # an odd cycle: the linear limits alone would allow a half each
        _space(
            (1,) * 5,
            Limit("size", tuple(range(5)), 1, 2),
            apart=((0, 1), (1, 2), (2, 3), (3, 4), (4, 0)),
        ),
    ],
)
def test_least_chance_is_the_greatest_of_all_lotteries(space: Space) -> None:
    lottery, certificate = lottery_of(space)
    expected = _best_least(space)
    assert float(Fraction(certificate.least)) == pytest.approx(expected, abs=2e-5)
    assert float(Fraction(certificate.bound)) == pytest.approx(expected, abs=2e-5)
    assert certificate.status is Status.LEXIMIN
    assert sum(tickets for tickets, _ in lottery.outcomes) == lottery.denominator


def test_beyond_what_linear_limits_know() -> None:
    """Three pairs of limits that no half-and-half outcome can round: the search settles it.

    Each two of three schools hold exactly one: linear limits allow a half each, no outcome does.
    """
    pairs = [Limit(n, t, 1, 1) for n, t in (("ab", (0, 1)), ("bc", (1, 2)), ("ac", (0, 2)))]
    with pytest.raises(ImpossibleQuotasError) as raised:
        lottery_of(_space((1, 1, 1), *pairs))
    assert set(raised.value.conflict) == {"ab", "bc", "ac"}


def test_certain_ones_are_explained() -> None:
    space = _space((1, 3, 4), Limit("size", (0, 1, 2), 3, 3), Limit("special", (0,), 1, 1))
    _, certificate = lottery_of(space)
    (found,) = certificate.certain
    assert (found.type, found.always, found.quotas) == (0, True, ("special",))


def test_never_drawn_is_explained() -> None:
    space = _space((3, 4), Limit("size", (0, 1), 2, 2), Limit("urban", (0,), 2, 3))
    lottery, certificate = lottery_of(space)
    assert [t.chance for t in lottery.types][1] == 0
    (found,) = certificate.certain
    assert (found.type, found.always) == (1, False)
    assert set(found.quotas) == {"size", "urban"}


def test_the_smallest_conflict_is_named_and_mended() -> None:
    """Three limits contradict each other, and so do two: the two are told."""
    space = _space(
        (4, 4, 4),
        Limit("size", (0, 1, 2), 5, 5),
        Limit("a", (0,), 2, 4),
        Limit("b", (1,), 2, 4),
        Limit("c", (2,), 2, 4),
        Limit("none of ab", (0, 1), 0, 3),
        Limit("most of a", (0,), 0, 1),
    )
    assert set(smallest_conflict(space)) == {"a", "most of a"}
    moves = least_relaxation(space)
    assert moves == {"a": -1}
    moved = tuple(
        Limit(
            n.name,
            n.types,
            n.least + min(0, moves.get(n.name, 0)),
            n.most + max(0, moves.get(n.name, 0)),
        )
        for n in space.limits
    )
    assert smallest_conflict(changed(space, limits=moved)) == ()


@pytest.mark.parametrize(("name", "number"), [("example_small_20", 20), ("example_large_200", 200)])
def test_published_leximin_of_public_instances(name: str, number: int) -> None:
    """Source: Flanigan and others 2021, Nature 596: LEXIMIN 10.0 % on both."""
    folder = SHARED / name
    if not folder.exists():
        pytest.skip(f"no {folder}")
    with (folder / "respondents.csv").open() as file:
        people = list(csv.DictReader(file))
    types = Counter((p["gender"], p["leaning"]) for p in people)
    limits = [Limit("size", tuple(range(len(types))), number, number)]
    with (folder / "categories.csv").open() as file:
        for c in csv.DictReader(file):
            inside = tuple(t for t, key in enumerate(types) if c["feature"] in key)
            limits.append(Limit(c["feature"], inside, int(c["min"]), int(c["max"])))
    _, certificate = lottery_of(_space(tuple(types.values()), *limits))
    assert certificate.least == certificate.bound == "1/10"
    assert certificate.status is Status.LEXIMIN


DRAWS = 10_000


def _critical(degrees: int, z: float = 3.0902) -> float:
    """The value that chi-square exceeds with probability 0.1 % (Wilson and Hilferty 1931)."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + z * math.sqrt(part)) ** 3


def test_ten_thousand_draws_agree_with_the_certificate() -> None:
    """Chi-square at 0.1 % for outcomes; 4.5 standard deviations for each of some 45 candidates."""
    record = committed(RULED)
    lottery = record.lottery
    assert isinstance(lottery, Lottery)
    rows = {row["id"]: row for row in plain(record)[0][1]["lists"]["targets"]}
    rule = plain(record)[0][1]["rule"]
    kept: dict[frozenset[str], bool] = {}
    tickets: Counter[int] = Counter()
    drawn: Counter[str] = Counter()
    ends = []
    for number, _ in lottery.outcomes:
        ends.append(number + (ends[-1] if ends else 0))
    for n in range(DRAWS):
        ticket, outcome, _ = outcome_of(record, seed_of(b"code", [[n]], b"commitment"))
        assert ticket is not None
        tickets[next(k for k, end in enumerate(ends) if ticket < end)] += 1
        drawn.update(outcome)
        key = frozenset(outcome)
        if key not in kept:
            kept[key] = not list(broken_quotas(rule, [rows[c] for c in outcome]))
        assert kept[key]
    expected = [DRAWS * number / lottery.denominator for number, _ in lottery.outcomes]
    usual = [k for k, e in enumerate(expected) if e >= 5]
    chi = sum((tickets[k] - expected[k]) ** 2 / expected[k] for k in usual)
    rare = sum(expected[k] for k in range(len(expected)) if k not in usual)
    seen = sum(tickets[k] for k in range(len(expected)) if k not in usual)
    chi += (seen - rare) ** 2 / rare if rare else 0
    assert chi < _critical(len(usual) - 1 + bool(rare))
    for kind in lottery.types:
        chance = kind.chance / (lottery.denominator * len(kind.members))
        spread = math.sqrt(DRAWS * chance * (1 - chance))
        for candidate in kind.members:
            assert abs(drawn[candidate] - DRAWS * chance) <= 4.5 * spread


def test_quotas_of_the_record_are_those_of_the_rule() -> None:
    quotas = committed(RULED).rule.quotas
    assert quotas[0] == Quota(name="size", where={}, least=12, most=12)
    assert {q.name for q in quotas if q.name.startswith("stage:")} >= {"stage:primary"}
