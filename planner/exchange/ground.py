"""What a rotation is found on: regions, batches, loads, ways, and every rule as a bar.

A *cell* is a check that could be: in this batch this region checks that one. Every rule says the
same of some cells, that at most so many of them are made; so the model, the conflict and the words
for it know one form only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, permutations, product
from typing import NamedTuple

import numpy as np

from models.exchange import Exchange
from models.problem import Problem
from models.programme import Programme
from models.region import Region
from models.text import Text
from planner.travel import great_circle_km


class Cell(NamedTuple):
    """A possible check: batch, checking and checked region, as numbers from 0."""

    batch: int
    checker: int
    checked: int


Arc = tuple[int, int]
"""Checking and checked region."""

Checks = frozenset[Cell]
"""The checks of a rotation."""


@dataclass(frozen=True, eq=False)
class Bar:
    """A rule: of these cells at most so many are made."""

    clause: str
    text: Text
    cells: frozenset[Cell]
    at_most: int = 0


@dataclass(frozen=True)
class Ground:
    """The regions in the order of their ids, and what is known of each pair of them.

    `load` is what checking that region is for this one, in hundredths of a target of its size for
    each person; `travel_hm` the way between their seats out and back, in units of 100 m.
    """

    exchange: Exchange
    regions: tuple[Region, ...]
    batches: tuple[tuple[date, date], ...]
    load: Mapping[Arc, int]
    travel_hm: Mapping[Arc, int]
    bars: tuple[Bar, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All checks of one region by another, whatever the rules say."""
        arcs = list(permutations(range(len(self.regions)), 2))
        return tuple(Cell(b, *arc) for b in range(len(self.batches)) for arc in arcs)

    @cached_property
    def free(self) -> tuple[Cell, ...]:
        """The checks that no rule forbids by itself."""
        forbidden = frozenset[Cell]().union(*(b.cells for b in self.bars if not b.at_most))
        return tuple(cell for cell in self.cells if cell not in forbidden)


def exchanging(problem: Problem, programme: Programme, office: str) -> tuple[Region, ...]:
    """The regions of the exchange's level inside the office's own, by id.

    Source: docs/semantics.md, Cross-checks.
    """
    exchange = programme.exchange
    assert exchange is not None
    inside = problem.tree.descendants(office)
    found = (r for r in problem.regions if r.id in inside and r.level is exchange.level)
    return tuple(sorted(found, key=lambda r: r.id))


