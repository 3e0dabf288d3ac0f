"""Linear programming over bundles: what a region checks in one batch, chosen as a whole.

A limit of load cuts fractions of single checks badly, but a *bundle*, all that one region checks in
one batch, is light enough or is not. The program counts in how many batches each region makes which
bundle; bundles that would better it are found with its prices. Its value bounds the levels, and its
prices say which bundles no good rotation can have.

Source: Dantzig, Wolfe 1960 (decomposition); Nemhauser, Wolsey 1988, II.3.6 (fixing by reduced
costs).
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ortools.math_opt.python import mathopt

from planner.exchange.flow import unit
from planner.exchange.ground import Arc, Ground

NEAR = 1e-6
"""What the linear program may be wrong by, relative to its value."""

_AT_ONCE = 60
"""So many bundles of a region are added at a time."""

_REACH = 1.05
"""By so much more load bundles are looked for that let the limit of load rise."""

_ROUNDS = 200
"""So often are bundles added; nearly always fewer than ten are needed."""


_NOT_NULL = mathopt.SparseVectorFilter[mathopt.Variable](skip_zero_values=True)
_NONE = mathopt.SparseVectorFilter[mathopt.Variable](filtered_items=())
_BRIEF = mathopt.ModelSolveParameters(variable_values_filter=_NOT_NULL, reduced_costs_filter=_NONE)
"""Of a solution only what is read: reading all takes longer than solving."""


class Bundle(NamedTuple):
    """What a region checks in one batch; it is idle where that is nothing."""

    checker: int
    checked: tuple[int, ...]

    @property
    def steps(self) -> int:
        """Steps from checking one."""
        return len(self.checked) - 1 if self.checked else 2


class Bundles:
    """The linear program for a limit of load, first of evenness, then of travel.

    Parameters
    ----------
    most
        A region checks at most so many in a batch.
    limit
        And has at most so much to do.
    """

    def __init__(self, ground: Ground, *, most: int, limit: int) -> None:
        number, times = len(ground.regions), len(ground.batches)
        self.ground, self.most, self.limit = ground, most, limit
        self.unit = unit(ground)
        self._arcs: dict[int, list[int]] = defaultdict(list)
        for checker, checked in sorted({(c.checker, c.checked) for c in ground.free}):
            self._arcs[checker].append(checked)
        self._model = mathopt.Model()
        absent = [self._model.add_variable(lb=0, ub=times) for _ in range(number)]
        beyond = [self._model.add_variable(lb=0, ub=times * (most - 1)) for _ in range(number)]
        self._checked = [
            self._model.add_linear_constraint(a - b == times)
            for a, b in zip(absent, beyond, strict=True)
        ]
        self._batches = [self._model.add_linear_constraint(lb=times, ub=times) for _ in absent]
        uneven = self.unit * mathopt.fast_sum(absent) + mathopt.fast_sum(beyond)
        self._even = self._model.add_linear_constraint(uneven <= math.inf)
        self._model.minimize(uneven)
        self._travels = False
        self._parts: dict[Bundle, mathopt.Variable] = {}
        self._with: dict[Arc, list[mathopt.Variable]] = defaultdict(list)
        self._once: dict[Arc, mathopt.LinearConstraint] = {}
        for checker in range(number):
            self._add(Bundle(checker, ()))
            for checked in self._arcs[checker]:
                if ground.load[checker, checked] <= limit:
                    self._add(Bundle(checker, (checked,)))
        self._solving = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

    def evenness(self) -> int | None:
        """A bound of steps and of `unit` times the unchecked regions; None where there is none."""
        value = self._solved()
        return None if value is None else math.ceil(value - NEAR * max(1, value))

    def lifted(self, evenness: int) -> int | None:
        """The least limit of load (see `Ground`) at which it is as even; it holds from then on."""
        while (bound := self.evenness()) is not None:
            if bound <= evenness:
                return self.limit
            limit = self._next_limit()
            if limit is None:
                return None
            self.limit = limit
        return None

    def travel(self, evenness: int) -> float | None:
        """A bound of travel, in 100 m, at this evenness: the goal from now on; None without."""
        self._even.upper_bound = evenness
        self._travels = True
        self._model.objective.clear()
        for bundle, part in self._parts.items():
            self._model.objective.set_linear_coefficient(part, self._cost(bundle))
        return self._solved()

    def within(self, slack: float, most: int) -> list[Bundle] | None:
        """All bundles of rotations within so much of the bound; None if they are too many."""
        found = [b for _, b in islice(self._better(slack, self.limit), most + 1)]
        return sorted(found) if len(found) <= most else None

    def _next_limit(self) -> int | None:
        """The least limit of load that lets in a bundle that would make the value less."""
        heaviest = self.most * max(self.ground.load.values(), default=0)
        reach = self.limit
        while reach < heaviest:
            reach = math.floor(reach * _REACH) + 1
            better = (self._load(b) for _, b in self._better(-NEAR, reach))
            least = min((load for load in better if load > self.limit), default=None)
            if least is not None:
                return least
        return None

    def _cost(self, bundle: Bundle) -> int:
        if self._travels:
            return sum(self.ground.travel_hm[bundle.checker, j] for j in bundle.checked)
        return bundle.steps

    def _load(self, bundle: Bundle) -> int:
        return sum(self.ground.load[bundle.checker, j] for j in bundle.checked)

    def _key(self, arc: Arc) -> Arc:
        """Under which checks are counted of which one may be made in the year."""
        rules = self.ground.exchange
        either = not rules.mutual and (rules.reverse_counts or len(self.ground.batches) == 1)
        return (min(arc), max(arc)) if either else arc

    def _add(self, bundle: Bundle) -> None:
        part = self._parts[bundle] = self._model.add_variable(lb=0)
        self._batches[bundle.checker].set_coefficient(part, 1)
        self._even.set_coefficient(part, bundle.steps)
        self._model.objective.set_linear_coefficient(part, self._cost(bundle))
        for checked in bundle.checked:
            self._checked[checked].set_coefficient(part, 1)
            key = self._key((bundle.checker, checked))
            self._with[key].append(part)
            if key in self._once:
                self._once[key].set_coefficient(part, 1)

    def _solved(self) -> float | None:
        """The value when neither a bundle nor a rule against a repeat is missing."""
        for _ in range(_ROUNDS):
            found = self._solving.solve(model_params=_BRIEF)
            if found.termination.reason is not mathopt.TerminationReason.OPTIMAL:
                return None
            self._read(found)
            grown = self._forbid_repeats(found)
            for bundle in self._missing():
                self._add(bundle)
                grown = True
            if not grown:
                return float(found.objective_value())
        return None

    def _read(self, found: mathopt.SolveResult) -> None:
        """The prices."""
        self._of_checked = found.dual_values(self._checked)
        self._of_batches = found.dual_values(self._batches)
        (self._of_step,) = found.dual_values([self._even])
        rows = list(self._once.values())
        self._of_once = dict(zip(self._once, found.dual_values(rows), strict=True)) if rows else {}

    def _forbid_repeats(self, found: mathopt.SolveResult) -> bool:
        values = found.variable_values()
        broken = [
            key
            for key, parts in self._with.items()
            if key not in self._once and sum(values.get(part, 0.0) for part in parts) > 1 + NEAR
        ]
        for key in broken:
            row = self._model.add_linear_constraint(mathopt.fast_sum(self._with[key]) <= 1)
            self._once[key] = row
        return bool(broken)

    def _missing(self) -> list[Bundle]:
        """Bundles that would make the value less, some for each region."""
        worth = NEAR * (max(self.ground.travel_hm.values(), default=0) if self._travels else 1)
        return [
            bundle
            for checker in range(len(self.ground.regions))
            for _, bundle in islice(self._of(checker, -worth, self.limit), _AT_ONCE)
            if bundle not in self._parts
        ]

    def _better(self, most: float, limit: int) -> Iterator[tuple[float, Bundle]]:
        for checker in range(len(self.ground.regions)):
            yield from self._of(checker, most, limit)

    def _of(self, checker: int, most: float, limit: int) -> Iterator[tuple[float, Bundle]]:
        """A region's bundles up to this load whose reduced cost is at most so much."""
        step, base = -self._of_step, -self._of_batches[checker]
        if not self._travels:
            step += 1
        if base + 2 * step <= most:
            yield base + 2 * step, Bundle(checker, ())
        load = self.ground.load
        items = sorted((self._rise((checker, j)) + step, j) for j in self._arcs[checker])
        stack: list[tuple[float, int, int, tuple[int, ...]]] = [(base - step, 0, 0, ())]
        while stack:
            cost, weight, first, chosen = stack.pop()
            room = self.most - len(chosen) - 1
            for place in range(first, len(items)):
                rise, checked = items[place]
                if cost + rise + min(0.0, rise) * room > most:
                    break  # those after it rise no less
                if weight + load[checker, checked] > limit:
                    continue
                now = (*chosen, checked)
                if cost + rise <= most:
                    yield cost + rise, Bundle(checker, tuple(sorted(now)))
                if room:
                    extended = weight + load[checker, checked], place + 1, now
                    stack.append((cost + rise, *extended))

    def _rise(self, arc: Arc) -> float:
        travel = self.ground.travel_hm[arc] if self._travels else 0
        price: float = self._of_checked[arc[1]] + self._of_once.get(self._key(arc), 0.0)
        return travel - price
