"""How evenly work is spread."""

from collections.abc import Sequence
from fractions import Fraction

from models.inspector import Employment
from models.rollup import PersonLoad, WorkloadFigures

DECIMALS = 4


def workload(people: Sequence[PersonLoad]) -> tuple[WorkloadFigures, ...]:
    """For each employment there is, then for all together when there are several."""
    there = [e for e in Employment if any(p.employment is e for p in people)]
    groups: list[Employment | None] = [*there, None] if len(there) > 1 else [*there]
    return tuple(
        _figures(one, [p.half_days for p in people if one in (None, p.employment)])
        for one in groups
    )


def _figures(employment: Employment | None, half_days: list[int]) -> WorkloadFigures:
    return WorkloadFigures(
        employment=employment,
        people=len(half_days),
        working=sum(n > 0 for n in half_days),
        half_days=sum(half_days),
        most_half_days=max(half_days, default=0),
        gini=gini(half_days),
    )


def gini(values: Sequence[int]) -> float:
    """The mean difference between two of the values, as a share of twice their mean.

    Source: C. Gini, Variabilità e mutabilità, 1912.
    """
    number, total = len(values), sum(values)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(sorted(values), 1))
    exact = Fraction(2 * ranked, number * total) - Fraction(number + 1, number)
    return round(float(exact), DECIMALS)
