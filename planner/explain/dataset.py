"""Mandatory visits that no plan of a data set can hold, whatever else is planned."""

import time

from models.plan import LeftOut
from models.problem import Problem
from planner.case import Case, make_case
from planner.demand import Request, requests
from planner.explain.leftout import explained
from planner.explain.question import hopeless
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import integrated
from planner.lexicographic import Search
from planner.options import Options
from planner.presence import Presence
from planner.reasons import left_out
from planner.rules.training import training_days
from planner.travel import travel_table
from planner.zoning import zoning


def impossible(problem: Problem, options: Options) -> tuple[LeftOut, ...]:
    """Mandatory visits without a day, without people or without a responsible inspector.

    Each is looked at by itself, so that nothing is solved but its conflict and what would let it
    in; visits that only get in each other's way are found by planning.
    """
    search = Search(options, time.monotonic() + options.time_limit_s)
    days, table = horizon(problem), travel_table(problem)
    allowed = holders(problem, days, table)
    zones = zoning(problem, days, table, allowed, search.within(options.time_limit_s / 2))
    presence = Presence(problem, days, table, training_days(problem, days))
    due = requests(problem, days, zones.responsible(), options.seed)
    case = make_case(presence, integrated(presence, due))
    alone = [left_out(case, r, proven=True) for r in case.requests if _alone(case, r)]
    return tuple(explained(case, {}, alone, search, options.seed))


def _alone(case: Case, request: Request) -> bool:
    unheld = request.team.responsible and request.responsible is None
    return request.mandatory and (unheld or hopeless(case, request))
