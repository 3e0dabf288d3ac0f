"""Days on which a team could be formed at all: everything else need not be searched."""

from dataclasses import replace

import numpy as np

from planner.case import Case
from planner.demand import Request


def without_hopeless_days(case: Case) -> Case:
    """The case with only those days of each request on which enough people are free.

    Enough for the size of the team, for its lead and for each of its needs. No arrangement is lost,
    so optima and bounds stay the same.
    """
    return replace(case, requests=tuple(_pruned(case, r) for r in case.requests))


def _pruned(case: Case, request: Request) -> Request:
    people = list(case.candidates[request.id])
    if not people or not request.days:
        return request
    fits = case.fits(request, people)
    size = 1 if request.team.responsible else request.team.size
    enough = fits.sum(axis=0) >= size
    for who, least in case.demands(request):
        chosen = np.array([case.is_one_of(request, p, who) for p in people], dtype=np.bool_)
        enough &= fits[chosen].sum(axis=0) >= least
    days = np.array(request.days, dtype=np.int64)
    return replace(request, days=tuple(days[enough].tolist()))
