"""The fairest expected numbers that linear limits allow: an outer bound of every lottery."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.math_opt.python import mathopt

from planner.draw.space import Space

_SCALE = 1 << 30
_TIGHT = 1e-7


@dataclass(frozen=True)
class Ceiling:
    """One level: these types cannot all rise above `value`.

    `types` and `limits` are whole multipliers of the proof. `certificate.py` computes exactly what
    they prove; the floating point they come from is only a hint.
    """

    value: float
    settled: tuple[int, ...]
    types: tuple[tuple[int, int], ...]
    limits: tuple[tuple[int, int], ...]


def leximin(space: Space) -> tuple[tuple[float, ...], tuple[Ceiling, ...]]:
    """Expected numbers by type whose chances per weight are leximin-fair, with proof.

    The least chance is made as great as can be; the types that can rise no further, by the duals,
    are held there; then the least of the others, and so on.

    Raises
    ------
    ArithmeticError
        When the solver of linear programs ends without an optimum, as when no lottery is possible.

    Source: Flanigan, Gölz, Gupta, Hennig, Procaccia 2021, Nature 596; the relaxation by types is
    this program's.
    """
    model = mathopt.Model()
    counts = [model.add_variable(lb=0, ub=n) for n in space.sizes]
    least = model.add_variable(lb=0)
    floors = [
        model.add_linear_constraint(c - claim * least >= 0)
        for c, claim in zip(counts, space.claims, strict=True)
    ]
    rows = [
        model.add_linear_constraint(
            lb=limit.least, ub=limit.most, expr=mathopt.LinearSum([counts[t] for t in limit.types])
        )
        for limit in space.limits
    ]
    for a, b in space.apart:
        model.add_linear_constraint(counts[a] + counts[b] <= 1)
    model.maximize(least)
    open_types = set(range(len(counts)))
    levels: list[Ceiling] = []
    values: list[float] = [0.0] * len(counts)
    solving = mathopt.IncrementalSolver(model, mathopt.SolverType.GLOP)
    while True:
        found = solving.solve()
        if found.termination.reason is not mathopt.TerminationReason.OPTIMAL:
            raise ArithmeticError(f"linear program: {found.termination.reason}")
        values = found.variable_values(counts)
        if not open_types:
            break
        value = found.objective_value()
        duals = [abs(d) for d in found.dual_values(floors)]
        settled = _settled(duals, space.claims, open_types)
        levels.append(
            Ceiling(
                value,
                settled,
                tuple((t, round(d * _SCALE)) for t, d in enumerate(duals) if d * _SCALE >= 1),
                tuple(
                    (q, round(d * _SCALE))
                    for q, d in enumerate(found.dual_values(rows))
                    if abs(d) * _SCALE >= 1
                ),
            )
        )
        for t in settled:
            # a hair less than the value, so that rounding never closes the next level
            floors[t].set_coefficient(least, 0)
            floors[t].lower_bound = space.claims[t] * value * (1 - 1e-12)
        open_types -= set(settled)
        if not open_types:
            model.objective.clear()
    return tuple(values), tuple(levels)


def _settled(
    duals: Sequence[float], claims: Sequence[int], open_types: set[int]
) -> tuple[int, ...]:
    """The open types that the duals hold; at least the one they hold most."""
    held = {t: duals[t] * claims[t] for t in open_types}
    tight = tuple(sorted(t for t, weight in held.items() if weight > _TIGHT))
    return tight or (max(held, key=lambda t: (held[t], -t)),)
