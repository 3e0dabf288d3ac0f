"""What is proven of a lottery's chances, in exact numbers."""

from collections.abc import Sequence
from fractions import Fraction

from models.draw import Certain, Certificate, Level, Lottery, Status
from planner.draw.conflict import smallest_conflict
from planner.draw.space import Limit, Space

MOST_EXPLAINED = 20
"""Of more types that are certain only so many get the quotas that force them named."""


def level_bound(space: Space, lottery: Lottery, level: Level, earlier: Sequence[int]) -> Fraction:
    """What the multipliers of a level prove: its chances per weight cannot all be higher.

    With x the expected numbers, a the multipliers of types and u those of limits, for any lottery
    Σ a·x ≤ Σ n·max(0, a − Σ u) + Σ max(u·least, u·most); and Σ a·x is at least the bound times the
    claims of the open types, plus what the types settled earlier have.

    Parameters
    ----------
    earlier
        The types settled by the levels before.
    """
    weight, most = dict(level.types), level.most
    if most is None:
        force = [weight.get(t, 0) for t in range(len(space.sizes))]
        most = 0
        for q, u in level.quotas:
            limit = space.limits[q]
            most += max(u * limit.least, u * limit.most)
            for t in limit.types:
                force[t] -= u
        most += sum(n * max(0, f) for n, f in zip(space.sizes, force, strict=True))
    settled = set(earlier)
    had = Fraction(
        sum(a * lottery.types[t].chance for t, a in level.types if t in settled),
        lottery.denominator,
    )
    claims = sum(a * space.claims[t] for t, a in level.types if t not in settled)
    return (most - had) / Fraction(claims)


def certify(space: Space, lottery: Lottery, levels: Sequence[Level]) -> Certificate:
    """The least chance, its proven bound, the greatest gap of any level, and what is certain.

    Leximin is proven when at every level the least chance is as high as the bound, but for the
    rounding to whole tickets.
    """
    chances = [
        Fraction(t.chance, lottery.denominator * claim)
        for t, claim in zip(lottery.types, space.claims, strict=True)
    ]
    earlier: list[int] = []
    bounds: list[Fraction] = []
    gaps: list[Fraction] = []
    for level in levels:
        bound = level_bound(space, lottery, level, earlier)
        bounds.append(bound)
        gaps.append(bound - min(c for t, c in enumerate(chances) if t not in set(earlier)))
        earlier += level.settled
    rounding = Fraction(20 + len(lottery.outcomes), lottery.denominator)
    proven = [gap <= rounding for gap in gaps]
    status = Status.FEASIBLE
    if proven and proven[0]:
        complete = all(proven) and len(earlier) == len(chances)
        status = Status.LEXIMIN if complete else Status.MAXIMIN
    return Certificate(
        status=status,
        least=str(min(chances)),
        bound=str(bounds[0]) if bounds else "1",
        gap=str(max(gaps, default=Fraction(1))),
        levels=tuple(
            level.model_copy(update={"bound": str(bound)})
            for level, bound in zip(levels, bounds, strict=True)
        ),
        certain=_certain(space, lottery),
    )


def _certain(space: Space, lottery: Lottery) -> tuple[Certain, ...]:
    found: list[Certain] = []
    for t, kind in enumerate(lottery.types):
        size = space.sizes[t]
        always = kind.chance == size * lottery.denominator
        if not always and kind.chance:
            continue
        # forcing it to be otherwise contradicts the quotas that make it certain
        otherwise = Limit("", (t,), 0, size - 1) if always else Limit("", (t,), 1, size)
        names = smallest_conflict(space, [otherwise]) if len(found) < MOST_EXPLAINED else ()
        found.append(Certain(type=t, always=always, quotas=names))
    return tuple(found)
