"""An assignment by CP-SAT: as many pairs as one likes, excess dearer than anything else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from planner.assignment.problem import Assignment, Limit, Numbers, Truths


@dataclass(frozen=True)
class Exact:
    """What the solver found: `holder` is None when nothing, `bound` is for the pairs looked at."""

    holder: Numbers | None
    bound: float
    finished: bool


def solve_exactly(
    problem: Assignment,
    pairs: Truths,
    solver: cp_model.CpSolver,
    start: Numbers | None = None,
    below: int | None = None,
) -> Exact:
    """The best assignment that uses only some pairs.

    Parameters
    ----------
    below
        Only assignments of less cost are wanted, and none with excess; otherwise excess is allowed
        at a price above all costs.
    """
    if not pairs.any(axis=0).all():
        return Exact(None, float("inf"), finished=True)
    model = cp_model.CpModel()
    holds = {
        (int(p), int(t)): model.new_bool_var("") for p, t in zip(*np.nonzero(pairs), strict=True)
    }
    for target in range(problem.targets):
        model.add_exactly_one(holds[int(p), target] for p in np.flatnonzero(pairs[:, target]))
    used = _centres(model, problem, holds)
    overs = [
        over
        for limit in problem.limits
        for over in _within(model, limit, holds, used, soft=below is None)
    ]
    cost = sum(int(problem.cost[pair]) * literal for pair, literal in holds.items())
    price = int(np.where(pairs, problem.cost, 0).max(axis=0).sum()) + 1
    model.minimize(cost + price * sum(overs))
    if below is not None:
        model.add(cost < below)
    if start is not None:
        for (person, target), literal in holds.items():
            model.add_hint(literal, int(start[target] == person))
    status = solver.solve(model)
    finished = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        bound = float("inf") if finished else solver.best_objective_bound
        return Exact(None, bound, finished)
    holder = np.empty(problem.targets, dtype=np.int64)
    for (person, target), literal in holds.items():
        if solver.boolean_value(literal):
            holder[target] = person
    return Exact(holder, solver.best_objective_bound, finished)


def _centres(
    model: cp_model.CpModel,
    problem: Assignment,
    holds: Mapping[tuple[int, int], cp_model.IntVar],
) -> dict[int, cp_model.IntVar]:
    """Who holds anything, with free choice of centres: only so many people."""
    if problem.most_people is None:
        return {}
    used = {person: model.new_bool_var("") for person in {person for person, _ in holds}}
    model.add(sum(used.values()) <= problem.most_people)
    for (person, _), literal in holds.items():
        model.add_implication(literal, used[person])
    return used


def _within(
    model: cp_model.CpModel,
    limit: Limit,
    holds: Mapping[tuple[int, int], cp_model.IntVar],
    used: Mapping[int, cp_model.IntVar],
    *,
    soft: bool,
) -> Iterator[cp_model.IntVar]:
    """Keep a limit, or give what lies above it for each person."""
    held: dict[int, list[int]] = {}
    for person, target in holds:
        held.setdefault(person, []).append(target)
    for person, targets in held.items():
        capacity, most = int(limit.capacity[person]), int(limit.load[person, targets].sum())
        if most <= capacity:
            continue
        load = sum(int(limit.load[person, t]) * holds[person, t] for t in targets)
        if soft:
            over = model.new_int_var(0, most - capacity, "")
            model.add(load - over <= capacity)
            yield over
        else:
            # that a closed centre has no capacity strengthens the linear relaxation
            model.add(load <= capacity * used.get(person, 1))
