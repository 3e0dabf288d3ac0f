"""An assignment as an exact cover: for each person one of all bundles that are cheap enough.

The prices of the relaxation say how much of the slack between its bound and a cost a bundle takes.
Just above the bound few bundles are left, and a model that chooses among them, each target in one,
has hardly any gap.

Source: R. Baldacci, N. Christofides and A. Mingozzi, An exact algorithm for the vehicle routing
problem based on the set partitioning formulation with additional cuts, Mathematical Programming 115
(2008), where the bundles are routes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from planner.assignment.exact import Exact
from planner.assignment.knapsack import bundles
from planner.assignment.problem import Assignment, Numbers
from planner.assignment.relaxation import FINE, Relaxation

_ROUNDING = 1e-6
"""Linear programming is as exact as this; so much more than the cost is let pass."""


@dataclass(frozen=True)
class Bundle:
    """What a person might hold, its cost, and by how much the bound rises with it."""

    person: int
    targets: Numbers
    cost: int
    rise: int


def all_bundles(
    problem: Assignment, relaxation: Relaxation, slack: int, most: int
) -> list[Bundle] | None:
    """All bundles, but those of nothing, with which the bound rises by no more than a slack.

    Below a cost no assignment has any other than those within `Relaxation.slack`. None when they
    are more than `most`.
    """
    first, *others = problem.limits
    found: list[Bundle] = []
    for person in range(problem.people):
        targets = np.flatnonzero(relaxation.rise[person] <= slack)
        cost, counted = problem.cost[person, targets], int(relaxation.least[person])
        reduced = cost * FINE - relaxation.prices[targets]
        load, capacity = first.load[person, targets], int(first.capacity[person])
        held = bundles(reduced, load, capacity, counted + slack, most - len(found))
        if held is None:
            return None
        fits = held.any(axis=1)
        for limit in others:
            fits &= held @ limit.load[person, targets] <= limit.capacity[person]
        held = held[fits]
        rises = held @ reduced - counted
        found += [
            Bundle(person, targets[row], one, rise)
            for row, one, rise in zip(held, (held @ cost).tolist(), rises.tolist(), strict=True)
        ]
    return found


def cover(
    problem: Assignment,
    relaxation: Relaxation,
    among: Sequence[Bundle],
    below: int,
    solver: cp_model.CpSolver,
) -> Exact:
    """The best assignment of less than this cost, none with excess, that has only such bundles."""
    among = _possible(problem, among, below)
    slack = relaxation.slack(below - 1)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in among]
    takes: list[list[cp_model.IntVar]] = [[] for _ in range(problem.people)]
    holds: list[list[cp_model.IntVar]] = [[] for _ in range(problem.targets)]
    for literal, bundle in zip(chosen, among, strict=True):
        takes[bundle.person].append(literal)
        for target in bundle.targets:
            holds[target].append(literal)
    for person, literals in enumerate(takes):
        if problem.most_people is None and -relaxation.least[person] > slack:
            model.add_exactly_one(literals)
        else:
            model.add_at_most_one(literals)
    for literals in holds:
        model.add_exactly_one(literals)
    if problem.most_people is not None:
        model.add(sum(chosen) <= problem.most_people)
    # the rises add up to no more than the slack; they tell the solver more than the cost
    model.add(cp_model.LinearExpr.weighted_sum(chosen, [b.rise for b in among]) <= slack)
    cost = cp_model.LinearExpr.weighted_sum(chosen, [b.cost for b in among])
    model.add(cost < below)
    model.minimize(cost)
    status = solver.solve(model)
    finished = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact(None, float("inf") if finished else solver.best_objective_bound, finished)
    holder = np.empty(problem.targets, dtype=np.int64)
    for literal, bundle in zip(chosen, among, strict=True):
        if solver.boolean_value(literal):
            holder[bundle.targets] = bundle.person
    return Exact(holder, solver.best_objective_bound, finished)


@dataclass(frozen=True)
class Mixture:
    """The cheapest mixture of bundles that holds each target once.

    Its cost, the part of each bundle, and by how much the cost rises with a whole one of each.
    """

    cost: float
    parts: NDArray[np.float64]
    rises: NDArray[np.float64]


def mixture(problem: Assignment, among: Sequence[Bundle]) -> Mixture | None:
    """What linear programming finds; None where such bundles cannot cover all targets."""
    # only large zonings need it, and it takes long to load
    from ortools.math_opt.python import mathopt

    model = mathopt.Model()
    targets = [model.add_linear_constraint(lb=1, ub=1) for _ in range(problem.targets)]
    people = [model.add_linear_constraint(ub=1) for _ in range(problem.people)]
    centres = model.add_linear_constraint(ub=problem.most_people or problem.people)
    parts = [model.add_variable(lb=0) for _ in among]
    for part, bundle in zip(parts, among, strict=True):
        for row in (centres, people[bundle.person], *(targets[t] for t in bundle.targets)):
            row.set_coefficient(part, 1)
    model.minimize(mathopt.fast_sum([b.cost * x for x, b in zip(parts, among, strict=True)]))
    solved = mathopt.solve(model, mathopt.SolverType.GLOP)
    if solved.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        return None
    if solved.termination.reason != mathopt.TerminationReason.OPTIMAL:
        nothing = np.zeros(len(among))
        return Mixture(-math.inf, nothing, nothing)
    return Mixture(
        solved.objective_value(),
        np.array(solved.variable_values(parts)),
        np.array(solved.reduced_costs(parts)),
    )


def _possible(problem: Assignment, among: Sequence[Bundle], below: int) -> list[Bundle]:
    """The bundles that linear programming leaves: its prices are better than those of all bundles.

    None are left where its bound is not below the cost, or nothing covers all targets.
    """
    mixed = mixture(problem, among)
    if mixed is None:
        return []
    if mixed.cost == -math.inf:
        return list(among)
    most = below - 1 + _ROUNDING * abs(mixed.cost) + _ROUNDING
    return [b for b, rise in zip(among, mixed.rises, strict=True) if mixed.cost + rise <= most]
