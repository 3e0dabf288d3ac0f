"""Nights of a year that somebody may spend away from home."""

from models.inspector import Inspector
from models.problem import Problem


def most_nights(problem: Problem, person: Inspector) -> int | None:
    """The least of the limits that bind the person; None when nothing does."""
    rules = (rule.at_most for rule in problem.policy.nights if rule.people.matches(person))
    own = () if person.nights_per_year is None else (person.nights_per_year,)
    return min((*rules, *own), default=None)
