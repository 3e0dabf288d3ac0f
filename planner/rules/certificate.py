"""Nobody works without a valid certificate (`nm.16a`, `my.4.3`), or approval (`nm.7`)."""

from datetime import date

import numpy as np

from models.inspector import Inspector
from models.policy import Certificate
from models.problem import Problem
from planner.horizon import DayMask, Horizon


def workable(problem: Problem, days: Horizon, inspector: Inspector) -> DayMask:
    """Days on which the person holds what the policy asks for."""
    policy = problem.policy
    rules = [policy.certificate, *([policy.third_party] if policy.third_party else [])]
    mask = np.ones(days.length, dtype=np.bool_)
    for rule in rules:
        mask &= _held(rule, days, inspector)
    return mask


def _held(rule: Certificate, days: Horizon, inspector: Inspector) -> DayMask:
    if not rule.required_of.matches(inspector):
        return np.ones(days.length, dtype=np.bool_)
    start, end = inspector.certificate_from, inspector.certificate_until
    hours = inspector.preservice_hours
    untrained = hours is not None and hours < rule.preservice_hours
    if (start is None and end is None) or untrained:
        return np.zeros(days.length, dtype=np.bool_)
    return days.span(start or date.min, end or date.max)
