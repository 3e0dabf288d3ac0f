"""The program itself, on the same requests."""

import time
from collections.abc import Mapping, Sequence

import planner.visits
from benchmarks.peers.office import WEIGHTS, Answer, Office
from planner.case import Case
from planner.lexicographic import Search
from planner.model import Arrangement
from planner.options import Options


def solve(office: Office, seconds: float) -> Answer:
    """Teams and days by the program's stages; the bound is the sum of the levels' bounds.

    Plans on the way are seen by standing in for `planner.visits.place`.
    """
    begin = time.monotonic()
    found: list[tuple[float, float]] = []
    place = planner.visits.place

    def heard(case: Case, teams: Arrangement, days: Mapping[str, Sequence[int]]) -> Arrangement:
        placed = place(case, teams, days)
        found.append((time.monotonic() - begin, float(office.score(placed))))
        return placed

    planner.visits.place = heard
    try:
        chosen = planner.visits.visits(
            office.case, Search(Options(time_limit_s=seconds), begin + seconds)
        )
    finally:
        planner.visits.place = place
    took = time.monotonic() - begin
    found.append((took, float(office.score(chosen.arrangement))))
    bound = sum(w * f.bound for w, f in zip(WEIGHTS, chosen.figures, strict=True))
    return Answer(chosen.arrangement, took, tuple(found), bound)
