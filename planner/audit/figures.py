"""What a plan comes to, and rule `figures`: what it claims of itself is so."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from models.base import Frozen
from models.plan import AnnualPlan, Finding, Zone
from models.problem import Problem
from planner.audit.capacity import excess
from planner.audit.case import AuditCase
from planner.audit.costs import total_km, total_yuan, visit_km, visit_yuan
from planner.audit.report import about_person, about_visit, finding
from planner.audit.rows import Row

ROUNDING_KM = 0.1  # what each member's way may differ by
ROUNDING_YUAN = 1
NOISE = 1e-6


class PlanFigures(Frozen):
    """What a plan comes to, by the auditor's own count.

    `visits_by_programme` counts a joined visit for each of its programmes. `left_out` counts visits
    that are due and missing, of mandatory programmes and others. Kilometres, cost and nights are
    those of the trips, or of each visit by itself where the plan states none. `workload_half_days`
    and `visits_by_target` list everybody and everything, with 0 where nothing is planned.
    """

    visits: int
    visits_by_programme: Mapping[str, int]
    left_out: int
    left_out_by_programme: Mapping[str, int]
    travel_km: float
    cost_yuan: int
    workload_half_days: Mapping[str, int]
    most_half_days: int
    least_half_days: int
    nights_away: int
    visits_by_target: Mapping[str, int]
    most_visits: int
    least_visits: int


def figures(problem: Problem, plan: AnnualPlan) -> PlanFigures:
    """Count and cost a plan, an office's own one too.

    Visits that are not in the year are not counted, nor what they cost.

    Source: `nm.3b`, `hn.3`, `nm.19`, `hn.21`, `my.5.2`.
    """
    return measure(AuditCase(problem, plan))


def measure(case: AuditCase) -> PlanFigures:
    """The figures of a case."""
    problem = case.problem
    programmes = Counter(p.id for row in case.dated for p in row.programmes)
    missing = Counter({p.id: 0 for p in problem.programmes})
    for due in case.dues:
        missing[due.programme.id] += due.missing
    workload = {
        i.id: sum(row.visit.half_days for row in case.rows_by_member.get(i.id, ()))
        for i in problem.inspectors
    }
    visits = {t.id: len(case.places_by_target.get(t.id, ())) for t in problem.targets}
    return PlanFigures(
        visits=len(case.dated),
        visits_by_programme={p.id: programmes[p.id] for p in problem.programmes},
        left_out=missing.total(),
        left_out_by_programme=dict(missing),
        travel_km=round(total_km(case), 1),
        cost_yuan=total_yuan(case),
        workload_half_days=workload,
        most_half_days=max(workload.values(), default=0),
        least_half_days=min(workload.values(), default=0),
        nights_away=sum(j.trip.nights * len(j.people) for j in case.journeys),
        visits_by_target=visits,
        most_visits=max(visits.values(), default=0),
        least_visits=min(visits.values(), default=0),
    )


def check(case: AuditCase) -> Iterator[Finding]:
    """Ends, kilometres and costs of visits, kilometres and excess of zones that are not so.

    Source: docs/semantics.md, Distances and money, Zones; `nm.19`, `my.5.2`.
    """
    for row in case.dated:
        yield from _end(case, row)
        yield from _km(case, row)
        yield from _cost(case, row)
    for zone in case.plan.zones or ():
        yield from _zone_excess(case, zone)
        yield from _zone_km(case, zone)


def _claimed(case: AuditCase, value: float) -> bool:
    """Whether the plan claims the value: an office's own plan often leaves figures at 0."""
    return case.plan.origin is not None or value != 0


def _end(case: AuditCase, row: Row) -> Iterator[Finding]:
    if row.visit.end != row.days[-1]:
        yield finding(
            "figures.end",
            case.problem.policy.days.clause,
            {
                **about_visit(row.visit),
                "found": row.visit.end.isoformat(),
                "due": row.days[-1].isoformat(),
            },
            visits=(row.visit.id,),
            dates=(row.visit.end, row.days[-1]),
        )


def _km(case: AuditCase, row: Row) -> Iterator[Finding]:
    claimed, km = row.visit.travel_km, visit_km(case, row)
    tolerance = ROUNDING_KM * len(row.members) + NOISE
    if row.target is not None and _claimed(case, claimed) and not abs(claimed - km) <= tolerance:
        yield finding(
            "figures.km",
            case.problem.policy.travel_clause,
            {**about_visit(row.visit), "found": _number(claimed), "due": round(km, 1)},
            visits=(row.visit.id,),
        )


def _cost(case: AuditCase, row: Row) -> Iterator[Finding]:
    claimed = row.visit.cost_yuan
    if row.target is None or not _claimed(case, claimed):
        return
    km = visit_km(case, row)
    own = visit_yuan(case, row, km)
    tolerance = ROUNDING_YUAN + math.ceil(
        ROUNDING_KM * len(row.members) * case.problem.costs.per_km_yuan
    )
    stated_km = row.visit.travel_km if math.isfinite(row.visit.travel_km) else km
    # a wrong number of kilometres is one fault, not a wrong cost too
    by_claim = visit_yuan(case, row, stated_km)
    if abs(claimed - own) > tolerance and abs(claimed - by_claim) > ROUNDING_YUAN:
        yield finding(
            "figures.cost",
            case.problem.policy.budget_clause or case.problem.policy.travel_clause,
            {**about_visit(row.visit), "found": claimed, "due": own},
            visits=(row.visit.id,),
        )


def _zone_excess(case: AuditCase, zone: Zone) -> Iterator[Finding]:
    """An excess passed over in silence is the matter of `capacity`."""
    targets = (case.zone_targets or {}).get(zone.inspector)
    if targets is None or zone.excess == 0:
        return
    own = excess(case.problem.policy.zoning, targets)
    if zone.excess != own:
        yield finding(
            "figures.excess",
            case.problem.policy.zoning.capacity_clause,
            {
                **about_person(case.problem.inspector_by_id[zone.inspector]),
                "found": zone.excess,
                "due": own,
            },
            inspectors=(zone.inspector,),
        )


def _zone_km(case: AuditCase, zone: Zone) -> Iterator[Finding]:
    targets = (case.zone_targets or {}).get(zone.inspector)
    if targets is None or not _claimed(case, zone.travel_km):
        return
    inspector = case.problem.inspector_by_id[zone.inspector]
    km = sum(case.distances.return_km(inspector, target) for target in targets)
    tolerance = ROUNDING_KM * len(targets) + NOISE
    if math.isfinite(km) and not abs(zone.travel_km - km) <= tolerance:
        yield finding(
            "figures.zone_km",
            case.problem.policy.travel_clause,
            {**about_person(inspector), "found": _number(zone.travel_km), "due": round(km, 1)},
            inspectors=(zone.inspector,),
        )


def _number(value: float) -> float | str:
    return round(value, 1) if math.isfinite(value) else str(value)
