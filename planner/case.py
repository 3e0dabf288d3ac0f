"""What the visit stages decide on: requests, who may take part, and when people are free."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.inspector import InspectorFilter
from models.plan import TrainingDay
from models.problem import Problem
from planner.demand import Request
from planner.horizon import Horizon
from planner.rules import certificate, leave, membership, qualification, recusal, travel
from planner.travel import TravelTable

Mask = NDArray[np.bool_]

CANDIDATE_RULES = ("membership", "qualification", "travel", "certificate", "leave", "recusal")

MOST_CANDIDATES = 60
"""Of more candidates for one visit only the nearest are looked at."""


@dataclass(frozen=True)
class Case:
    """The problem with its requests and everything known before teams and days are chosen.

    Slots are half-days, `2 * day` in the morning and `2 * day + 1` in the afternoon.
    """

    problem: Problem
    days: Horizon
    table: TravelTable
    requests: tuple[Request, ...]
    training: tuple[TrainingDay, ...]

    @cached_property
    def request(self) -> Mapping[str, Request]:
        """Requests by id."""
        return {r.id: r for r in self.requests}

    @cached_property
    def free(self) -> Mapping[str, Mask]:
        """For each person the slots without leave and training and with a valid certificate."""
        masks: dict[str, Mask] = {}
        for person in self.problem.inspectors:
            workable = certificate.workable(self.problem, self.days, person)
            workable = workable & leave.workable(self.problem, self.days, person)
            masks[person.id] = np.repeat(workable, 2)
        for day in self.training:
            first = 2 * self.days.day(day.day)
            masks[day.inspector][first : first + day.half_days] = False
        return masks

    @cached_property
    def free_workdays(self) -> Mapping[str, int]:
        """For each person the number of free half-days on working days."""
        working = np.repeat(self.days.working, 2)
        return {person: int(np.count_nonzero(mask & working)) for person, mask in self.free.items()}

    @cached_property
    def candidates(self) -> Mapping[str, tuple[str, ...]]:
        """For each request the ids of those who may take part on at least one of its days."""
        return {r.id: self._nearest(r, self._able(r)) for r in self.requests}

    @cached_property
    def limited(self) -> bool:
        """Whether some request has more people to choose from than are looked at."""
        return any(len(self._able(r)) > len(self.candidates[r.id]) for r in self.requests)

    @cached_property
    def _able_by_request(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _able(self, request: Request) -> tuple[str, ...]:
        """Everybody who may take part on at least one day, in the order of the data."""
        if request.id not in self._able_by_request:
            self._able_by_request[request.id] = self._find_able(request)
        return self._able_by_request[request.id]

    def _find_able(self, request: Request) -> tuple[str, ...]:
        if request.team.responsible:
            pool = [request.responsible] if request.responsible else []
        else:
            pool = [person.id for person in self.problem.inspectors]
        allowed = [p for p in pool if self._refusal(request, p) is None]
        fits = self.fits(request, allowed)
        return tuple(p for number, p in enumerate(allowed) if fits[number].any())

    def _refusal(self, request: Request, person_id: str) -> str | None:
        """The rule that keeps the person from the request on all days alike."""
        person = self.problem.inspector_by_id[person_id]
        target = self.problem.target_by_id[request.target]
        if not qualification.permits(person, target):
            return "qualification"
        if not membership.permits(self.problem, request.team, person, target):
            return "membership"
        if not travel.permits(self.table, person, target):
            return "travel"
        return None

    def exclusion(self, request: Request, person_id: str) -> str | None:
        """The first of `CANDIDATE_RULES` that keeps the person from every day of the request."""
        refusal = self._refusal(request, person_id)
        if refusal is not None or self.fits(request, [person_id]).any():
            return refusal
        person = self.problem.inspector_by_id[person_id]
        days = list(request.days)
        if not certificate.workable(self.problem, self.days, person)[days].any():
            return "certificate"
        return (
            "leave" if not self._free_from(request.half_days, person_id)[days].any() else "recusal"
        )

    def fits(self, request: Request, people: list[str]) -> Mask:
        """For each person (row) and possible first day (column) whether the person can be there."""
        days = list(request.days)
        rows = [self._free_from(request.half_days, p)[days] for p in people]
        table = np.array(rows, dtype=np.bool_).reshape(len(people), len(days))
        for number, person in enumerate(people):
            bound = self.bound_days(request, person)
            if bound:
                table[number] &= ~np.isin(days, bound)
        return table

    @cached_property
    def _free_from_tables(self) -> dict[int, dict[str, Mask]]:
        return {}

    def _free_from(self, half_days: int, person: str) -> Mask:
        """For each day whether the person is free for a visit of this length from that day on."""
        tables = self._free_from_tables
        if half_days not in tables:
            tables[half_days] = {p: _runs_free(mask, half_days) for p, mask in self.free.items()}
        return tables[half_days][person]

    def least_travel_hm(self) -> int:
        """Travel if every visit took its nearest people, whatever else they do: a lower bound."""
        total = 0
        for request in self.requests:
            size = 1 if request.team.responsible else request.team.size
            trips = [self.table.round_trip_hm(p, request.target) for p in self._able(request)]
            total += sum(sorted(trips)[:size])
        return total

    def bound_days(self, request: Request, person_id: str) -> tuple[int, ...]:
        """First days on which an interest would bind the person during the visit."""
        if (person_id, request.target) not in self.problem.interests_by_pair:
            return ()
        person = self.problem.inspector_by_id[person_id]
        target = self.problem.target_by_id[request.target]
        clear = np.repeat(recusal.free_days(self.problem, self.days, person, target), 2)
        fine = _runs_free(clear, request.half_days)
        return tuple(d for d in request.days if not fine[d])

    def _nearest(self, request: Request, people: tuple[str, ...]) -> tuple[str, ...]:
        """The nearest of many people, and the nearest of each sort that the team needs."""
        if len(people) <= MOST_CANDIDATES:
            return people
        by_distance = sorted(people, key=lambda p: (self.table.round_trip_hm(p, request.target), p))
        kept = set(by_distance[:MOST_CANDIDATES])
        for who, number in self.demands(request):
            matching = [p for p in by_distance if self.is_one_of(request, p, who)]
            kept.update(matching[: number * MOST_CANDIDATES // 4])
        return tuple(p for p in people if p in kept)

    def demands(self, request: Request) -> list[tuple[InspectorFilter, int]]:
        """Sorts of people the team needs, with the least number of each."""
        rule = request.team
        if rule.responsible:
            return []
        wanted = [(rule.lead, 1), *((need.who, need.at_least) for need in rule.needs)]
        if rule.cover_stages:
            parts = self.problem.target_by_id[request.target].stage_parts
            wanted += [(InspectorFilter(stages=(part,)), 1) for part in parts]
        return wanted

    def is_one_of(self, request: Request, person_id: str, who: InspectorFilter) -> bool:
        """Whether the person is of a sort, as seen from the request's target."""
        person = self.problem.inspector_by_id[person_id]
        target = self.problem.target_by_id[request.target]
        asks = who.outside_county is not None
        outside = asks and self.problem.outside_county(person, target)
        return who.matches(person, outside_county=outside)


def _runs_free(slots: Mask, half_days: int) -> Mask:
    """For each day whether a visit of this length finds all its slots free; half a day, either."""
    if half_days == 1:
        return slots[0::2] | slots[1::2]
    padded = np.concatenate([slots, np.zeros(half_days, dtype=np.bool_)])
    free = np.ones(len(slots), dtype=np.bool_)
    for offset in range(half_days):
        free &= padded[offset : offset + len(slots)]
    return free[0::2]
