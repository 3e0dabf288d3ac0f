"""How near people and schools come to their limits, by the count of the rules that hold these."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum

from models.base import Frozen
from models.inspector import Inspector
from models.plan import AnnualPlan
from models.problem import Problem
from models.programme import Per
from planner.audit.case import AuditCase
from planner.audit.costs import untravelled
from planner.audit.figures import measure
from planner.audit.load import load_by_period
from planner.audit.nights import nights_of


class Limited(StrEnum):
    """What a limit is about: days of visits in a period, nights, or what one is responsible for."""

    DAYS = "days"
    NIGHTS = "nights"
    ZONE = "zone"
    VISITS = "visits"


class Limit(Frozen):
    """A limit and how much of it is used: in the fullest `period` of those it speaks of.

    `per` is the length of the period; empty where there is only the year.
    """

    clause: str
    about: Limited
    per: str = ""
    period: str = ""
    found: float
    limit: float

    @property
    def exceeded(self) -> bool:
        """Whether more is used than may be."""
        return self.found > self.limit

    @property
    def share(self) -> float:
        """How much of the limit is used; 1 when it is reached."""
        return self.found / self.limit if self.limit else float(self.found > 0)


class PersonBurden(Frozen):
    """Visits of one person, and the limits that bind him or her.

    `engaged_half_days` are those for other offices. Kilometres are those of the trips, or of each
    visit by itself where the plan states none.
    """

    inspector: str
    visits: int
    half_days: int
    engaged_half_days: int
    nights: int
    travel_km: float
    zone: int
    limits: tuple[Limit, ...]


class TargetBurden(Frozen):
    """Visits of one target, the days on which somebody is there, and its caps."""

    target: str
    visits: int
    days: int
    responsible: tuple[str, ...]
    limits: tuple[Limit, ...]


class Burdens(Frozen):
    """All people and targets of a problem, in its order."""

    people: tuple[PersonBurden, ...]
    targets: tuple[TargetBurden, ...]


def burdens(problem: Problem, plan: AnnualPlan) -> Burdens:
    """What a plan asks of everybody and everything, beside their limits.

    Limits to the days within so many days in a row are not among them.

    Parameters
    ----------
    plan
        Its open form, when it has sealed visits: sums over all visits would tell of them.

    Source: `my.4.5`, `nm.8b`, `hn.7b`, `my.2.4b`, `nm.14c`, `hn.16`, `my.4.1a`.
    """
    case = AuditCase(problem, plan)
    return Burdens(people=tuple(_people(case)), targets=tuple(_targets(case)))


def _people(case: AuditCase) -> Iterator[PersonBurden]:
    half_days = measure(case).workload_half_days
    km, nights, loads = _km(case), nights_of(case), _loads(case)
    for person in case.problem.inspectors:
        engaged = case.problem.engagements_by_inspector.get(person.id, ())
        yield PersonBurden(
            inspector=person.id,
            visits=len(case.rows_by_member.get(person.id, ())),
            half_days=half_days[person.id],
            engaged_half_days=sum(one.half_days for one in engaged),
            nights=nights[person.id],
            travel_km=round(km.get(person.id, 0), 1),
            zone=len((case.zone_targets or {}).get(person.id, ())),
            limits=tuple(_limits(case, person, loads, nights[person.id])),
        )


Loads = Mapping[Per, Mapping[str, Mapping[str, int]]]
"""Half-days by length of the period, person and name of the period."""


def _loads(case: AuditCase) -> Loads:
    return {
        per: {
            person: {name: load.half_days for name, load in of.items()}
            for person, of in load_by_period(case, per).items()
        }
        for per in Per
    }


def _limits(case: AuditCase, person: Inspector, loads: Loads, nights: int) -> Iterator[Limit]:
    policy = case.problem.policy
    own = ((Per.YEAR, person.days_per_year), (Per.MONTH, person.days_per_month))
    stated = [
        (policy.people_clause, per, days)
        for per, days in (*own, (Per.WEEK, person.days_per_week))
        if days is not None
    ]
    stated += [
        (rule.clause, rule.per, rule.at_most_days)
        for rule in policy.workload
        if rule.per is not None and rule.people.matches(person)
    ]
    for clause, per, days in stated:
        period, found = _fullest(loads[per].get(person.id, {}))
        yield Limit(
            clause=clause,
            about=Limited.DAYS,
            per=per.value,
            period=period,
            found=found / 2,
            limit=days,
        )
    asleep = person.nights_per_year
    away = [] if asleep is None else [(policy.people_clause, asleep)]
    away += [(rule.clause, rule.at_most) for rule in policy.nights if rule.people.matches(person)]
    for clause, most in away:
        yield Limit(clause=clause, about=Limited.NIGHTS, found=nights, limit=most)
    held = (case.zone_targets or {}).get(person.id, ())
    zoning = policy.zoning
    if held:
        yield Limit(
            clause=zoning.capacity_clause, about=Limited.ZONE, found=len(held), limit=zoning.at_most
        )
    for quota in zoning.quotas:
        number = sum(quota.targets.matches(target) for target in held)
        if number:
            yield Limit(clause=quota.clause, about=Limited.ZONE, found=number, limit=quota.at_most)


def _km(case: AuditCase) -> Mapping[str, float]:
    km: dict[str, float] = defaultdict(float)
    for journey in case.journeys:
        for person in journey.people:
            km[person.id] += journey.km(person)
    for row in untravelled(case):
        target = row.target
        if target is None:
            continue
        for person in row.members:
            way = case.distances.return_km(person, target)
            km[person.id] += way if math.isfinite(way) else 0  # as in the sum over everybody
    return km


def _targets(case: AuditCase) -> Iterator[TargetBurden]:
    periods = {per: case.openings.periods(per) for per in Per}
    for target in case.problem.targets:
        rows = [place.row for place in case.places_by_target.get(target.id, ())]
        engaged = case.problem.engagements_by_target.get(target.id, ())
        limits: list[Limit] = []
        for cap in case.problem.policy.caps:
            starts = [row.days[0] for row in rows if row.kind in cap.kinds]
            starts += [one.start for one in engaged if one.kind in cap.kinds]
            found: Counter[str] = Counter(
                period.name for day in starts for period in periods[cap.per] if period.holds(day)
            )
            period, most = _fullest(found)
            limits.append(
                Limit(
                    clause=cap.clause,
                    about=Limited.VISITS,
                    per=cap.per.value,
                    period=period,
                    found=most,
                    limit=cap.at_most,
                )
            )
        yield TargetBurden(
            target=target.id,
            visits=len(rows),
            days=len({day for row in rows for day in row.days}),
            responsible=case.responsible.get(target.id, ()),
            limits=tuple(limits),
        )


def _fullest(counts: Mapping[str, int]) -> tuple[str, int]:
    """The first of the periods with most; without any there is none."""
    period = min(counts, key=lambda name: (-counts[name], name), default="")
    return period, counts.get(period, 0)
