"""How evenly work is spread."""

from collections.abc import Sequence

from models.account import gini
from models.inspector import Employment
from models.rollup import PersonLoad, WorkloadFigures


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
