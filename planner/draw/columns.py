"""The fairest lottery over outcomes found one by one, where linear limits do not suffice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from models.draw import Level
from planner.draw.decomposition import Outcomes
from planner.draw.space import Space, constrain, solver

_SCALE = 1 << 24
_TIGHT = 1e-6


@dataclass
class _Master:
    """The linear program over the outcomes known: as high a least chance as they can give."""

    space: Space
    outcomes: list[tuple[int, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model = mathopt.Model()
        self.least = self.model.add_variable(lb=0)
        self.shares: list[mathopt.Variable] = []
        self.whole = self.model.add_linear_constraint(lb=1, ub=1, expr=0 * self.least)
        self.floors = [
            self.model.add_linear_constraint(-claim * self.least >= 0)
            for claim in self.space.claims
        ]
        self.model.maximize(self.least)
        self.solving = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)

    def add(self, counts: tuple[int, ...]) -> None:
        share = self.model.add_variable(lb=0)
        self.whole.set_coefficient(share, 1)
        for floor, count in zip(self.floors, counts, strict=True):
            if count:
                floor.set_coefficient(share, count)
        self.shares.append(share)
        self.outcomes.append(counts)

    def settle(self, types: Sequence[int], value: float) -> None:
        for t in types:
            self.floors[t].set_coefficient(self.least, 0)
            self.floors[t].lower_bound = self.space.claims[t] * value * (1 - 1e-9)


def fairest(
    space: Space, denominator: int, seconds: float
) -> tuple[Outcomes, tuple[Level, ...]] | None:
    """A lottery over allowed outcomes, and for each level a greatest sum found by search.

    CP-SAT looks for an outcome that would raise the least chance, by the multipliers of the linear
    program as whole numbers; when its proven optimum is no more than the linear program has, the
    level is settled.

    Parameters
    ----------
    seconds
        After so long the levels that are not settled stay so.

    Returns
    -------
    None when no outcome is allowed at all.

    Source: Flanigan, Gölz, Gupta, Hennig, Procaccia 2021, supplement (column generation).
    """
    until = monotonic() + seconds
    master, pricing = _Master(space), _Pricing(space)
    first = pricing.best([1] * len(space.sizes))
    if first is None:
        return None
    master.add(first[0])
    _cover(space, master, pricing)
    open_types = set(range(len(space.sizes)))
    levels: list[Level] = []
    shares: dict[mathopt.Variable, float] = {}
    while open_types and monotonic() < until:
        found = master.solving.solve()
        if found.termination.reason is not mathopt.TerminationReason.OPTIMAL:
            break
        shares = dict(found.variable_values())
        duals = [abs(d) for d in found.dual_values(master.floors)]
        multipliers = [round(d * _SCALE) for d in duals]
        better = pricing.best(multipliers)
        if better is None:
            break
        counts, most = better
        reached = max(
            sum(a * c for a, c in zip(multipliers, outcome, strict=True))
            for outcome in master.outcomes
        )
        if sum(a * c for a, c in zip(multipliers, counts, strict=True)) > reached:
            master.add(counts)
            continue
        held = {t: duals[t] * space.claims[t] for t in open_types}
        settled = sorted(t for t, w in held.items() if w > _TIGHT) or [max(held, key=held.get)]  # type: ignore[arg-type]
        levels.append(
            Level(
                settled=tuple(settled),
                types=tuple((t, a) for t, a in enumerate(multipliers) if a),
                most=most,
                bound="",
            )
        )
        master.settle(settled, found.objective_value())
        open_types -= set(settled)
    if not shares:
        shares = dict(master.solving.solve().variable_values())
    return _ticketed(master, shares, denominator), tuple(levels)


def _cover(space: Space, master: _Master, pricing: "_Pricing") -> None:
    """Outcomes that together hold every type that any outcome holds: a start without zeros."""
    missing = set(range(len(space.sizes)))
    for outcome in master.outcomes:
        missing -= {t for t, c in enumerate(outcome) if c}
    while missing:
        found = pricing.best([int(t in missing) for t in range(len(space.sizes))])
        if found is None or not any(found[0][t] for t in missing):
            return
        master.add(found[0])
        missing -= {t for t, c in enumerate(found[0]) if c}


class _Pricing:
    """Looks for the outcome of the greatest weight."""

    def __init__(self, space: Space) -> None:
        self._model = cp_model.CpModel()
        self._counts = [self._model.new_int_var(0, n, "") for n in space.sizes]
        constrain(self._model, space, self._counts)

    def best(self, multipliers: Sequence[int]) -> tuple[tuple[int, ...], int] | None:
        """The outcome, and a proven bound of its weight."""
        self._model.maximize(cp_model.LinearExpr.weighted_sum(self._counts, multipliers))
        search = solver(20)
        if search.solve(self._model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return tuple(map(search.value, self._counts)), int(search.best_objective_bound + 0.5)


def _ticketed(master: _Master, shares: dict[mathopt.Variable, float], denominator: int) -> Outcomes:
    """Shares as whole tickets that add up: rounded down, the largest remainders one more."""
    exact = [max(0.0, shares.get(s, 0.0)) for s in master.shares]
    scale = denominator / sum(exact)
    tickets = [int(share * scale) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (tickets[n] - exact[n] * scale, n))
    for n in by_remainder[: denominator - sum(tickets)]:
        tickets[n] += 1
    return tuple((k, outcome) for k, outcome in zip(tickets, master.outcomes, strict=True) if k)
