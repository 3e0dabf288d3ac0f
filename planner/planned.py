"""Visits of a plan from an arrangement of the visit model."""

from collections.abc import Mapping

from models.plan import Half, Visit
from planner.case import Case
from planner.cost import cost_yuan
from planner.demand import Request
from planner.model import Arrangement, Placement


def planned(case: Case, arrangement: Arrangement, leads: Mapping[str, str]) -> tuple[Visit, ...]:
    """The placed requests as visits, in the order of their days; travel and cost out and back."""
    visits = (
        _visit(case, request, arrangement.placed[request.id], leads[request.id])
        for request in case.requests
        if request.id in arrangement.placed
    )
    return tuple(sorted(visits, key=lambda v: (v.start, v.half, v.id)))


def _visit(case: Case, request: Request, placement: Placement, lead: str) -> Visit:
    hm = sum(case.table.round_trip_hm(person, request.target) for person in placement.team)
    return Visit(
        id=request.id,
        target=request.target,
        programmes=request.programmes,
        kind=request.kind,
        start=case.days.date_of(placement.day),
        half=placement.half if request.half_days == 1 else Half.AM,
        half_days=request.half_days,
        end=case.days.date_of(placement.day + request.length - 1),
        team=placement.team,
        lead=lead,
        travel_km=hm / 10,
        cost_yuan=cost_yuan(case.problem, placement.team, request.half_days, hm),
    )
