"""What the visit stages decide on: requests, who may take part, and when people are free."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.inspector import Inspector
from models.plan import TrainingDay
from models.problem import Problem
from planner.demand import Request
from planner.horizon import DayMask, Horizon
from planner.rules import certificate, leave, membership, qualification, recusal, travel
from planner.travel import TravelTable

SlotMask = NDArray[np.bool_]

CANDIDATE_RULES = ("membership", "qualification", "travel", "certificate", "leave", "recusal")


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
    def free(self) -> Mapping[str, SlotMask]:
        """For each person the slots without leave and training and with a valid certificate."""
        masks: dict[str, SlotMask] = {}
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
        return {r.id: tuple(self._candidates(r)) for r in self.requests}

    def _candidates(self, request: Request) -> list[str]:
        if request.team.responsible:
            pool = [request.responsible] if request.responsible else []
        else:
            pool = [person.id for person in self.problem.inspectors]
        return [p for p in pool if self.exclusion(request, p) is None]

    def exclusion(self, request: Request, person_id: str) -> str | None:
        """The first of `CANDIDATE_RULES` that keeps the person from every day of the request."""
        person = self.problem.inspector_by_id[person_id]
        target = self.problem.target_by_id[request.target]
        if not membership.permits(self.problem, request.team, person, target):
            return "membership"
        if not qualification.permits(person, target):
            return "qualification"
        if not travel.permits(self.table, person, target):
            return "travel"
        days = np.array(request.days, dtype=np.int64)
        certified = certificate.workable(self.problem, self.days, person)
        for rule, mask in (
            ("certificate", np.repeat(certified, 2)),
            ("leave", self.free[person_id]),
            ("recusal", self.free[person_id] & np.repeat(self._not_bound(person, request), 2)),
        ):
            if not _fits(mask, days, request.half_days).any():
                return rule
        return None

    def bound_days(self, request: Request, person_id: str) -> tuple[int, ...]:
        """First days on which an interest would bind the person during the visit."""
        person = self.problem.inspector_by_id[person_id]
        if (person_id, request.target) not in self.problem.interests_by_pair:
            return ()
        clear = np.repeat(self._not_bound(person, request), 2)
        days = np.array(request.days, dtype=np.int64)
        return tuple(days[~_fits(clear, days, request.half_days)].tolist())

    def _not_bound(self, person: Inspector, request: Request) -> DayMask:
        target = self.problem.target_by_id[request.target]
        return recusal.free_days(self.problem, self.days, person, target)


def _fits(mask: SlotMask, days: NDArray[np.int64], half_days: int) -> NDArray[np.bool_]:
    """For each first day whether a visit of this length finds all its slots in the mask."""
    if half_days == 1:
        return mask[2 * days] | mask[2 * days + 1]
    fits = np.ones(len(days), dtype=np.bool_)
    for offset in range(half_days):
        fits &= mask[np.minimum(2 * days + offset, len(mask) - 1)]
    return fits
