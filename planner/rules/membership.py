"""Every member of a team meets the programme's filter."""

from models.inspector import Inspector
from models.problem import Problem
from models.programme import TeamRule
from models.target import Target


def permits(problem: Problem, rule: TeamRule, inspector: Inspector, target: Target) -> bool:
    """Whether the person may be a member; a responsible inspector's own visit asks no more."""
    if rule.responsible:
        return True
    return problem.meets(rule.members, inspector, target)