def make_ground(problem: Problem, programme: Programme, office: str) -> Ground:
    """Read regions, sizes, people, seats and rules from the problem."""
    exchange = programme.exchange
    assert exchange is not None
    regions = exchanging(problem, programme, office)
    batches = tuple(window.dates(problem.year) for window in programme.windows)
    sizes = [max(1, n) for n in _count(problem, regions, _sizes(problem, exchange))]
    people = _count(problem, regions, _members(problem, programme))
    arcs = list(permutations(range(len(regions)), 2))
    return Ground(
        exchange,
        regions,
        batches,
        load={(i, j): -(-100 * sizes[j] // max(1, people[i])) for i, j in arcs},
        travel_hm=_travel(problem, regions),
        bars=tuple(_bars(problem, programme, regions, people)),
    )


def _sizes(problem: Problem, exchange: Exchange) -> list[str]:
    return [t.region for t in problem.targets if exchange.size.matches(t)]


def _members(problem: Problem, programme: Programme) -> list[str]:
    """Where those live who may sit in a team, to whatever other region it goes."""
    who = programme.team.members
    return [
        person.region
        for person in problem.inspectors
        if who.matches(person, outside_county=True, outside_prefecture=True)
    ]


def _count(problem: Problem, regions: tuple[Region, ...], places: list[str]) -> list[int]:
    """How many of the places lie in each region."""
    number = {region.id: n for n, region in enumerate(regions)}
    counts = [0] * len(regions)
    for place in places:
        for region in problem.tree.lineage(place):
            if region in number:
                counts[number[region]] += 1
    return counts


def _travel(problem: Problem, regions: tuple[Region, ...]) -> Mapping[Arc, int]:
    """Out and back between the seats, each way a great circle times the detour factor."""
    seats = np.array([seat(problem, region) for region in regions], dtype=np.float64)
    km = great_circle_km(seats, seats) * problem.travel.detour
    return {(i, j): round(20 * km[i, j]) for i, j in permutations(range(len(regions)), 2)}


def seat(problem: Problem, region: Region) -> tuple[float, float]:
    """The region's own position, else the middle of its targets, else of its people."""
    if region.lon is not None and region.lat is not None:
        return region.lon, region.lat
    for group in (problem.targets, problem.inspectors):
        places = [p for p in group if region.id in problem.tree.lineage(p.region)]
        if places:
            lon, lat = sum(p.lon for p in places), sum(p.lat for p in places)
            return lon / len(places), lat / len(places)
    return 0.0, 0.0


def _bars(
    problem: Problem, programme: Programme, regions: tuple[Region, ...], people: list[int]
) -> Iterator[Bar]:
    """Every rule but the goal itself, in the order in which they are told."""
    exchange = programme.exchange
    assert exchange is not None
    clause = (*programme.clauses, problem.policy.team_clause)[0]
    numbers = range(len(regions))
    all_batches = range(len(programme.windows))
    yield from _strangers(problem, clause, regions, all_batches)
    yield from _past(problem, exchange, clause, regions, all_batches)
    for i in numbers:
        if people[i] < programme.team.size:
            text = _text("few", first=regions[i], found=people[i], needed=programme.team.size)
            cells = (Cell(b, i, j) for b in all_batches for j in numbers if j != i)
            yield Bar(problem.policy.team_clause, text, frozenset(cells))
    for b in () if exchange.mutual else all_batches:
        for i, j in combinations(numbers, 2):
            text = _text("mutual", first=regions[i], second=regions[j], batch=b + 1)
            yield Bar(clause, text, frozenset((Cell(b, i, j), Cell(b, j, i))), 1)
    yield from _repeats(exchange, clause, regions, all_batches)
    for b in all_batches:
        for i in numbers:
            text = _text("most", first=regions[i], batch=b + 1, most=exchange.most)
            cells = (Cell(b, i, j) for j in numbers if j != i)
            yield Bar(clause, text, frozenset(cells), exchange.most)


def _strangers(
    problem: Problem, clause: str, regions: tuple[Region, ...], batches: range
) -> Iterator[Bar]:
    number = {region.id: n for n, region in enumerate(regions)}
    for two in problem.strangers:
        if two.first in number and two.second in number:
            i, j = number[two.first], number[two.second]
            text = _text("strangers", first=regions[i], second=regions[j])
            cells = (Cell(b, *arc) for b in batches for arc in ((i, j), (j, i)))
            yield Bar(clause, text, frozenset(cells))


def _past(
    problem: Problem, exchange: Exchange, clause: str, regions: tuple[Region, ...], batches: range
) -> Iterator[Bar]:
    """Of several past checks of a region by another the latest is told."""
    number = {region.id: n for n, region in enumerate(regions)}
    latest: dict[tuple[str, str], int] = {}
    for past in problem.past_checks:
        recent = problem.year - exchange.no_repeat_years <= past.year < problem.year
        if recent and past.checker in number and past.checked in number:
            pair = past.checker, past.checked
            latest[pair] = max(past.year, latest.get(pair, past.year))
    for (checker, checked), year in sorted(latest.items()):
        i, j = number[checker], number[checked]
        years = exchange.no_repeat_years
        code = "past_either" if exchange.reverse_counts else "past"
        text = _text(code, first=regions[i], second=regions[j], year=year, years=years)
        arcs = ((i, j), (j, i)) if exchange.reverse_counts else ((i, j),)
        yield Bar(clause, text, frozenset(Cell(b, *arc) for b in batches for arc in arcs))


def _repeats(
    exchange: Exchange, clause: str, regions: tuple[Region, ...], batches: range
) -> Iterator[Bar]:
    """No check again in another batch; the other way round neither, where that counts.

    Two that may check each other in one batch are kept from it in two only.
    """
    numbers = range(len(regions))
    if not exchange.reverse_counts:
        for i, j in permutations(numbers, 2):
            text = _text("twice", first=regions[i], second=regions[j])
            yield Bar(clause, text, frozenset(Cell(b, i, j) for b in batches), 1)
        return
    for i, j in combinations(numbers, 2):
        text = _text("twice_either", first=regions[i], second=regions[j])
        arcs = (i, j), (j, i)
        if not exchange.mutual:
            yield Bar(clause, text, frozenset(Cell(b, *a) for b in batches for a in arcs), 1)
            continue
        for one, other in combinations(batches, 2):
            for first, second in product(arcs, repeat=2):
                cells = frozenset((Cell(one, *first), Cell(other, *second)))
                yield Bar(clause, text, cells, 1)


def _text(code: str, **args: Region | int) -> Text:
    words = {k: v.name if isinstance(v, Region) else v for k, v in args.items()}
    return Text(code=f"exchange.rule.{code}", args=words)
