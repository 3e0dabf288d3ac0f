"""Capacitated p-median through the zoning core: `python -m benchmarks.public.cpmp [--only NAMES]`.

Every customer goes to one of p centres, chosen freely among the customers' places, within the
centre's capacity; the sum of distances is minimised. Here the centres are the people.

Source: I. H. Osman and N. Christofides, Capacitated clustering problems by hybrid simulated
annealing and tabu search, International Transactions in Operational Research 1 (1994); L. A. N.
Lorena and E. L. F. Senne, A column generation approach to capacitated p-median problems, Computers
& Operations Research 31 (2004).
"""

from pathlib import Path

import numpy as np

from benchmarks.public.table import BENCH, Instance, main
from planner.assignment import Assignment, Limit

FOLDER = BENCH / "cpmp"
FINE = 1000
"""Lorena's distances are not rounded; here they are whole thousandths."""


def read(path: Path) -> Assignment:
    """An instance of OR-Library (`.txt`, distances rounded down) or of Lorena (`.dat`)."""
    numbers = np.array(path.read_text("utf-8").split(), dtype=float)
    if path.suffix == ".txt":
        customers, centres, capacity = numbers[2:5].astype(np.int64).tolist()
        rows = numbers[5:].reshape(customers, 4)
        places, demand = rows[:, 1:3], rows[:, 3]
        capacities = np.full(customers, capacity, dtype=np.int64)
    else:
        customers, centres = numbers[:2].astype(np.int64).tolist()
        rows = numbers[2:].reshape(customers, 4)
        places, capacities, demand = rows[:, :2], rows[:, 2].astype(np.int64), rows[:, 3]
    apart = places[:, None] - places[None]
    distance = np.sqrt((apart**2).sum(axis=2))
    whole = np.floor(distance) if path.suffix == ".txt" else np.rint(distance * FINE)
    load = np.tile(demand.astype(np.int64), (customers, 1))
    return Assignment(
        whole.astype(np.int64),
        np.ones_like(load, dtype=np.bool_),
        (Limit(load, capacities),),
        most_people=centres,
    )


def instances() -> list[Instance]:
    """All instances there are."""
    return [
        Instance(path.stem, path, read, 1 if path.suffix == ".txt" else FINE)
        for path in sorted([*FOLDER.rglob("*.txt"), *FOLDER.rglob("*.dat")])
    ]


if __name__ == "__main__":
    main(__doc__, FOLDER, instances())
