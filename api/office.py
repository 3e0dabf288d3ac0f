"""One office of a data set of several, as `--office` names it."""

from typing import TYPE_CHECKING

import typer

from api.failures import fail
from api.language import tr

if TYPE_CHECKING:
    from models.problem import Problem

MOST_NAMED = 20


def share_of(problem: "Problem", office: str) -> "Problem":
    """What the office plans by itself; an office that is none ends the command."""
    from planner.tiers import Offices, share

    offices = Offices(problem)
    own = next((task for task in offices.tasks if task.key == office), None)
    if own is None:
        known = _named(problem)
        raise typer.BadParameter(tr("cli.one_of", known=known), param_hint="--office")
    return share(offices, own)


def one_office(problem: "Problem", office: str) -> "Problem":
    """The office asked for; a data set of several offices without one named ends the command."""
    from planner.tiers import is_tiered

    if office:
        return share_of(problem, office)
    if is_tiered(problem):
        fail(tr("cli.hire.several", known=_named(problem)))
    return problem


def _named(problem: "Problem") -> str:
    """The offices that `--office` may name."""
    from planner.tiers import Offices

    ids = Offices(problem).ids
    return ", ".join(ids[:MOST_NAMED]) + (" …" if len(ids) > MOST_NAMED else "")
