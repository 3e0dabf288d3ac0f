"""What the visit stages decide on: requests with their possible days, and who may take part."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.problem import Problem
from planner.asks import Ask, asks_of
from planner.demand import Request
from planner.horizon import Horizon
from planner.presence import Presence
from planner.rules import engagement
from planner.travel import TravelTable

MOST_CANDIDATES = 60
"""Of more candidates for one visit only the nearest are looked at, where visits are many."""

MOST_PAIRS = 20_000
"""With no more pairs of a visit and a candidate than that, all of them are looked at."""


@dataclass(frozen=True)
class Case:
    """The requests and everything known before teams and days are chosen.

    `candidates` are, for each request, the ids of those who may take part on at least one of its
    days; `asks` what each asks of its team. `limited` says that some request has more than are
    looked at; `least_travel_hm` is the travel if every visit took its nearest people, whatever else
    they do. The requests `apart` have visits of their own although they might share others.
    """

    presence: Presence
    requests: tuple[Request, ...]
    candidates: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, tuple[Ask, ...]]
    limited: bool
    least_travel_hm: int
    apart: frozenset[str] = frozenset()

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.presence.problem

    @property
    def days(self) -> Horizon:
        """The year."""
        return self.presence.days

    @property
    def table(self) -> TravelTable:
        """Distances."""
        return self.presence.table

    @cached_property
    def request(self) -> Mapping[str, Request]:
        """Requests by id."""
        return {r.id: r for r in self.requests}

    @cached_property
    def burden(self) -> Mapping[str, int]:
        """For everybody who may make some visit: half-days that count before any visit is made.

        Those beyond a fair share of last year, and those of engagements.
        """
        able = {p for r in self.requests if r.days for p in self.candidates[r.id]}
        return {
            p.id: 2 * p.carried_days
            + sum(e.half_days for e in self.problem.engagements_by_inspector.get(p.id, ()))
            for p in self.problem.inspectors
            if p.id in able
        }


def make_case(presence: Presence, due: tuple[Request, ...], *, everybody: bool = False) -> Case:
    """Find who may take part in each request, and drop days on which no team could be formed.

    Of many candidates only the nearest are kept, unless `everybody` is. No arrangement of the
    candidates is lost by dropping days, so optima and bounds stay the same.
    """
    requests: list[Request] = []
    candidates: dict[str, tuple[str, ...]] = {}
    asks = {request.id: asks_of(presence, request) for request in due}
    limited, least_travel = False, 0
    all_able = {r.id: able_people(presence, r, asks[r.id]) for r in due}
    everybody = everybody or sum(map(len, all_able.values())) <= MOST_PAIRS
    for request in due:
        able = all_able[request.id]
        near = able if everybody else _nearest(presence, request, able, asks[request.id])
        size = 1 if request.team.responsible else request.team.size
        trips = sorted(presence.table.round_trip_hm(p, request.target) for p in able)
        least_travel += sum(trips[:size])
        limited |= len(near) < len(able)
        candidates[request.id] = near
        requests.append(_pruned(presence, request, near, asks[request.id]))
    return Case(presence, tuple(requests), candidates, asks, limited, least_travel)


def able_people(presence: Presence, request: Request, asks: tuple[Ask, ...]) -> tuple[str, ...]:
    """Everybody who may take part on at least one day, in the order of the data."""
    pool = _pool(presence, request)
    barred = frozenset(p for ask in asks for p in ask.barred)
    allowed = [p for p in pool if p not in barred and presence.refusal(request, p) is None]
    fits = presence.fits(request, allowed)
    return tuple(p for number, p in enumerate(allowed) if fits[number].any())


def _pool(presence: Presence, request: Request) -> list[str]:
    """Those among whom people are looked for: everybody, or whom a rule or pin names alone."""
    size, crew = request.team.size, request.crew
    people = [person.id for person in presence.problem.inspectors]
    if request.team.responsible:
        size, people = 1, [request.responsible] if request.responsible else []
    if crew is None:
        return people
    return [p for p in people if p in crew] if len(crew) == size else []


def _nearest(
    presence: Presence, request: Request, people: tuple[str, ...], asks: tuple[Ask, ...]
) -> tuple[str, ...]:
    """The nearest of many people, and the nearest of each sort that the team needs."""
    if len(people) <= MOST_CANDIDATES:
        return people
    table = presence.table
    by_distance = sorted(people, key=lambda p: (table.round_trip_hm(p, request.target), p))
    kept = set(by_distance[:MOST_CANDIDATES])
    for ask in asks:
        matching = [p for p in by_distance if p in ask.people]
        kept.update(matching[: ask.at_least * MOST_CANDIDATES // 4])
    return tuple(p for p in people if p in kept)


def _pruned(
    presence: Presence, request: Request, people: tuple[str, ...], asks: tuple[Ask, ...]
) -> Request:
    """The request with only those days on which enough people of every sort needed are free.

    And on which other offices' visits to the target leave room.
    """
    if not people or not request.days:
        return request
    fits = presence.fits(request, list(people))
    enough = fits.sum(axis=0) >= (1 if request.team.responsible else request.team.size)
    for ask in (a for a in asks if a.when is None):
        chosen = np.array([p in ask.people for p in people], dtype=np.bool_)
        enough &= fits[chosen].sum(axis=0) >= ask.at_least
    days = np.array(request.days, dtype=np.int64)
    clear = engagement.clear_days(
        presence.problem, presence.days, request.target, request.kind, request.length
    )
    return replace(request, days=tuple(days[enough & clear[days]].tolist()))
