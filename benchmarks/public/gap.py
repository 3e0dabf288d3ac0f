"""Generalised assignment through the zoning core: `python -m benchmarks.public.gap [--only NAMES]`.

Every job goes to one agent, within the agents' capacities; the cost is minimised.

Source: D. G. Cattrysse, M. Salomon and L. N. Van Wassenhove, A set partitioning heuristic for the
generalized assignment problem, European Journal of Operational Research 72 (1994); P. C. Chu and
J. E. Beasley, A genetic algorithm for the generalised assignment problem, Computers & Operations
Research 24 (1997); M. Yagiura, T. Ibaraki and F. Glover, INFORMS Journal on Computing 16 (2004).
"""

import gzip
from pathlib import Path

import numpy as np

from benchmarks.public.table import BENCH, Instance, main
from planner.assignment import Assignment, Limit

FOLDER = BENCH / "gap"
FAMILIES = ("cattrysse1994", "chu1997", "yagiura2004")


def read(path: Path) -> Assignment:
    """An instance: agents and jobs, costs, loads, capacities."""
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    numbers = np.array(text.split(), dtype=np.int64)
    agents, jobs = numbers[:2].tolist()
    cost, load = numbers[2 : 2 + 2 * agents * jobs].reshape(2, agents, jobs)
    capacity = numbers[2 + 2 * agents * jobs :][:agents]
    return Assignment(cost, np.ones_like(cost, dtype=np.bool_), (Limit(load, capacity),))


def instances() -> list[Instance]:
    """All instances there are, named by family."""
    return [
        Instance(f"{family}/{path.name.removesuffix('.gz')}", path, read)
        for family in FAMILIES
        for path in sorted((FOLDER / family).glob("*"))
    ]


if __name__ == "__main__":
    main(__doc__, FOLDER, instances())
