"""Quotas that no outcome can keep together: the smallest such set, and the least that mends it."""

from collections.abc import Collection, Sequence

from ortools.sat.python import cp_model

from planner.draw.space import Limit, Space, constrain, solver


def smallest_conflict(space: Space, always: Sequence[Limit] = ()) -> tuple[str, ...]:
    """Names of the fewest limits that no outcome keeps together; none when all can be kept.

    Parameters
    ----------
    always
        Limits that hold in any case and are not named.

    A least set of limits is guessed that leaves no satisfiable set known so far complete; if an
    outcome keeps it, a satisfiable set around it is one more to break.

    Source: Ignatiev, Previti, Liffiton, Marques-Silva 2015, Smallest MUS extraction with minimal
    hitting set dualization.
    """
    if _possible(space, always, range(len(space.limits))):
        return ()
    to_break: list[frozenset[int]] = []
    while True:
        guess = _hitting(len(space.limits), to_break)
        kept = _grown(space, always, guess)
        if kept is None:
            return tuple(space.limits[n].name for n in sorted(guess))
        left = frozenset(range(len(space.limits))) - kept
        if not left:
            return ()
        to_break.append(left)


def _hitting(number: int, sets: Sequence[Collection[int]]) -> frozenset[int]:
    """A least set that has a member in common with each of the sets."""
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(number)]
    for members in sets:
        model.add_bool_or([chosen[n] for n in members])
    model.minimize(cp_model.LinearExpr.sum(chosen))
    search = solver(60)
    search.solve(model)
    return frozenset(n for n in range(number) if search.value(chosen[n]))


def _grown(space: Space, always: Sequence[Limit], must: frozenset[int]) -> frozenset[int] | None:
    """The given limits and as many others as go with them, one by one; None when they do not."""
    if not _possible(space, always, must):
        return None
    kept = must
    for n in range(len(space.limits)):
        if n not in kept and _possible(space, always, kept | {n}):
            kept |= {n}
    return kept


def _possible(space: Space, always: Sequence[Limit], limits: Collection[int]) -> bool:
    model = cp_model.CpModel()
    counts = [model.new_int_var(0, n, "") for n in space.sizes]
    constrain(model, space, counts, [*always, *(space.limits[n] for n in sorted(limits))])
    return solver(20).solve(model) != cp_model.INFEASIBLE


def least_relaxation(space: Space) -> dict[str, int]:
    """By how many candidates each quota must give way, in total as little as can be.

    A negative number lowers what is asked at least, a positive one raises what is allowed at most.
    """
    model = cp_model.CpModel()
    counts = [model.new_int_var(0, n, "") for n in space.sizes]
    constrain(model, space, counts, ())
    reach = sum(space.sizes) + sum(limit.least for limit in space.limits)
    lower, higher = [], []
    for limit in space.limits:
        total = cp_model.LinearExpr.sum([counts[t] for t in limit.types])
        lower.append(model.new_int_var(0, reach, ""))
        higher.append(model.new_int_var(0, reach, ""))
        model.add(total + lower[-1] >= limit.least)
        model.add(total - higher[-1] <= limit.most)
    model.minimize(cp_model.LinearExpr.sum([*lower, *higher]))
    search = solver(60)
    if search.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    moves = [search.value(h) - search.value(w) for h, w in zip(higher, lower, strict=True)]
    return {limit.name: m for limit, m in zip(space.limits, moves, strict=True) if m}
