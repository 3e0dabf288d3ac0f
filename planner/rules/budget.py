"""What the year may cost where the budget is a cap (`nm.19`, `hn.21`, `my.5.2`)."""

import math

from models.problem import Problem
from planner.case import Case
from planner.cost import trip_yuan
from planner.demand import Request
from planner.model import VisitModel
from planner.rules.nights import most_nights


def add(built: VisitModel) -> None:
    """All visits, each travelled by itself, cost no more than the budget.

    Trips cost no more than that, so the cap is kept whatever their days.
    """
    case, cap = built.case, cap_yuan(built.case.problem)
    if cap is None:
        return
    requests = {r.id: r for r in built.requests}
    prices = {pair: alone_yuan(case, requests[pair[0]], pair[1]) for pair in built.member}
    if sum(prices.values()) > cap:
        total = sum(prices[pair] * literal for pair, literal in built.member.items())
        built.model.add(total <= cap)


def cap_yuan(problem: Problem) -> int | None:
    """What all visits may cost, each travelled by itself; None where the budget is no cap."""
    capped = problem.policy.budget_clause and problem.costs.budget_cap
    return problem.costs.budget_yuan if capped else None


def alone_yuan(case: Case, request: Request, person: str) -> int:
    """What a member of a visit costs at most, in whole yuan, whichever trip it becomes part of."""
    way = case.table.round_trip_km(person, request.target)
    if not math.isfinite(way):
        return 0
    # Each way is rounded by itself in a trip, so that it may be longer by 0.1 km.
    hm, nights = math.ceil(way * 10) + 1, request.length - 1

    def yuan(travel_hm: int, slept: int) -> int:
        return trip_yuan(case.problem, (person,), request.half_days, travel_hm, slept)

    home = yuan(hm * request.length, 0)
    limited = most_nights(case.problem, case.problem.inspector_by_id[person]) is not None
    return home if limited else min(home, yuan(hm, nights))
