"""Teams for drawn visits: the fairest chances of every pair of visit and person, and plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from models.draw import Certificate, DueTeam, FrozenRule, Row, Status, TeamLottery
from planner.draw.eligible import meets
from planner.draw.halving import Split, halved

PLANS = 1024
"""Plans in a lottery; a power of two."""
_FINE = 1 << 12
"""Chances are found in units of one part in `PLANS · _FINE`."""

Counts = NDArray[np.int64]


class NoTeamError(Exception):
    """No assignment keeps all team rules.

    Attributes
    ----------
    visits
        Targets whose visits need more people, together, than there are for them.
    """

    def __init__(self, visits: tuple[str, ...]) -> None:
        super().__init__(", ".join(visits))
        self.visits = visits


@dataclass(frozen=True)
class Slot:
    """Places in a team that any of these people may take."""

    visit: int
    places: int
    people: frozenset[int]
    lead: bool


@dataclass(frozen=True)
class Network:
    """Slots, pairs of visit and person, and people, as a flow: slot → pair → person → back.

    A pair carries at most one unit in a plan, a person at most `visits_at_most`. Limits of slots
    form one hierarchy, those of pairs and people another; so whatever is fractionally possible is a
    lottery over plans (Budish, Che, Kojima, Milgrom 2013).
    """

    slots: tuple[Slot, ...]
    pairs: tuple[tuple[int, int], ...]
    people: int
    visits_at_most: int

    @cached_property
    def places(self) -> int:
        """Places in all teams together."""
        return sum(slot.places for slot in self.slots)

    @cached_property
    def visit_of(self) -> Counts:
        """The visit of each pair."""
        return np.array([v for v, _ in self.pairs], dtype=np.int64)

    @cached_property
    def person_of(self) -> Counts:
        """The person of each pair."""
        return np.array([p for _, p in self.pairs], dtype=np.int64)

    @cached_property
    def choices(self) -> tuple[Counts, Counts]:
        """Slot and pair of each way to take a place."""
        number = {pair: n for n, pair in enumerate(self.pairs)}
        ways = [
            (s, number[slot.visit, p])
            for s, slot in enumerate(self.slots)
            for p in sorted(slot.people)
        ]
        table = np.array(ways, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]


def network_of(rule: FrozenRule, people: Sequence[Row], barred: frozenset[str]) -> Network:
    """The network of a rule.

    Parameters
    ----------
    barred
        People who take part in no visit.
    """
    slots: list[Slot] = []
    for v, visit in enumerate(rule.visits):
        fit = frozenset(
            p
            for p, row in enumerate(people)
            if row["id"] not in barred and not meets(row, {"barred": (visit.target,)})
        )
        slots += _slots(v, visit, people, fit)
    pairs = sorted({(s.visit, p) for s in slots for p in s.people})
    return Network(tuple(slots), tuple(pairs), len(people), rule.visits_at_most)


def _slots(v: int, visit: DueTeam, people: Sequence[Row], fit: frozenset[int]) -> list[Slot]:
    """A place for the lead and for each need, and the rest for anybody.

    Needs that everybody meets take no place. While there are more needs than places, the two that
    most people meet together share one. This may be stricter than the rule, never laxer.
    """
    wanted = [(frozenset(p for p in fit if meets(people[p], visit.lead)), frozenset({"lead"}))]
    for n, need in enumerate(visit.needs):
        able = frozenset(p for p in fit if meets(people[p], need.where))
        if able != fit:
            wanted += [(able, frozenset({str(n)}))] * need.least
    while len(wanted) > visit.size:
        # two places of one need stay apart, since one person cannot count twice for it
        shared = [
            (len(wanted[i][0] & wanted[j][0]), i, j)
            for i in range(len(wanted))
            for j in range(i)
            if not wanted[i][1] & wanted[j][1]
        ]
        if not shared:
            raise NoTeamError((visit.target,))
        _, i, j = max(shared)
        one, other = wanted.pop(i), wanted.pop(j)
        wanted.append((one[0] & other[0], one[1] | other[1]))
    wanted += [(fit, frozenset())] * (visit.size - len(wanted))
    places: dict[tuple[frozenset[int], bool], int] = {}
    for able, needs in wanted:
        key = able, "lead" in needs
        places[key] = places.get(key, 0) + 1
    return [Slot(v, number, able, lead) for (able, lead), number in places.items()]


@dataclass(frozen=True)
class _Trial:
    """Whether every pair can have its floor: tickets by choice, or the cut that forbids it."""

    flow: Counts | None
    crossing: NDArray[np.bool_]
    room: int
    slots_short: tuple[int, ...]


def _trial(net: Network, floors: Counts, unit: int) -> _Trial:
    """Try floors of pairs, all limits being `unit` times those of one plan."""
    slots, pairs = net.choices
    pair0, person0 = len(net.slots), len(net.slots) + len(net.pairs)
    back, source, sink = person0 + net.people, person0 + net.people + 1, person0 + net.people + 2
    of_person = np.bincount(net.person_of, weights=floors, minlength=net.people).astype(np.int64)
    all_pairs, everybody = np.arange(len(net.pairs)), np.arange(net.people)
    places = np.array([slot.places for slot in net.slots], dtype=np.int64) * unit
    groups = [
        (np.full(len(slots), 0) + slots, pair0 + pairs, np.full(len(slots), unit)),
        (pair0 + all_pairs, person0 + net.person_of, unit - floors),
        (
            person0 + everybody,
            np.full(net.people, back),
            np.full(net.people, net.visits_at_most * unit),
        ),
        (np.full(len(places), source), np.arange(len(places)), places),
        (pair0 + all_pairs, np.full(len(net.pairs), sink), floors),
        (np.full(net.people, source), person0 + everybody, of_person),
        (np.array([back]), np.array([sink]), np.array([net.places * unit])),
    ]
    tails, heads, room = (np.concatenate([g[k] for g in groups]) for k in range(3))
    solver = max_flow.SimpleMaxFlow()
    arcs = solver.add_arcs_with_capacity(tails, heads, room)
    solver.solve(source, sink)
    if solver.optimal_flow() == net.places * unit + int(floors.sum()):
        flow = np.array(solver.flows(arcs[: len(slots)]), dtype=np.int64)
        return _Trial(flow, np.zeros(len(net.pairs), dtype=np.bool_), 0, ())
    inside = np.zeros(sink + 1, dtype=np.bool_)
    inside[np.array(solver.get_source_side_min_cut())] = True
    crossing = ~inside[pair0 + all_pairs] & inside[person0 + net.person_of]
    cut = inside[tails] & ~inside[heads]
    value = int(room[cut].sum())
    # the floors' share of cut and demand cancels except for the pairs that cross
    floors_in = value - net.places * unit - int(floors.sum()) + int(floors[crossing].sum())
    short = tuple(np.flatnonzero(inside[:pair0]).tolist())
    return _Trial(None, crossing, floors_in, short)


def fairest_flow(
    net: Network, targets: Sequence[str], seconds: float
) -> tuple[Counts, Fraction, bool]:
    """`PLANS · _FINE` tickets laid on choices so that the chances of pairs are leximin-fair.

    The least pair is made as great as can be; the pairs of the cut that forbids more are held
    there; then the least of the others, and so on. Everything is whole numbers.

    Returns
    -------
    The tickets by choice, the proven bound of the least pair's chance, and whether all levels are
    settled.

    Raises
    ------
    NoTeamError
        When there is no plan at all.
    """
    until, unit = monotonic() + seconds, PLANS * _FINE
    floors = np.zeros(len(net.pairs), dtype=np.int64)
    is_open = np.ones(len(net.pairs), dtype=np.bool_)
    found = _trial(net, floors, unit)
    if found.flow is None:
        short = sorted({targets[net.slots[s].visit] for s in found.slots_short})
        raise NoTeamError(tuple(short) or tuple(targets))
    flow, bound = found.flow, Fraction(0)
    while is_open.any() and (monotonic() < until or not bound):
        tight, value, exact = _ceiling(net, floors, is_open, unit)
        while True:
            found = _trial(net, np.where(is_open, value, floors), unit)
            if found.flow is not None:
                break
            tight = found.crossing & is_open
            room = found.room - int(floors[found.crossing & ~is_open].sum())
            exact = Fraction(room, int(tight.sum()))
            value = int(exact)
        flow = found.flow
        floors = np.where(is_open & tight, value, floors)
        is_open &= ~tight
        bound = bound or exact / unit
    return flow, bound, not is_open.any()


def _ceiling(
    net: Network, floors: Counts, is_open: NDArray[np.bool_], unit: int
) -> tuple[NDArray[np.bool_], int, Fraction]:
    """What the places of each visit and the visits of each person alone allow the open pairs."""
    places = np.zeros(int(net.visit_of.max()) + 1, dtype=np.int64)
    for slot in net.slots:
        places[slot.visit] += slot.places
    best: tuple[Fraction, NDArray[np.bool_]] = (Fraction(unit), np.zeros_like(is_open))
    for group, limits in (
        (net.visit_of, places),
        (net.person_of, np.full(net.people, net.visits_at_most)),
    ):
        taken = np.bincount(group, weights=np.where(is_open, 0, floors), minlength=len(limits))
        number = np.bincount(group, weights=is_open, minlength=len(limits)).astype(np.int64)
        rest = limits * unit - taken.astype(np.int64)
        for one in np.flatnonzero(number):
            exact = Fraction(int(rest[one]), int(number[one]))
            if exact < best[0]:
                best = (exact, is_open & (group == one))
            elif exact == best[0]:
                best = (exact, best[1] | (is_open & (group == one)))
    tight = best[1] if best[1].any() else is_open
    return tight, min(unit, int(best[0])), best[0]


def team_lottery(
    rule: FrozenRule, people: Sequence[Row], barred: frozenset[str], seconds: float = 40
) -> tuple[TeamLottery, Certificate]:
    """A lottery over plans in which every pair has the fairest chance, and what is proven of it.

    Raises
    ------
    NoTeamError
        When no plan keeps all rules.
    """
    net = network_of(rule, people, barred)
    fine, bound, complete = fairest_flow(net, [v.target for v in rule.visits], seconds)
    plans = _plans(net, fine, len(rule.visits))
    chances: list[dict[str, int]] = [
        {str(people[p]["id"]): 0 for visit, p in net.pairs if visit == v}
        for v in range(len(rule.visits))
    ]
    for plan in plans:
        for chance, team in zip(chances, plan, strict=True):
            for p in team:
                chance[str(people[p]["id"])] += 1
    least = Fraction(min(min(chance.values()) for chance in chances), PLANS)
    return TeamLottery(denominator=PLANS, plans=plans, pairs=tuple(chances)), Certificate(
        status=Status.LEXIMIN if complete else Status.MAXIMIN,
        least=str(least),
        bound=str(bound),
        gap=str(bound - least),
    )


def _plans(net: Network, fine: Counts, visits: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """The tickets rounded to whole plans, and each plan's teams with the lead first."""
    slots, pairs = net.choices
    nests = (pairs, net.person_of[pairs])
    split = Split(np.zeros_like(fine), np.arange(len(fine)), fine)
    for _ in range(_FINE.bit_length() - 1):
        split = halved(split, slots, nests)
        kept = split.part == 0
        split = Split(split.part[kept], split.choice[kept], split.tickets[kept])
    for _ in range(PLANS.bit_length() - 1):
        split = halved(split, slots, nests)
    teams: list[list[list[int]]] = [[[] for _ in range(visits)] for _ in range(PLANS)]
    for part, choice in zip(split.part.tolist(), split.choice.tolist(), strict=True):
        slot, person = net.slots[slots[choice]], net.pairs[pairs[choice]][1]
        team = teams[part][slot.visit]
        team.insert(0 if slot.lead else len(team), person)
    return tuple(tuple(map(tuple, plan)) for plan in teams)
