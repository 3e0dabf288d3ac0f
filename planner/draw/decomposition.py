"""Expected numbers as a lottery over whole outcomes, exactly."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from planner.draw.space import Limit, Space, constrain, solver

Outcomes = tuple[tuple[int, tuple[int, ...]], ...]
"""Tickets and counts by type of each outcome."""


_ATTEMPTS = 4


def decompose(space: Space, numerators: Sequence[int], denominator: int) -> Outcomes | None:
    """Outcomes with tickets that add up to the denominator and, by type, to the numerators.

    One outcome after the other: each type and each limit takes the whole number below or above its
    average, and the outcome gets as many tickets as leave the averages of the rest between the same
    whole numbers. So each outcome makes at least one more average whole for good, and there are no
    more outcomes than types and limits.

    Returns
    -------
    None when each of a few attempts ends with a rest that has no outcome: the expected numbers are
    then beyond any lottery, or at least beyond this search.

    Source: Birkhoff 1946, von Neumann 1953; Budish, Che, Kojima, Milgrom 2013 for limits that are
    laminar in two families, where it always succeeds.
    """
    attempts = (_attempt(space, numerators, denominator, seed) for seed in range(_ATTEMPTS))
    return next((found for found in attempts if found is not None), None)


def _attempt(
    space: Space, numerators: Sequence[int], denominator: int, seed: int
) -> Outcomes | None:
    rest, tickets = list(numerators), denominator
    found: list[tuple[int, tuple[int, ...]]] = []
    share = denominator
    while tickets:
        share = min(share, tickets)
        while (counts := _outcome(space, rest, tickets, share, seed)) is None:
            if share == 0:
                return None
            share //= 2
        number = _tickets(space, rest, tickets, counts)
        found.append((number, counts))
        rest = [r - number * c for r, c in zip(rest, counts, strict=True)]
        tickets -= number
    return tuple(found)


def _outcome(
    space: Space, rest: Sequence[int], tickets: int, share: int, seed: int
) -> tuple[int, ...] | None:
    """An outcome that can be given at least `share` tickets.

    With a share of 0 the limits need not be rounded, only kept, and one ticket is enough.
    """
    model = cp_model.CpModel()
    counts: list[cp_model.LinearExprT] = []
    for numerator in rest:
        low, most = _range(numerator, tickets, max(1, share))
        if low > most:
            return None
        counts.append(low if low == most else low + model.new_bool_var(""))
    for limit in space.limits:
        total = sum(rest[t] for t in limit.types)
        low, most = _range(total, tickets, share) if share else _kept(limit, total, tickets)
        if low > most:
            return None
        drawn = cp_model.LinearExpr.sum([counts[t] for t in limit.types])
        model.add_linear_constraint(drawn, low, most)
    constrain(model, space, counts, limits=())
    search = solver(1 if share else 10)
    search.parameters.random_seed = seed
    # the models are small and many: preparing one takes longer than solving it
    search.parameters.cp_model_presolve = False
    if search.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return tuple(map(search.value, counts))


def _range(total: int, tickets: int, share: int) -> tuple[int, int]:
    """The whole numbers next to an average that may take so many tickets; empty if none may."""
    low, over = divmod(total, tickets)
    if not over:
        return low, low
    return low + (tickets - over < share), low + (over >= share)


def _kept(limit: Limit, total: int, tickets: int) -> tuple[int, int]:
    """What a limit allows; an average that lies on its edge has to stay there."""
    low = limit.most if total == limit.most * tickets else limit.least
    most = limit.least if total == limit.least * tickets else limit.most
    return low, most


def _tickets(space: Space, rest: Sequence[int], tickets: int, counts: Sequence[int]) -> int:
    """The most tickets of this outcome that leave every average of the rest within its bounds."""
    most = tickets
    for numerator, count in zip(rest, counts, strict=True):
        low, over = divmod(numerator, tickets)
        if over:
            most = min(most, over if count > low else tickets - over)
    for limit in space.limits:
        drawn = sum(counts[t] for t in limit.types)
        total = sum(rest[t] for t in limit.types)
        if drawn < limit.most:
            most = min(most, (limit.most * tickets - total) // (limit.most - drawn))
        if drawn > limit.least:
            most = min(most, (total - limit.least * tickets) // (drawn - limit.least))
    return most
