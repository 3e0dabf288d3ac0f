"""A problem with other values, validated anew; what it refuses is told at the change."""

from pydantic import ValidationError

from models.base import rebuilt
from models.problem import Problem
from scenarios.overlay.site import Site


def with_values(problem: Problem, site: Site, **values: object) -> Problem | None:
    """The problem with these values; None, with an issue, when they contradict the rest."""
    try:
        return rebuilt(problem, **values)
    except ValidationError as error:
        for detail in error.errors():
            site.refuse("", "overlay.contradiction", str(detail["msg"]))
        return None
