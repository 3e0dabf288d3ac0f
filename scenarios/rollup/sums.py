"""Figures of offices added up over regions."""

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from models.region import Region, RegionTree
from models.rollup import (
    ClauseFigures,
    Figures,
    HeadcountFigure,
    OfficeFigures,
    PersonLoad,
    ProgrammeFigures,
    RegionFigures,
    Scope,
)
from scenarios.rollup.workload import workload

_T = TypeVar("_T")


def totals(
    regions: Sequence[Region], offices: Sequence[OfficeFigures]
) -> tuple[RegionFigures, ...]:
    """The sums of each region in which offices report, a region before those below it.

    Of regions that hold all offices only the lowest is among them. A region whose office is not the
    only one in it also has that office's own.

    Source: docs/semantics.md, Roll-up.
    """
    tree = RegionTree(regions)
    of_region: dict[str, list[OfficeFigures]] = {}
    for office in offices:
        for region in tree.lineage(office.office):
            of_region.setdefault(region, []).append(office)
    everything = [r for r, below in of_region.items() if len(below) == len(offices)]
    for above in {a for region in everything for a in tree.ancestors(region)}:
        del of_region[above]
    people = _people(offices)
    found: list[RegionFigures] = []
    for place in in_order(regions):
        region = place.id
        below = of_region.get(region)
        if not below:
            continue
        staff = [p for p in people if p.office in tree and region in tree.lineage(p.office)]
        found.append(_of(region, Scope.ALL, below, staff))
        own = [office for office in below if office.office == region]
        if own and len(own) < len(below):
            staff = [p for p in people if p.office == region]
            found.append(_of(region, Scope.OWN, own, staff))
    return tuple(found)


def in_order(regions: Sequence[Region]) -> Iterable[Region]:
    """Each region before those below it, which follow by id."""
    below: dict[str | None, list[Region]] = {}
    for region in sorted(regions, key=lambda r: r.id):
        below.setdefault(region.parent, []).append(region)

    def walk(parent: str | None) -> Iterable[Region]:
        for region in below.get(parent, ()):
            yield region
            yield from walk(region.id)

    return walk(None)


def _of(
    region: str, scope: Scope, tasks: Sequence[OfficeFigures], people: Sequence[PersonLoad]
) -> RegionFigures:
    by_office: dict[str, list[OfficeFigures]] = {}
    for task in tasks:
        by_office.setdefault(task.office, []).append(task)
    return RegionFigures(
        region=region,
        scope=scope,
        offices=len(by_office),
        figures=added([_office([t.figures for t in own]) for own in by_office.values()]),
        workload=workload(people),
    )


def _people(offices: Iterable[OfficeFigures]) -> list[PersonLoad]:
    """Everybody once, with the work for all offices."""
    found: dict[tuple[str, str], PersonLoad] = {}
    for office in offices:
        for one in office.people:
            key = (one.office, one.person)
            half_days = one.half_days + (found[key].half_days if key in found else 0)
            found[key] = one.model_copy(update={"half_days": half_days})
    return list(found.values())


def _office(tasks: Sequence[Figures]) -> Figures:
    """The tasks of one office together: it has one staff, and keeps a clause or breaks it once."""
    together = added(tasks)
    worst = tuple(
        c.model_copy(
            update={
                "broken": min(1, c.broken),
                "kept": int(bool(c.kept) and not c.broken),
                "not_applicable": int(not c.kept and not c.broken),
            }
        )
        for c in together.clauses
    )
    first = next((t.headcounts for t in tasks if t.headcounts), ())
    return together.model_copy(update={"clauses": worst, "headcounts": first})


def added(parts: Sequence[Figures]) -> Figures:
    """The sum of figures; programmes and clauses stay in the order in which they first come."""
    return Figures(
        visits=sum(p.visits for p in parts),
        person_half_days=sum(p.person_half_days for p in parts),
        travel_km=round(math.fsum(p.travel_km for p in parts), 1),
        nights=sum(p.nights for p in parts),
        cost_yuan=sum(p.cost_yuan for p in parts),
        withheld=sum(p.withheld for p in parts),
        headcounts=_grouped((h for p in parts for h in p.headcounts), lambda h: h.clause, _heads),
        programmes=_grouped(
            (q for p in parts for q in p.programmes),
            lambda q: (q.programme, q.name, q.kind),
            _programme,
        ),
        clauses=_grouped((c for p in parts for c in p.clauses), lambda c: c.clause, _clause),
    )


def _grouped(
    items: Iterable[_T], key: Callable[[_T], Hashable], add: Callable[[list[_T]], _T]
) -> tuple[_T, ...]:
    groups: dict[Hashable, list[_T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return tuple(add(group) for group in groups.values())


def _heads(group: list[HeadcountFigure]) -> HeadcountFigure:
    """What one office has too many is no help to another: shortages add up by themselves."""
    return HeadcountFigure(
        clause=group[0].clause,
        have=sum(h.have for h in group),
        need=sum(h.need for h in group),
        short=sum(h.short for h in group),
    )


def _programme(group: list[ProgrammeFigures]) -> ProgrammeFigures:
    first, *_ = group
    a, b, c, d = (sum(column) for column in zip(*(p.quarters for p in group), strict=True))
    return ProgrammeFigures(
        programme=first.programme,
        name=first.name,
        kind=first.kind,
        due=sum(p.due for p in group),
        planned=sum(p.planned for p in group),
        left_out=sum(p.left_out for p in group),
        saved=sum(p.saved for p in group),
        quarters=(a, b, c, d),
    )


def _clause(group: list[ClauseFigures]) -> ClauseFigures:
    return ClauseFigures(
        clause=group[0].clause,
        kept=sum(c.kept for c in group),
        broken=sum(c.broken for c in group),
        not_applicable=sum(c.not_applicable for c in group),
        findings=sum(c.findings for c in group),
    )
