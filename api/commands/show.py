"""`dudao show`: a plan in the terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import told
from api.language import tr
from api.options import Data, Lang, PlanJson, With
from api.planfile import must_fit, plan_file

if TYPE_CHECKING:
    from models.problem import Problem


def run(
    plan: PlanJson,
    *,
    inspector: Annotated[str, typer.Option(metavar="ID", help=tr("cli.help.inspector"))] = "",
    target: Annotated[str, typer.Option(metavar="ID", help=tr("cli.help.target"))] = "",
    month: Annotated[int | None, typer.Option(min=1, max=12, help=tr("cli.help.month"))] = None,
    data: Data = "",
    overlays: With = None,
    lang: Lang = "",
) -> None:
    """Exit 0, or 2 when there is no such plan or no such id in it."""
    with told():
        from api.screen import console, plain
        from api.show import overview, selected, visit_stages
        from api.tables import left_out
        from scenarios.export import read_plan_json

        made = read_plan_json(plan_file(plan))
        problem = _problem(made.origin.dataset if made.origin else "", data, overlays or ())
        if problem is not None and (data or overlays):
            must_fit(problem, made)
        names = {} if problem is None else _names(problem)
        chosen = bool(inspector or target or month)
        tables = (
            selected(made, names, inspector, target, month) if chosen else overview(made, names)
        )
        if problem is not None and made.left_out and not chosen:
            tables.append(left_out(problem, made))
        screen = console()
        if settled := visit_stages(made):
            screen.print(plain(settled, "bold"))
        for table in tables:
            screen.print(table)


def _problem(planned_from: str, data: str, overlays: Sequence[Path]) -> "Problem | None":
    """The data set given, or the shipped one that was planned."""
    from api.dataset import problem_of
    from scenarios.shipped import shipped_datasets

    if not data and planned_from not in shipped_datasets():
        return None
    return problem_of(data or planned_from, overlays)


def _names(problem: "Problem") -> dict[str, str]:
    """Names by id."""
    named = (*problem.programmes, *problem.targets, *problem.inspectors)
    return {item.id: item.name for item in named}
