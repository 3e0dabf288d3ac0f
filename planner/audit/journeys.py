"""The trips that a plan states, travelled anew by the auditor."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from models.inspector import Employment, Inspector
from models.plan import Trip
from models.problem import Problem
from planner.audit.distance import Distances, Place
from planner.audit.rows import Row

NOISE_YUAN = 1e-6  # sums of decimals in binary may lie a hair above a whole yuan


@dataclass(frozen=True)
class Journey:
    """A trip with the dated visits and the people it names that are known.

    `rows` are in the order of their half-days, whatever the plan's order.

    Source: docs/semantics.md, Trips.
    """

    trip: Trip
    rows: tuple[Row, ...]
    people: tuple[Inspector, ...]
    problem: Problem
    distances: Distances

    @property
    def start(self) -> date:
        """First day of the first visit."""
        return self.rows[0].days[0]

    @property
    def end(self) -> date:
        """Last day of the last visit."""
        return max(row.days[-1] for row in self.rows)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """All days from the first to the last."""
        return tuple(self.start + timedelta(n) for n in range((self.end - self.start).days + 1))

    @property
    def sleeps_out(self) -> bool:
        """Whether the people do not come home in the evenings."""
        return self.trip.nights > 0

    @cached_property
    def _drives(self) -> dict[str, Mapping[date, list[tuple[Place, Place]]]]:
        return {}

    def drive(self, person: Inspector) -> Mapping[date, list[tuple[Place, Place]]]:
        """The ways of each day."""
        if person.id not in self._drives:
            self._drives[person.id] = self._driven(person)
        return self._drives[person.id]

    def _driven(self, person: Inspector) -> Mapping[date, list[tuple[Place, Place]]]:
        ways: dict[date, list[tuple[Place, Place]]] = defaultdict(list)
        at: Place = person
        for day in self.days:
            for row in self.rows:
                if row.target is not None and day in row.days:
                    if row.target.id != at.id:
                        ways[day].append((at, row.target))
                    at = row.target
            if at is not person and (day == self.end or not self.sleeps_out):
                ways[day].append((at, person))
                at = person
        return ways

    @cached_property
    def _kilometres(self) -> dict[str, float]:
        return {}

    def km(self, person: Inspector) -> float:
        """Kilometres of one person, each way rounded to 0.1 km as plans state them."""
        if person.id not in self._kilometres:
            ways = [way for day in self.drive(person).values() for way in day]
            driven = sum(round(self.distances.way_km(*way), 1) for way in ways)
            self._kilometres[person.id] = driven
        return self._kilometres[person.id]

    def minutes(self, person: Inspector) -> dict[date, float]:
        """Minutes that one person drives on each day."""
        return {
            day: sum(self.distances.way_minutes(*way) for way in ways)
            for day, ways in self.drive(person).items()
        }

    def at_noon(self) -> list[tuple[Row, Row, float]]:
        """Visits of a morning and of the same day's afternoon, with the minutes between them."""
        return [
            (row, later, self.distances.way_minutes(row.target, later.target))
            for row, later in pairwise(self.rows)
            if row.days[-1] == later.days[0] and row.target and later.target
        ]

    @cached_property
    def travel_km(self) -> float:
        """Kilometres of all people; those who cannot get there count none."""
        return sum(km for km in map(self.km, self.people) if math.isfinite(km))

    def yuan(self, km: float) -> int:
        """What the trip costs with so many kilometres."""
        prices, days = self.problem.costs, sum(row.visit.half_days for row in self.rows) / 2
        fees = {
            Employment.PART_TIME: prices.part_time_fee_per_day_yuan,
            Employment.EXPERT: prices.expert_fee_per_day_yuan,
        }
        daily = [prices.board_per_day_yuan + fees.get(p.employment, 0) for p in self.people]
        nights = self.trip.nights * len(self.people)
        yuan = km * prices.per_km_yuan + nights * prices.lodging_per_night_yuan + days * sum(daily)
        return math.ceil(yuan - NOISE_YUAN)


def journeys(
    problem: Problem, distances: Distances, trips: tuple[Trip, ...], rows: tuple[Row, ...]
) -> tuple[Journey, ...]:
    """The trips that make at least one dated visit with somebody known."""
    by_id = {row.visit.id: row for row in reversed(rows)}
    found = []
    for trip in trips:
        own = [by_id[v] for v in dict.fromkeys(trip.visits) if v in by_id]
        own.sort(key=lambda row: row.halves()[0])
        table = problem.inspector_by_id
        people = tuple(table[p] for p in dict.fromkeys(trip.people) if p in table)
        if own and people:
            found.append(Journey(trip, tuple(own), people, problem, distances))
    return tuple(found)
