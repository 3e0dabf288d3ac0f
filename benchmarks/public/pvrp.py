"""Periodic routing through the trips stage: `python -m benchmarks.public.pvrp [--only NAMES]`.

Customers with a frequency and sets of days, vehicles with capacity and duration; the distance is
minimised. Each result is checked here, from the instance alone, before its gap is printed.

Source: J.-F. Cordeau, M. Gendreau and G. Laporte, A tabu search heuristic for periodic and
multi-depot vehicle routing problems, Networks 30 (1997).
"""

import argparse
import math
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from benchmarks.public.table import BENCH, best_known
from planner.trips.routing import Periodic, Routed, route

FOLDER = BENCH / "pvrp"


def read(path: Path) -> Periodic:
    """An instance; customers at the depot, of which p01 has one, take no way and are left out."""
    rows = [
        [float(word) for word in line.split()]
        for line in path.read_text().split("\n")
        if line.strip()
    ]
    _, vehicles, _, days = map(int, rows[0][:4])
    longest, capacity = rows[1][:2]
    depot, customers = rows[1 + days], rows[2 + days :]
    customers = [c for c in customers if c[1:3] != depot[1:3]]
    places = [(p[1], p[2]) for p in (depot, *customers)]
    return Periodic(
        distance=[[math.dist(a, b) for b in places] for a in places],
        demand=[0, *(c[4] for c in customers)],
        service=[0, *(c[3] for c in customers)],
        patterns=[(), *(_patterns(c, days) for c in customers)],
        days=days,
        vehicles=vehicles,
        capacity=capacity or math.inf,
        longest=longest or math.inf,
    )


def _patterns(customer: list[float], days: int) -> tuple[tuple[int, ...], ...]:
    """The allowed sets of days: the bits of each code, the first day being the highest."""
    codes = [int(code) for code in customer[7 : 7 + int(customer[6])]]
    return tuple(tuple(d for d in range(days) if code >> (days - 1 - d) & 1) for code in codes)


def distance(problem: Periodic, routed: Routed) -> float:
    """The routes' length.

    Raises
    ------
    AssertionError
        When they break capacity, duration, number of vehicles or the patterns.
    """
    total, visits = 0.0, Counter[tuple[int, int]]()
    for day, tours in enumerate(routed.routes):
        assert len(tours) <= problem.vehicles
        for tour in tours:
            way = [0, *tour, 0]
            length = sum(problem.distance[a][b] for a, b in pairwise(way))
            assert sum(problem.demand[c] for c in tour) <= problem.capacity + 1e-6
            assert length + sum(problem.service[c] for c in tour) <= problem.longest + 1e-6
            total += length
            visits.update((c, day) for c in tour)
    for customer in range(1, len(problem.demand)):
        pattern = tuple(d for d in range(problem.days) for _ in range(visits[customer, d]))
        assert pattern in problem.patterns[customer], customer
    return total


def main() -> None:
    """Solve and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--time-limit", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--processor", action="store_true", help="the limit is in seconds of the processor"
    )
    asked = parser.parse_args()
    if not FOLDER.exists():
        print(f"{FOLDER} is absent: nothing to do")
        return
    known = best_known(FOLDER)
    clock = time.process_time if asked.processor else time.monotonic
    names = asked.only.split(",") if asked.only else sorted(known)
    print("instance  customers  days      found  best known     gap  seconds")
    gaps = []
    for name in names:
        problem = read(FOLDER / f"{name}.txt")
        begin = clock()
        routed = route(problem, asked.time_limit, asked.seed, clock)
        took = clock() - begin
        size = f"{name:8}  {len(problem.demand) - 1:9}  {problem.days:4}"
        if not routed.complete:
            print(f"{size}  some visits find no room", flush=True)
            continue
        found = distance(problem, routed)
        gaps.append(found / known[name] - 1)
        print(
            f"{size}  {found:9.2f}  {known[name]:10.2f}  {gaps[-1]:+6.2%}  {took:7.1f}", flush=True
        )
    if gaps:
        over = f"{sum(gap > 0.03 for gap in gaps)} of {len(gaps)}"
        print(f"mean {sum(gaps) / len(gaps):+.2%}, worst {max(gaps):+.2%}, above 3 %: {over}")


if __name__ == "__main__":
    main()
