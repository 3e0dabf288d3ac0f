"""Overlays that somebody is writing, in forms or as text: tried against the data at once."""

from collections.abc import Sequence

from api.accounts.roles import Action
from api.desk import comparisons
from api.desk import datasets as desk_datasets
from api.desk.asker import Asker
from api.desk.bases import problem_of
from api.store import datasets
from models.base import Frozen
from models.issue import DataError, Issue
from models.problem import Problem
from scenarios.overlay.forms import Filled, drafted, forms_for, rules_of
from scenarios.overlay.laying import laid_over

_KIND = "dataset"


class Choices(Frozen):
    """What forms can name in a data set: ids with names; `rules` are policy numbers as they are."""

    name: str
    forms: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    schools: tuple[tuple[str, str], ...]
    programmes: tuple[tuple[str, str], ...]
    nodes: tuple[str, ...]
    rules: tuple[tuple[str, int], ...]


def choices(who: Asker, dataset: str) -> Choices:
    """What scenarios of a data set can name.

    Raises
    ------
    Denial
        404 or 403.
    """
    problem = _problem(who, dataset)
    return Choices(
        name=problem.name,
        forms=tuple(forms_for(problem)),
        people=tuple((one.id, one.name) for one in problem.inspectors),
        schools=tuple((one.id, one.name) for one in problem.targets),
        programmes=tuple((one.id, one.name) for one in problem.programmes),
        nodes=tuple(node.id for node in problem.travel.nodes),
        rules=rules_of(problem),
    )


def written(
    who: Asker, dataset: str, name: str, filled: Sequence[Filled], language: str = "zh"
) -> str:
    """What forms come to, in TOML."""
    return drafted(_problem(who, dataset), name, filled, language)


def faults(who: Asker, dataset: str, name: str, text: str) -> tuple[Issue, ...]:
    """Everything that is wrong with an overlay in TOML, each with its line; nothing is kept."""
    problem = _problem(who, dataset)
    try:
        laid_over(problem, [desk_datasets.stated(text, name)])
    except DataError as error:
        return error.issues
    return ()


def of_comparison(who: Asker, id_: str) -> tuple[tuple[str, str], ...]:
    """Name and overlay of each scenario of a comparison, to be changed into others."""
    view = comparisons.get(who, id_)
    with who.world.store.reading() as session:
        found = [(case.name, datasets.overlay_of(session, case.dataset)) for case in view.cases[1:]]
    return tuple((name, text or "") for name, text in found)


def _problem(who: Asker, dataset: str) -> Problem:
    used = desk_datasets.get(who, dataset)
    who.require(Action.COMPARISON_WRITE, used.office, _KIND, dataset)
    return problem_of(who, dataset)
