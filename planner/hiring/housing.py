"""Where so many hires should live: the homes with which the zones are shortest.

As the planner makes zones: first the months in which somebody responsible has no certificate, then
the kilometres (`docs/semantics.md`, "What is minimised").
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from models.inspector import Inspector
from models.problem import Problem
from models.target import Target
from planner.hiring.counting import Headcount, Number, add_headcount
from planner.hiring.ground import Ground, Numbers
from planner.hiring.sorts import Home, settled, staffed
from planner.holders import absent_months
from planner.horizon import horizon
from planner.lexicographic import Search, configured, stopping
from planner.staffing import places
from planner.travel import travel_table

_MONTH = 10_000_000
"""A month without certificate outweighs any travel (in units of 100 m)."""


@dataclass(frozen=True)
class Housed:
    """The hires, and no homes give zones with fewer kilometres (in units of 100 m)."""

    hires: tuple[tuple[Inspector, Home], ...]
    bound_hm: int


@dataclass(frozen=True)
class _Desk:
    """One person there, or all hires of one sort at one home."""

    person: Inspector
    size: Number
    hired: bool = False


def housed(
    ground: Ground,
    heads: Collection[Headcount],
    size: int,
    search: Search,
    numbers: Numbers | None = None,
    *,
    zones: bool = True,
) -> Housed | None:
    """Homes for so many hires; None when there are none, or none were found in time.

    Parameters
    ----------
    numbers
        How many of each sort; any that keep headcounts and zones when None.
    zones
        Whether zones without excess are asked for.
    """
    model = cp_model.CpModel()
    problem = ground.problem
    counts: list[list[cp_model.IntVar]] = []
    candidates: list[tuple[Inspector, Home]] = []
    hired: list[cp_model.IntVar] = []
    for number, sort in enumerate(ground.sorts):
        own = []
        for home in sort.homes:
            name = f"home-{len(candidates)}"
            candidates.append((settled(sort.profile, home, name), home))
            hired.append(model.new_int_var(0, size, name))
            own.append(hired[-1])
        counts.append(own)
        if numbers is not None:
            model.add(cp_model.LinearExpr.sum(own) == numbers[number])
    model.add(cp_model.LinearExpr.sum(hired) == size)
    for rule in heads:
        add_headcount(model, ground, rule, [cp_model.LinearExpr.sum(own) for own in counts])
    if zones:
        model.minimize(_add_holding(model, ground, candidates, hired))
    steady = search.steady(max(search.left(), 1))
    solver = configured(steady)
    solver.parameters.relative_gap_limit = 0
    with stopping(solver, steady):
        status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen: list[tuple[Inspector, Home]] = []
    for (person, home), count in zip(candidates, hired, strict=True):
        chosen += [(person, home)] * solver.value(count)
    bound = ceil(solver.best_objective_bound - 1e-6) if zones else 0
    months = round(solver.objective_value) // _MONTH if zones else 0
    return Housed(_named(problem, chosen), max(0, bound - months * _MONTH))


def _named(
    problem: Problem, chosen: list[tuple[Inspector, Home]]
) -> tuple[tuple[Inspector, Home], ...]:
    """Each with an id of its own, in the order of the regions."""
    taken = {p.id for p in problem.inspectors}
    free = (f"N{n:03d}" for n in range(1, 10**9) if f"N{n:03d}" not in taken)
    return tuple(
        (settled(person, home, name), home)
        for (person, home), name in zip(chosen, free, strict=False)
    )


def _add_holding(
    model: cp_model.CpModel,
    ground: Ground,
    candidates: list[tuple[Inspector, Home]],
    hired: list[cp_model.IntVar],
) -> cp_model.LinearExpr:
    """Everybody's targets within capacity, and what they cost in months and ways."""
    problem = ground.problem
    days = horizon(problem)
    table = travel_table(staffed(problem, candidates))
    months = {p.id: absent_months(problem, days, p) for p in problem.inspectors}
    desk_of = {p.id: _Desk(p, 1) for p in problem.inspectors}
    per_sort: dict[int, list[_Desk]] = defaultdict(list)
    of_home = iter(zip(candidates, hired, strict=True))
    for number, sort in enumerate(ground.sorts):
        for _ in sort.homes:
            (person, _), count = next(of_home)
            per_sort[number].append(_Desk(person, count, hired=True))
    held: dict[str, list[tuple[Target, cp_model.IntVar]]] = defaultdict(list)
    desks: dict[str, _Desk] = {}
    literals: list[cp_model.IntVar] = []
    costs: list[int] = []
    for target, people in ground.allowed.items():
        own = []
        for able in people:
            sort_number = ground.sort_of(able)
            who = [desk_of[able]] if sort_number is None else per_sort[sort_number]
            for desk in who:
                name = desk.person.id
                literal = model.new_bool_var(f"{name} holds {target}")
                if desk.hired:
                    model.add(desk.size >= 1).only_enforce_if(literal)
                desks[name] = desk
                held[name].append((problem.target_by_id[target], literal))
                own.append(literal)
                costs.append(months.get(name, 0) * _MONTH + table.round_trip_hm(name, target))
        literals += own
        if own:
            model.add_exactly_one(own)
    for name, targets in held.items():
        _add_capacity(model, problem, desks[name].size, targets)
    return cp_model.LinearExpr.weighted_sum(literals, costs)


def _add_capacity(
    model: cp_model.CpModel,
    problem: Problem,
    size: Number,
    held: list[tuple[Target, cp_model.IntVar]],
) -> None:
    """What so many people at one desk may hold, shared out among them (`counting`)."""
    rules = problem.policy.zoning
    alone = [literal for target, literal in held if places(rules, target) > 1]
    shared = [(target, literal) for target, literal in held if places(rules, target) == 1]
    free = size - cp_model.LinearExpr.sum(alone)
    model.add(free >= 0)
    model.add(cp_model.LinearExpr.sum([literal for _, literal in shared]) <= rules.at_most * free)
    for quota in rules.quotas:
        own = [literal for target, literal in shared if quota.targets.matches(target)]
        model.add(cp_model.LinearExpr.sum(own) <= quota.at_most * free)
