"""Improving an assignment a few people at a time: all that they hold is dealt out anew, exactly.

Source: P. Shaw, Using constraint programming and local search methods to solve vehicle routing
problems, CP 1998; for centres F. Stefanello, O. de Araújo and F. Müller, Matheuristics for the
capacitated p-median problem, International Transactions in Operational Research 22 (2015).
"""

import numpy as np
from ortools.sat.python import cp_model

from planner.assignment.exact import solve_exactly
from planner.assignment.problem import Assignment, Numbers, Truths
from planner.assignment.relaxation import Relaxation

_TARGETS, _TARGETS_OF_CENTRES = 50, 30
"""How many targets are dealt out anew at a time; fewer where their centre is chosen too."""
_CHOICES = 4
"""For each target the likeliest holders among the people of the group."""
_FURTHER = 8
"""With free choice of centres, so many others for each person of the group."""
_EFFORT, _EFFORT_OF_CENTRES = 0.3, 1.0
"""Deterministic seconds of the solver for one group."""


def improve(
    problem: Assignment, relaxation: Relaxation, holder: Numbers, random: np.random.Generator
) -> Numbers:
    """Deal out anew what a random group of people holds; the assignment itself if that is best."""
    group, targets = _group(problem, relaxation, holder, random)
    people = group
    if problem.most_people is not None:
        others = np.setdiff1d(np.arange(problem.people), holder)
        likely = np.sort(relaxation.rise[np.ix_(others, targets)], axis=1)
        # a centre serves some of the targets, so only its best ones tell how likely it is
        few = likely[:, : max(1, len(targets) // len(group))].sum(axis=1)
        further = others[np.argsort(few, kind="stable")[: _FURTHER * len(group)]]
        people = np.concatenate([group, further])
    most = None if problem.most_people is None else len(group)
    part = problem.part(people.tolist(), targets.tolist(), most)
    rank = {int(p): n for n, p in enumerate(people)}
    start = np.array([rank[int(p)] for p in holder[targets]], dtype=np.int64)
    pairs = _likely(part, relaxation.rise[np.ix_(people, targets)], start)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_deterministic_time = _EFFORT if most is None else _EFFORT_OF_CENTRES
    solver.parameters.random_seed = int(random.integers(2**31))
    found = solve_exactly(part, pairs, solver, start)
    if found.holder is None:
        return holder
    result = holder.copy()
    result[targets] = people[found.holder]
    return result


def _group(
    problem: Assignment, relaxation: Relaxation, holder: Numbers, random: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """A random person and others who are likely to hold what he or she holds, and all of it."""
    busy = np.unique(holder)
    first = random.choice(busy)
    held = np.flatnonzero(holder == first)
    rise = relaxation.rise[np.ix_(busy, held)]
    nearness = np.sort(rise, axis=1)[:, : max(1, len(held) // 3)].mean(axis=1)
    order = busy[np.argsort(nearness * random.uniform(0.2, 1, len(busy)), kind="stable")]
    group, targets = [first], list(held)
    most = _TARGETS if problem.most_people is None else _TARGETS_OF_CENTRES
    for person in order[order != first]:
        more = np.flatnonzero(holder == person)
        if len(targets) + len(more) > most and len(group) > 1:
            break
        group.append(person)
        targets.extend(more)
    return np.array(group, dtype=np.int64), np.array(targets, dtype=np.int64)


def _likely(part: Assignment, rise: Numbers, start: Numbers) -> Truths:
    if part.most_people is not None:
        return part.allowed
    keep = min(_CHOICES, part.people)
    near = np.argpartition(rise, keep - 1, axis=0)[:keep]
    pairs = np.zeros_like(part.allowed)
    np.put_along_axis(pairs, near, True, axis=0)
    pairs &= part.allowed
    pairs[start, np.arange(part.targets)] = True
    return pairs
