"""Sums over a plan that several sheets show: half-days by person and month, money by programme."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from models.engagement import Engagement
from models.inspector import Employment, Inspector
from models.plan import AnnualPlan, Half, Trip, Visit
from models.problem import Problem
from models.programme import Per
from planner.travel import TravelTable, travel_table
from planner.trips.tours import Stop, drive_of, travelled
from planner.trips.ways import Ways, ways


def half_days_by_day(visit: Visit | Engagement) -> Iterator[tuple[date, int]]:
    """Each day a visit touches with its half-days on it."""
    left, day = visit.half_days, visit.start
    while left > 0:
        today = 1 if visit.half_days == 1 else min(left, 2)
        yield day, today
        left -= today
        day += timedelta(1)


def in_order(visits: Iterable[Visit]) -> list[Visit]:
    """Visits by first day, half, and id."""
    return sorted(visits, key=lambda v: (v.start, v.half.value, v.id))


@dataclass
class Load:
    """What one person does in the year; months count visits of other offices too."""

    visits: int = 0
    led: int = 0
    half_days: int = 0
    engaged_half_days: int = 0
    nights: int = 0
    travel_km: float = 0.0
    training_half_days: int = 0
    by_month: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Money:
    """Costs before each trip is rounded up to whole yuan."""

    travel_km: float
    travel_yuan: float
    lodging_yuan: float
    board_yuan: float
    fees_yuan: float

    @property
    def total_yuan(self) -> float:
        """All of it."""
        return self.travel_yuan + self.lodging_yuan + self.board_yuan + self.fees_yuan


@dataclass(frozen=True)
class Tally:
    """All sums of one plan, each made once."""

    problem: Problem
    plan: AnnualPlan

    @cached_property
    def travel(self) -> TravelTable:
        """Distances of all people and targets."""
        return travel_table(self.problem)

    @cached_property
    def visits_of_inspector(self) -> dict[str, list[Visit]]:
        """A person's visits in order."""
        table: dict[str, list[Visit]] = defaultdict(list)
        for visit in in_order(self.plan.visits):
            for member in visit.team:
                table[member].append(visit)
        return table

    @cached_property
    def trips_of_inspector(self) -> dict[str, list[Trip]]:
        """A person's trips in order; none for people in a plan that states no trips."""
        table: dict[str, list[Trip]] = defaultdict(list)
        for trip in sorted(self.plan.trips or (), key=lambda t: (t.start, t.id)):
            for person in trip.people:
                table[person].append(trip)
        return table

    @property
    def travel_km(self) -> float:
        """Kilometres of all trips, or of each visit by itself where the plan states no trips."""
        return sum(t.travel_km for t in self._travelled)

    @property
    def cost_yuan(self) -> int:
        """What all trips cost, or each visit by itself where the plan states no trips."""
        return sum(t.cost_yuan for t in self._travelled)

    @property
    def _travelled(self) -> tuple[Trip, ...] | tuple[Visit, ...]:
        return self.plan.visits if self.plan.trips is None else self.plan.trips

    @cached_property
    def visits_of_target(self) -> dict[str, list[Visit]]:
        """A target's visits in order."""
        table: dict[str, list[Visit]] = defaultdict(list)
        for visit in in_order(self.plan.visits):
            table[visit.target].append(visit)
        return table

    @cached_property
    def responsible(self) -> dict[str, str]:
        """The responsible inspector of each target."""
        return {t: zone.inspector for zone in self.plan.zones or () for t in zone.targets}

    def load(self, inspector: str) -> Load:
        """Visits, days and kilometres of one person."""
        return self._loads.get(inspector, Load())

    @cached_property
    def _loads(self) -> dict[str, Load]:
        training: Counter[str] = Counter()
        for day in self.plan.training or ():
            training[day.inspector] += day.half_days
        people = [person.id for person in self.problem.inspectors]
        return {person: self._load(person, training[person]) for person in people}

    def _load(self, inspector: str, training_half_days: int) -> Load:
        load = Load(training_half_days=training_half_days)
        for visit in self.visits_of_inspector.get(inspector, []):
            load.visits += 1
            load.led += visit.lead == inspector
            load.half_days += visit.half_days
            if self.plan.trips is None:
                load.travel_km += self.km(inspector, visit)
            for day, half_days in half_days_by_day(visit):
                load.by_month[day.month] += half_days
        for engagement in self.problem.engagements_by_inspector.get(inspector, ()):
            load.engaged_half_days += engagement.half_days
            for day, half_days in half_days_by_day(engagement):
                if day.year == self.problem.year:
                    load.by_month[day.month] += half_days
        for trip in self.trips_of_inspector.get(inspector, []):
            load.nights += trip.nights
            load.travel_km += self.trip_km(inspector, trip)
        return load

    def km(self, inspector: str, visit: Visit) -> float:
        """One member's way out and back, rounded as in `Visit.travel_km`; 0 where unknown."""
        table = self.travel
        if inspector not in table.rows or visit.target not in table.columns:
            return 0.0
        return table.round_trip_hm(inspector, visit.target) / 10

    def trip_km(self, inspector: str, trip: Trip) -> float:
        """One person's share of a trip's kilometres."""
        if len(trip.people) == 1:
            return trip.travel_km
        visits = [self._visit_by_id[v] for v in trip.visits if v in self._visit_by_id]
        there = all(v.target in self.travel.columns for v in visits)
        if not visits or not there or inspector not in self.travel.rows:
            return 0.0
        first = self.problem.calendar.first
        run = [
            Stop(
                v.id,
                v.target,
                2 * (v.start - first).days + (v.half_days == 1 and v.half is Half.PM),
                v.half_days,
            )
            for v in visits
        ]
        drive = drive_of(self._ways, inspector, run, trip.nights)
        return travelled(self._ways, run, drive, trip.nights).hm / 10

    @cached_property
    def _ways(self) -> Ways:
        return ways(self.problem, self.travel, self.travel.columns)

    @cached_property
    def _visit_by_id(self) -> dict[str, Visit]:
        return {visit.id: visit for visit in self.plan.visits}

    def money(self, inspector: Inspector) -> Money:
        """What one person's trips cost."""
        costs, load = self.problem.costs, self.load(inspector.id)
        days = load.half_days / 2
        fee = {
            Employment.PART_TIME: costs.part_time_fee_per_day_yuan,
            Employment.EXPERT: costs.expert_fee_per_day_yuan,
        }.get(inspector.employment, 0.0)
        return Money(
            travel_km=load.travel_km,
            travel_yuan=load.travel_km * costs.per_km_yuan,
            lodging_yuan=load.nights * costs.lodging_per_night_yuan,
            board_yuan=days * costs.board_per_day_yuan,
            fees_yuan=days * fee,
        )

    def limit_half_days(self, inspector: Inspector, per: Per) -> int | None:
        """The tightest bound on a person's inspection half-days in a year or a month."""
        own = inspector.days_per_year if per is Per.YEAR else inspector.days_per_month
        bounds = [own] if own is not None else []
        bounds += [
            rule.at_most_days
            for rule in self.problem.policy.workload
            if rule.per is per and rule.people.matches(inspector)
        ]
        return 2 * min(bounds) if bounds else None

    def least_gap_days(self, target: str) -> int | None:
        """Fewest days between the end of one visit to a target and the start of the next."""
        visits = self.visits_of_target.get(target, [])
        pairs = pairwise(visits)
        return min(((later.start - earlier.end).days for earlier, later in pairs), default=None)
