"""The generalised assignment problem: each target to one person, within everybody's capacity.

Zoning is of this kind, and so are the public instances of `benchmarks/public`.

Source: G. T. Ross and R. M. Soland, A branch and bound algorithm for the generalized assignment
problem, Mathematical Programming 8 (1975).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit:
    """What a person's targets may come to: `load` by person and target, `capacity` by person."""

    load: Numbers
    capacity: Numbers


@dataclass(frozen=True)
class Assignment:
    """Costs and limits of giving each target one person; rows are people, columns targets.

    Attributes
    ----------
    cost
        What it costs that a person holds a target; integers, at least 0.
    allowed
        Who may hold what at all. Each target has somebody.
    limits
        All are kept where possible, what lies above them is *excess*. The first is the one that the
        relaxation knows.
    most_people
        How many people may hold anything (free choice of centres); all of them when None.
    """

    cost: Numbers
    allowed: Truths
    limits: tuple[Limit, ...]
    most_people: int | None = None

    @property
    def people(self) -> int:
        """Number of people."""
        return int(self.cost.shape[0])

    @property
    def targets(self) -> int:
        """Number of targets."""
        return int(self.cost.shape[1])

    def cost_of(self, holder: Numbers) -> int:
        """Cost of an assignment, which names a person for each target."""
        return int(self.cost[holder, np.arange(self.targets)].sum())

    def excess_of(self, holder: Numbers) -> int:
        """Loads above capacity, over all people and limits."""
        over = 0
        for limit in self.limits:
            load = np.zeros(self.people, dtype=np.int64)
            np.add.at(load, holder, limit.load[holder, np.arange(self.targets)])
            over += int(np.maximum(load - limit.capacity, 0).sum())
        return over

    def part(self, people: Sequence[int], targets: Sequence[int], most: int | None) -> "Assignment":
        """The problem of some targets among some people, who have nothing else."""
        cells = np.ix_(people, targets)
        return Assignment(
            self.cost[cells],
            self.allowed[cells],
            tuple(Limit(x.load[cells], x.capacity[list(people)]) for x in self.limits),
            most,
        )
