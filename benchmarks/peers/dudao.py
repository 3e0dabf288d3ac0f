"""The program itself, on the same requests."""

import time

from benchmarks.peers.office import WEIGHTS, Answer, Office
from planner.lexicographic import Search
from planner.options import Options
from planner.visits import visits


def solve(office: Office, seconds: float) -> Answer:
    """Teams and days by the program's stages; the bound is the sum of the levels' bounds."""
    begin = time.monotonic()
    found = visits(office.case, Search(Options(time_limit_s=seconds), begin + seconds))
    took = time.monotonic() - begin
    score = float(office.score(found.arrangement))
    bound = sum(w * f.bound for w, f in zip(WEIGHTS, found.figures, strict=True))
    return Answer(found.arrangement, took, ((took, score),), bound)
