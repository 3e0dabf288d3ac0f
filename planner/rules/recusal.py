"""Nobody inspects where there is an interest (`hn.19`, `my.4.5b`)."""

from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from models.inspector import Inspector
from models.problem import Problem
from models.target import Target
from planner.horizon import DayMask, Horizon

if TYPE_CHECKING:
    from planner.model import VisitModel


def free_days(problem: Problem, days: Horizon, inspector: Inspector, target: Target) -> DayMask:
    """Days on which no interest binds the person at this target."""
    free = np.ones(days.length, dtype=np.bool_)
    interests = problem.interests_by_pair.get((inspector.id, target.id), ())
    years = problem.policy.recusal.employer_years
    for interest in interests:
        last = interest.last_bound_day(years)
        free &= ~days.span(
            interest.start or problem.calendar.first,
            problem.calendar.last if last is None else last,
        )
    return free


def add(built: "VisitModel") -> None:
    """An interest that binds on some of a request's days keeps the person away on those."""
    for (request_id, person), literal in built.member.items():
        request = built.request[request_id]
        bound = set(built.case.presence.bound_days(request, person))
        if bound:
            clear = cp_model.Domain.from_values([d for d in request.days if d not in bound])
            built.model.add_linear_expression_in_domain(
                built.day[request_id], clear
            ).only_enforce_if(literal)
