"""When people are free, and who may be where on which day, before any visit is planned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.inspector import InspectorFilter
from models.plan import Half, TrainingDay
from models.problem import Problem
from planner.demand import Request
from planner.horizon import Horizon
from planner.rules import (
    certificate,
    engagement,
    exchange,
    leave,
    membership,
    qualification,
    recusal,
    travel,
)
from planner.travel import TravelTable

Mask = NDArray[np.bool_]

CANDIDATE_RULES = (
    "membership",
    "qualification",
    "travel",
    "exchange",
    "certificate",
    "leave",
    "engaged",
    "recusal",
)


@dataclass(frozen=True)
class Presence:
    """People's free time. Slots are half-days, `2 * day` in the morning and one more after noon."""

    problem: Problem
    days: Horizon
    table: TravelTable
    training: tuple[TrainingDay, ...]
    _free_from: dict[tuple[str, int, Half | None], Mask] = field(default_factory=dict)
    _away: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    _sorts: dict[tuple[InspectorFilter, str], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def free(self) -> Mapping[str, Mask]:
        """For each person the slots in which nothing keeps him or her from a visit."""
        engaged = self.problem.engagements_by_inspector
        return {
            p: mask & ~engagement.slots(self.problem, self.days, p) if p in engaged else mask
            for p, mask in self.free_of_own.items()
        }

    @cached_property
    def free_of_own(self) -> Mapping[str, Mask]:
        """The same but for engagements: no leave, no training and a valid certificate."""
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
        """For each person the half-days on working days that are free but for engagements."""
        working = np.repeat(self.days.working, 2)
        masks = self.free_of_own.items()
        return {person: int(np.count_nonzero(mask & working)) for person, mask in masks}

    def fits(self, request: Request, people: list[str]) -> Mask:
        """For each person (row) and possible first day (column) whether the person can be there."""
        days = np.array(request.days, dtype=np.int64)
        table = np.zeros((len(people), len(days)), dtype=np.bool_)
        for number, person in enumerate(people):
            table[number] = self.free_from(person, request.half_days, request.half)[days]
            bound = self.bound_days(request, person)
            if bound:
                table[number] &= ~np.isin(days, bound)
        return table

    def free_from(self, person: str, half_days: int, half: Half | None = None) -> Mask:
        """For each day whether the person is free for a visit of this length from that day on.

        Parameters
        ----------
        half
            In which a visit of one half-day has to lie; by default either.
        """
        key = (person, half_days, half)
        if key not in self._free_from:
            self._free_from[key] = _runs_free(self.free[person], half_days, half)
        return self._free_from[key]

    def bound_days(self, request: Request, person_id: str) -> tuple[int, ...]:
        """First days on which an interest would bind the person, or another region has to go."""
        bound = self._interest_days(request, person_id)
        away = self._away_days(request, person_id)
        return tuple(sorted({*bound, *away})) if bound and away else bound or away

    def _away_days(self, request: Request, person_id: str) -> tuple[int, ...]:
        """First days on which the person's region does not check that of the target."""
        if not self.problem.rotations:
            return ()
        person = self.problem.inspector_by_id[person_id]
        key = (request.id, person.region)
        if key not in self._away:
            target = self.problem.target_by_id[request.target]
            programmes = (self.problem.programme_by_id[p] for p in request.programmes)
            found = (exchange.spans(self.problem, p, person, target) for p in programmes)
            allowed = [spans for spans in found if spans is not None]
            self._away[key] = tuple(
                day
                for day in request.days
                if not all(
                    any(first <= self.days.date_of(day) <= last for first, last in spans)
                    for spans in allowed
                )
            )
        return self._away[key]

    def _interest_days(self, request: Request, person_id: str) -> tuple[int, ...]:
        """First days on which an interest would bind the person during the visit."""
        if (person_id, request.target) not in self.problem.interests_by_pair:
            return ()
        person = self.problem.inspector_by_id[person_id]
        target = self.problem.target_by_id[request.target]
        clear = np.repeat(recusal.free_days(self.problem, self.days, person, target), 2)
        fine = _runs_free(clear, request.half_days)
        return tuple(d for d in request.days if not fine[d])

    def refusal(self, request: Request, person_id: str) -> str | None:
        """The rule that keeps the person from the request on all days alike."""
        person = self.problem.inspector_by_id[person_id]
        target = self.problem.target_by_id[request.target]
        rules = (self.problem.programme_by_id[p].team for p in request.programmes)
        if not qualification.permits(person, target):
            return "qualification"
        if not all(membership.permits(self.problem, rule, person, target) for rule in rules):
            return "membership"
        if not travel.permits(self.table, person, target):
            return "travel"
        if request.days and len(self._away_days(request, person_id)) == len(request.days):
            return "exchange"
        return None

    def exclusion(self, request: Request, person_id: str) -> str | None:
        """The first of `CANDIDATE_RULES` that keeps the person from every day of the request."""
        refusal = self.refusal(request, person_id)
        if refusal is not None or self.fits(request, [person_id]).any():
            return refusal
        days = np.array(request.days, dtype=np.int64)
        person = self.problem.inspector_by_id[person_id]
        if not certificate.workable(self.problem, self.days, person)[days].any():
            return "certificate"
        if self.free_from(person_id, request.half_days)[days].any():
            return "recusal"
        own = _runs_free(self.free_of_own[person_id], request.half_days)
        return "engaged" if own[days].any() else "leave"

    def sort(self, who: InspectorFilter, target_id: str) -> frozenset[str]:
        """Everybody whom the filter matches, as seen from that target."""
        problem, target = self.problem, self.problem.target_by_id[target_id]
        asks = who.outside_county is not None or who.outside_prefecture is not None
        key = (who, target.region if asks else "")
        if key not in self._sorts:
            self._sorts[key] = frozenset(
                person.id for person in problem.inspectors if problem.meets(who, person, target)
            )
        return self._sorts[key]


def _runs_free(slots: Mask, half_days: int, half: Half | None = None) -> Mask:
    """For each day whether a visit of this length finds all its slots free; half a day, either."""
    if half_days == 1 and half is not None:
        return slots[half is Half.PM :: 2]
    if half_days == 1:
        return slots[0::2] | slots[1::2]
    padded = np.concatenate([slots, np.zeros(half_days, dtype=np.bool_)])
    free = np.ones(len(slots), dtype=np.bool_)
    for offset in range(half_days):
        free &= padded[offset : offset + len(slots)]
    return free[0::2]
