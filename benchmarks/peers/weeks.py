"""The year in weeks, as a planner would put it into a model: who is free how long in which week."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.plan import Half
from models.programme import Per
from planner.case import Case
from planner.demand import Request
from planner.model import Arrangement, Placement
from planner.objectives import available
from planner.placing import place
from planner.rules.workload import limits


@dataclass(frozen=True)
class Weeks:
    """What a week-indexed model of a case needs."""

    case: Case

    @cached_property
    def options(self) -> Mapping[str, dict[int, list[int]]]:
        """For each request its possible first days by week."""
        found: dict[str, dict[int, list[int]]] = {}
        for request in self.case.requests:
            by_week: dict[int, list[int]] = {}
            for day in request.days:
                by_week.setdefault(int(self.case.days.week[day]), []).append(day)
            found[request.id] = by_week
        return found

    @cached_property
    def triples(self) -> list[tuple[str, str, int]]:
        """Request, person and week: all who could go in that week."""
        found: list[tuple[str, str, int]] = []
        for request in self.case.requests:
            people = list(self.case.candidates[request.id])
            if len(people) < self.size(request) or not request.days:
                continue
            fits = self.case.presence.fits(request, people)
            week = self.case.days.week[np.array(request.days, dtype=np.int64)]
            for person, row in zip(people, fits, strict=True):
                found += [(request.id, person, int(w)) for w in np.unique(week[row])]
        return found

    def size(self, request: Request) -> int:
        """People of the visit."""
        return 1 if request.team.responsible else request.team.size

    def room(self, person: str) -> dict[tuple[str, int], tuple[list[int], int]]:
        """Half-days a person has in each week and month; which weeks each covers."""
        days = self.case.days
        free = self.case.presence.free[person].reshape(-1, 2).sum(axis=1) * days.working
        weeks = np.unique(days.week)
        found = {("week", int(w)): ([int(w)], int(free[days.week == w].sum())) for w in weeks}
        most = limits(self.case.problem, self.case.problem.inspector_by_id[person])
        if Per.MONTH in most:
            for month in range(12):
                own = [w for w, its in self.month.items() if its == month]
                found["month", month] = (own, most[Per.MONTH])
        if Per.YEAR in most:
            found["year", 0] = ([int(w) for w in weeks], most[Per.YEAR])
        return found

    @cached_property
    def month(self) -> Mapping[int, int]:
        """For each week the month of its first day, to which it is counted."""
        days = self.case.days
        return {int(w): int(days.month[np.argmax(days.week == w)]) for w in np.unique(days.week)}

    def share(self, person: str) -> int:
        """Half-days of the year the person has."""
        return available(self.case, self.case.problem.inspector_by_id[person])

    def dated(self, chosen: Mapping[str, tuple[int, tuple[str, ...]]]) -> Arrangement:
        """Days within the weeks chosen for each request, by the program's own placing."""
        teams = {r: Placement(team, -1, Half.AM) for r, (_, team) in chosen.items()}
        days = {r: self.options[r][week] for r, (week, _) in chosen.items()}
        return place(self.case, Arrangement(teams), days)
