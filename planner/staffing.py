"""Stage `staffing`: headcounts against every ratio, and which targets cannot be covered.

A flow sends each zoned target to the people who may hold it, within their capacity. Where it falls
short, the minimum cut names the targets that compete for too few people.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ortools.graph.python import max_flow

from models.plan import Bottleneck, Staffing, StaffingFigure
from models.policy import Ratio, Zoning
from models.problem import Problem
from models.target import Target
from planner.holders import holders, zoned_targets
from planner.horizon import horizon
from planner.travel import travel_table

_Node = tuple[str, ...]
_Way = tuple[_Node, _Node, int | None]
"""From a node to another, with room for so many; None: for any number."""

_SOURCE: _Node = ("source",)
_SINK: _Node = ("sink",)


def staffing(problem: Problem) -> Staffing:
    """Ratios, shares and bottlenecks of an office.

    Source: `nm.14a`–`nm.14e`, `hn.16`, `my.4.1a`–`my.4.1c`.
    """
    allowed = holders(problem, horizon(problem), travel_table(problem))
    return Staffing(figures=headcounts(problem), bottlenecks=bottlenecks(problem, allowed))


def headcounts(problem: Problem) -> tuple[StaffingFigure, ...]:
    """People there and people demanded, for each ratio and share of the policy."""
    return tuple(_headcounts(problem))


def _headcounts(problem: Problem) -> Iterable[StaffingFigure]:
    for ratio in problem.policy.staffing.ratios:
        if ratio.offices and problem.level not in ratio.offices:
            continue
        have = sum(ratio.people.matches(i) for i in problem.inspectors)
        need = math.ceil(_base(problem, ratio) * ratio.inspectors / ratio.targets)
        yield StaffingFigure(clause=ratio.clause, have=have, need=need, short=max(0, need - have))
    for share in problem.policy.staffing.shares:
        if share.offices and problem.level not in share.offices:
            continue
        among = [i for i in problem.inspectors if share.among.matches(i)]
        have = sum(share.people.matches(i) for i in among)
        need = math.ceil(round(len(among) * share.at_least, 9))
        yield StaffingFigure(clause=share.clause, have=have, need=need, short=max(0, need - have))


def _base(problem: Problem, ratio: Ratio) -> int:
    """How many targets, regions and people the ratio is about."""
    number = 0
    if ratio.per is not None:
        number += sum(ratio.per.matches(t) for t in problem.targets)
    if ratio.per_regions is not None:
        number += sum(r.level is ratio.per_regions for r in problem.regions)
    if ratio.per_people is not None:
        number += sum(ratio.per_people.matches(i) for i in problem.inspectors)
    return number


def places(zoning: Zoning, target: Target) -> int:
    """How much of an inspector's capacity a target takes: all of it when it needs its own.

    Source: `nm.14d`, `hn.16`, `my.4.1a` (1:1 for schools with many students).
    """
    dedicated = zoning.dedicated_from is not None and target.size >= zoning.dedicated_from
    return zoning.at_most if dedicated else 1


def bottlenecks(problem: Problem, allowed: Mapping[str, tuple[str, ...]]) -> tuple[Bottleneck, ...]:
    """Groups of targets that need more places than the people who may hold them have.

    Those that nobody may hold are one group.

    Parameters
    ----------
    allowed
        For each zoned target who may hold it (`planner.holders.holders`).
    """
    ways = _ways(problem, allowed)
    crowded = _crowded(ways)
    nobodys: set[_Node] = {("target", t.id) for t in zoned_targets(problem) if not allowed[t.id]}
    groups = [
        group
        for group in _groups(crowded, ways)
        if any(node[0] == "target" for node in group) and not group <= nobodys
    ]
    groups += [nobodys] if nobodys else []
    found = [_bottleneck(problem, ways, group, allowed) for group in groups]
    return tuple(sorted((b for b in found if b.short > 0), key=lambda b: b.targets))


def _ways(problem: Problem, allowed: Mapping[str, tuple[str, ...]]) -> list[_Way]:
    """From the source over targets and those who may hold them to the sink."""
    zoning = problem.policy.zoning
    ways: dict[tuple[_Node, _Node], int | None] = {}
    for target in zoned_targets(problem):
        ways[_SOURCE, ("target", target.id)] = places(zoning, target)
        quotas = [n for n, quota in enumerate(zoning.quotas) if quota.targets.matches(target)]
        for person in allowed[target.id]:
            last: _Node = ("person", person)
            for number in quotas:
                desk = ("desk", person, str(number))
                ways[desk, last] = zoning.quotas[number].at_most
                last = desk
            ways[("target", target.id), last] = None
            ways[("person", person), _SINK] = zoning.at_most
    return [(start, end, room) for (start, end), room in ways.items()]


def _crowded(ways: Sequence[_Way]) -> set[_Node]:
    """The source's side of the largest minimum cut; nothing when all that leaves it arrives."""
    number: dict[_Node, int] = {_SOURCE: 0, _SINK: 1}
    wanted = sum(room or 0 for start, _, room in ways if start == _SOURCE)
    if not wanted:
        return set()
    flow = max_flow.SimpleMaxFlow()
    for start, end, room in ways:
        ends = [number.setdefault(node, len(number)) for node in (start, end)]
        flow.add_arc_with_capacity(*ends, wanted if room is None else room)
    flow.solve(0, 1)
    if flow.optimal_flow() == wanted:
        return set()
    far = set(flow.get_sink_side_min_cut())
    return {node for node, place in number.items() if place not in far} - {_SOURCE}


def _groups(nodes: set[_Node], ways: Sequence[_Way]) -> Iterator[set[_Node]]:
    """The nodes that ways between them hold together, group by group."""
    beside: dict[_Node, list[_Node]] = {node: [] for node in nodes}
    for start, end, _ in ways:
        if start in beside and end in beside:
            beside[start].append(end)
            beside[end].append(start)
    while beside:
        group = {next(iter(beside))}
        reached = list(group)
        while reached:
            fresh = set(beside.pop(reached.pop())) - group
            group |= fresh
            reached += fresh
        yield group


def _bottleneck(
    problem: Problem,
    ways: Sequence[_Way],
    group: set[_Node],
    allowed: Mapping[str, tuple[str, ...]],
) -> Bottleneck:
    targets = sorted(node[1] for node in group if node[0] == "target")
    people = sorted({person for t in targets for person in allowed[t]})
    demand = sum(places(problem.policy.zoning, problem.target_by_id[t]) for t in targets)
    room = sum(room or 0 for start, end, room in ways if start in group and end not in group)
    return Bottleneck(
        targets=tuple(targets), inspectors=tuple(people), places=room, short=demand - room
    )
