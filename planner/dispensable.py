"""Which visits can be the ones that are left out when weights of visits left out are given.

The bound of the spread counts on the best of them being missing; a cap that a target meets says
that it must be one of few. Asked of the relaxation without days, visit by visit.
"""

from collections.abc import Sequence
from typing import cast

from ortools.sat.python import cp_model

from planner.case import Case
from planner.lexicographic import Search, configured, stopping
from planner.model import Arrangement
from planner.objectives import levels
from planner.ruled import build

MOST = 60
"""Of more visits light enough to be left out, all are taken to be dispensable."""
EFFORT = 0.5
"""Deterministic seconds for one visit, after which it is taken to be dispensable."""


def dispensable(
    case: Case, known: Arrangement, left_out: Sequence[int], search: Search
) -> frozenset[str]:
    """Ids of the team visits that may be missing while no more than these weights are.

    Parameters
    ----------
    known
        An arrangement that leaves out so much.
    left_out
        Weights of the mandatory and of the optional visits left out.
    """
    spare = dict(zip((True, False), left_out, strict=True))
    light = [
        r
        for r in case.requests
        if not r.team.responsible and r.days and r.weight <= spare[r.mandatory]
    ]
    missing = frozenset(r.id for r in light if r.id not in known.placed)
    if len(light) > MOST or case.limited:
        return frozenset(r.id for r in light)
    built = build(case, dated=False)
    for level, value in zip(levels(built)[:2], left_out, strict=True):
        built.model.add(cast(cp_model.BoundedLinearExpression, level.expression() <= value))
    for variable, value in built.hint(known):
        built.model.add_hint(variable, value)
    others = (r for r in light if r.id not in missing)
    return missing | {r.id for r in others if _may_miss(built.model, built.absent[r.id], search)}


def _may_miss(model: cp_model.CpModel, absent: cp_model.IntVar, search: Search) -> bool:
    if search.over():
        return True
    asked = model.clone()
    asked.add(asked.get_bool_var_from_proto_index(absent.index) == 1)
    solver = configured(search.steady(EFFORT))
    with stopping(solver, search):
        return solver.solve(asked) != cp_model.INFEASIBLE
