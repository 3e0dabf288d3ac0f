"""Days on which a team could be formed at all: everything else need not be searched."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.inspector import InspectorFilter
from planner.case import Case, SlotMask
from planner.demand import Request


def without_hopeless_days(case: Case) -> Case:
    """The case with only those days of each request on which enough people are free.

    Enough for the size of the team, for its lead and for each of its needs. No arrangement is lost,
    so optima and bounds stay the same.
    """
    return replace(case, requests=tuple(_pruned(case, r) for r in case.requests))


def _pruned(case: Case, request: Request) -> Request:
    people = case.candidates[request.id]
    if not people or not request.days:
        return request
    days = np.array(request.days, dtype=np.int64)
    slots = [2 * days + half for half in ((0, 1) if request.half_days == 1 else (0,))]
    free = np.array(
        [[_free_from(case, request, p, first) for first in slots] for p in people], dtype=np.bool_
    )
    for number, person in enumerate(people):
        bound = np.isin(days, case.bound_days(request, person))
        free[number] &= ~bound
    enough = np.logical_and.reduce(
        [free[chosen].sum(axis=0) >= least for chosen, least in _demands(case, request)]
    )
    return replace(request, days=tuple(days[enough.any(axis=0)].tolist()))


def _free_from(case: Case, request: Request, person: str, first: NDArray[np.int64]) -> SlotMask:
    """For each first slot whether the person is free for the whole visit."""
    mask = case.free[person]
    free = np.ones(len(first), dtype=np.bool_)
    for offset in range(request.half_days):
        free &= mask[np.minimum(first + offset, len(mask) - 1)]
    return free


def _demands(case: Case, request: Request) -> list[tuple[SlotMask, int]]:
    """Groups of candidates, as masks, with the least number of each that a team needs."""
    everybody = np.ones(len(case.candidates[request.id]), dtype=np.bool_)
    if request.team.responsible:
        return [(everybody, 1)]
    wanted = [(request.team.lead, 1), *((n.who, n.at_least) for n in request.team.needs)]
    if request.team.cover_stages:
        parts = case.problem.target_by_id[request.target].stage_parts
        wanted += [(InspectorFilter(stages=(part,)), 1) for part in parts]
    masks = [(_matching(case, request, who), least) for who, least in wanted]
    return [(everybody, request.team.size), *masks]


def _matching(case: Case, request: Request, who: InspectorFilter) -> SlotMask:
    problem = case.problem
    target = problem.target_by_id[request.target]
    people = [problem.inspector_by_id[p] for p in case.candidates[request.id]]
    return np.array(
        [who.matches(p, outside_county=problem.outside_county(p, target)) for p in people],
        dtype=np.bool_,
    )
