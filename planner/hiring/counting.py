"""The least number of hires for headcounts and zones: a few whole numbers, no search over days.

People who may hold the same targets are counted together, and so are targets that weigh alike, so
the programme stays small however large the office. While no target is of two quotas nothing is lost
by that: what a group can hold in sum, its people can share out evenly, quota after quota.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ortools.sat.python import cp_model

from models.inspector import InspectorFilter
from models.policy import Ratio, Share, Zoning
from models.problem import Problem
from models.target import Target
from planner.hiring.ground import Ground, Numbers
from planner.staffing import places

Headcount = Ratio | Share
Number = cp_model.LinearExpr | int
Hired = Sequence[cp_model.LinearExpr]
"""How many of each sort are hired, as expressions of a model."""

MOST_HIRES = 100_000
"""No question is about more; a share of 99 % beside one part-timer asks for 99."""


@dataclass(frozen=True)
class Least:
    """So many of each sort are enough, and no fewer in sum."""

    numbers: Numbers

    @property
    def size(self) -> int:
        """How many they are."""
        return sum(self.numbers)


def headcounts_of(problem: Problem) -> tuple[Headcount, ...]:
    """The ratios and shares that concern the office."""
    rules = problem.policy.staffing
    every: list[Headcount] = [*rules.ratios, *rules.shares]
    return tuple(rule for rule in every if not rule.offices or problem.level in rule.offices)


def least(ground: Ground, heads: Collection[Headcount], zoning: Zoning | None) -> Least | None:
    """The fewest hires with which these headcounts and these zones are kept; None if none are.

    Parameters
    ----------
    zoning
        The rules of zones to be kept; None when zones are of no concern.
    """
    model = cp_model.CpModel()
    hired = [model.new_int_var(0, MOST_HIRES, f"hired {n}") for n in range(len(ground.sorts))]
    for rule in heads:
        add_headcount(model, ground, rule, hired)
    if zoning is not None:
        _add_zones(model, ground, zoning, hired)
    model.minimize(cp_model.LinearExpr.sum(hired))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return Least(tuple(solver.value(number) for number in hired))


def add_headcount(model: cp_model.CpModel, ground: Ground, rule: Headcount, hired: Hired) -> None:
    """The ratio or share is kept with the people there and these hires."""
    have = _number(ground, rule.people, hired)
    if isinstance(rule, Share):
        among = _number(ground, rule.among, hired)
        have = _number(ground, rule.people, hired, within=rule.among)
        share = Fraction(str(rule.at_least))
        model.add(share.denominator * have >= share.numerator * among)
        return
    base: Number = _base(ground.problem, rule)
    if rule.per_people is not None:
        base = base + _number(ground, rule.per_people, hired)
    model.add(rule.targets * have >= rule.inspectors * base)


def _number(
    ground: Ground, who: InspectorFilter, hired: Hired, within: InspectorFilter | None = None
) -> Number:
    """How many people there and hires are of this sort, and of that."""
    filters = [who] if within is None else [who, within]
    there = sum(all(f.matches(p) for f in filters) for p in ground.problem.inspectors)
    counted = [
        number
        for sort, number in zip(ground.sorts, hired, strict=True)
        if all(f.matches(sort.profile) for f in filters)
    ]
    return there + cp_model.LinearExpr.sum(counted)


def _base(problem: Problem, rule: Ratio) -> int:
    """Targets and regions that a ratio is about; its people are counted beside."""
    number = 0
    if rule.per is not None:
        number += sum(rule.per.matches(t) for t in problem.targets)
    if rule.per_regions is not None:
        number += sum(r.level is rule.per_regions for r in problem.regions)
    return number


@dataclass(frozen=True)
class _Group:
    """People who may hold the same targets: so many of them."""

    size: Number
    targets: frozenset[str]


def _add_zones(model: cp_model.CpModel, ground: Ground, zoning: Zoning, hired: Hired) -> None:
    """Every target that somebody may hold is held within everybody's capacity."""
    by_id = ground.problem.target_by_id
    held = [t for t, people in ground.allowed_by(zoning).items() if people]
    groups = list(_groups(ground, zoning, hired))
    shares: list[dict[str, list[cp_model.IntVar]]] = [defaultdict(list) for _ in groups]
    kinds: dict[_Kind, list[str]] = defaultdict(list)
    for target in held:
        able = tuple(n for n, group in enumerate(groups) if target in group.targets)
        kinds[_kind(zoning, by_id[target], able)].append(target)
    for kind, targets in kinds.items():
        parts = {n: model.new_int_var(0, len(targets), f"held by {n}") for n in kind.able}
        model.add(cp_model.LinearExpr.sum(list(parts.values())) == len(targets))
        for number, part in parts.items():
            names = ["alone"] if kind.alone else ["all", *(f"quota {n}" for n in kind.quotas)]
            for name in names:
                shares[number][name].append(part)
    for group, own_shares in zip(groups, shares, strict=True):
        free = group.size - cp_model.LinearExpr.sum(own_shares["alone"])
        model.add(free >= 0)
        model.add(cp_model.LinearExpr.sum(own_shares["all"]) <= zoning.at_most * free)
        for number, quota in enumerate(zoning.quotas):
            model.add(
                cp_model.LinearExpr.sum(own_shares[f"quota {number}"]) <= quota.at_most * free
            )


def _groups(ground: Ground, zoning: Zoning, hired: Hired) -> Iterable[_Group]:
    """People there who may hold the same targets, then each sort of hires."""
    may: dict[str, set[str]] = defaultdict(set)
    for target, people in ground.allowed_by(zoning).items():
        for person in people:
            may[person].add(target)
    alike: dict[frozenset[str], int] = defaultdict(int)
    for person, targets in may.items():
        sort = ground.sort_of(person)
        if sort is None:
            alike[frozenset(targets)] += 1
        else:
            yield _Group(hired[sort], frozenset(targets))
    for own, number in alike.items():
        yield _Group(number, own)


@dataclass(frozen=True)
class _Kind:
    """Targets that weigh alike: who may hold them, whether each needs its own, their quotas."""

    able: tuple[int, ...]
    alone: bool
    quotas: tuple[int, ...]


def _kind(zoning: Zoning, target: Target, able: tuple[int, ...]) -> _Kind:
    quotas = (n for n, quota in enumerate(zoning.quotas) if quota.targets.matches(target))
    return _Kind(able, places(zoning, target) > 1, tuple(quotas))
