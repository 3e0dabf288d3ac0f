"""Expected numbers as whole numerators over one denominator, with every limit kept exactly."""

import math
from collections.abc import Sequence

from ortools.sat.python import cp_model

from planner.draw.space import Space, solver

DENOMINATOR = 1_000_000
_SLACKS = (0, 1, 4, 16)


def whole(
    space: Space, expected: Sequence[float], denominator: int = DENOMINATOR
) -> tuple[int, ...] | None:
    """Numerators that keep every limit times the denominator, next to the expected numbers.

    Returns
    -------
    None when there are none within the greatest of `_SLACKS` of the expected, which only rounding
    of the linear program could cause.
    """
    return next((n for s in _SLACKS if (n := _within(space, expected, denominator, s))), None)


def _within(
    space: Space, expected: Sequence[float], denominator: int, slack: int
) -> tuple[int, ...] | None:
    model = cp_model.CpModel()
    numerators: list[cp_model.IntVar] = []
    for value, size in zip(expected, space.sizes, strict=True):
        # what is a whole number but for the rounding of the linear program is meant as one
        exact = round(value * denominator, 3)
        low = max(0, math.floor(exact) - slack)
        high = min(size * denominator, math.ceil(exact) + slack)
        numerator = model.new_int_var(min(low, high), high, "")
        model.add_hint(numerator, min(high, max(low, round(exact))))
        numerators.append(numerator)
    for limit in space.limits:
        total = cp_model.LinearExpr.sum([numerators[t] for t in limit.types])
        model.add_linear_constraint(total, limit.least * denominator, limit.most * denominator)
    for one, other in space.apart:
        model.add(numerators[one] + numerators[other] <= denominator)
    search = solver(2)
    if search.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return tuple(map(search.value, numerators))
