"""The outcomes that the rules allow, counted by type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ortools.sat.python import cp_model

from models.draw import FrozenRule, Row
from planner.draw.eligible import meets, weights


@dataclass(frozen=True)
class Limit:
    """Of these types together, at least and at most so many are drawn."""

    name: str
    types: tuple[int, ...]
    least: int
    most: int


@dataclass(frozen=True)
class Space:
    """All allowed outcomes: how many of each type, within the limits.

    Candidates whom no rule tells apart form a type, and each stands the same chance within it:
    fairness loses nothing by that, since the average over exchanging them is as fair. `apart` holds
    pairs of types, of one member each, of which at most one is drawn.
    """

    members: tuple[tuple[str, ...], ...]
    weights: tuple[int, ...]
    limits: tuple[Limit, ...]
    apart: tuple[tuple[int, int], ...] = ()

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Members of each type."""
        return tuple(map(len, self.members))

    @cached_property
    def claims(self) -> tuple[int, ...]:
        """Members times weight: what expected numbers are compared with."""
        return tuple(n * w for n, w in zip(self.sizes, self.weights, strict=True))


def space_of(rule: FrozenRule, rows: Sequence[Row]) -> Space:
    """The types of the candidates and the limits between them, in an order that ids alone give."""
    weight = weights(rule, rows)
    single = {candidate for pair in rule.apart for candidate in pair}
    groups: dict[tuple[object, ...], list[str]] = {}
    for row in sorted(rows, key=lambda r: str(r["id"])):
        name = str(row["id"])
        signature = tuple(meets(row, quota.where) for quota in rule.quotas)
        key = (signature, weight[name], name if name in single else "")
        groups.setdefault(key, []).append(name)
    keys = list(groups)
    limits = tuple(
        Limit(q.name, tuple(t for t, k in enumerate(keys) if k[0][n]), q.least, q.most)  # type: ignore[index]
        for n, q in enumerate(rule.quotas)
    )
    place = {names[0]: t for t, names in enumerate(groups.values()) if names[0] in single}
    apart = tuple(
        (place[a], place[b]) for a, b in rule.apart if a in place and b in place and a != b
    )
    found = Space(
        members=tuple(tuple(names) for names in groups.values()),
        weights=tuple(weight[names[0]] for names in groups.values()),
        limits=limits,
        apart=apart,
    )
    return _unsized_left_out(found, len(rule.sizes))


def _unsized_left_out(space: Space, sizes: int) -> Space:
    """A limit that keeps at 0 whoever no size counts."""
    counted = {t for limit in space.limits[:sizes] for t in limit.types}
    rest = tuple(t for t in range(len(space.members)) if t not in counted)
    if not rest:
        return space
    return Space(
        space.members, space.weights, (*space.limits, Limit("unsized", rest, 0, 0)), space.apart
    )


def constrain(
    model: cp_model.CpModel,
    space: Space,
    counts: Sequence[cp_model.LinearExprT],
    limits: Iterable[Limit] | None = None,
) -> None:
    """Every outcome of the model keeps the limits (all of them, unless some are given)."""
    for limit in space.limits if limits is None else limits:
        total = cp_model.LinearExpr.sum([counts[t] for t in limit.types])
        model.add_linear_constraint(total, limit.least, limit.most)
    for one, other in space.apart:
        model.add(cp_model.LinearExpr.sum([counts[one], counts[other]]) <= 1)


def solver(seconds: float) -> cp_model.CpSolver:
    """A solver that gives the same outcome for the same model: one worker, deterministic time."""
    made = cp_model.CpSolver()
    made.parameters.num_workers = 1
    made.parameters.max_deterministic_time = seconds
    made.parameters.random_seed = 0
    return made
