"""Which file is meant where a command takes a plan."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from api.failures import fail
from api.language import current, tr

if TYPE_CHECKING:
    from models.plan import AnnualPlan
    from models.problem import Problem


def plan_file(given: Path) -> Path:
    """The path given, or the `plan.json` of the folder given; ends the command without either."""
    if not given.exists():
        fail(tr("cli.no_such_plan", path=str(given)))
    inside = given / "plan.json"
    return inside if inside.is_file() else given


def plan_and_data(
    file: Path, data: str, overlays: Sequence[Path] = (), *, around: bool = False
) -> "tuple[Problem, AnnualPlan]":
    """A plan and the data it is about, with overlays; ends the command when these are not known.

    Parameters
    ----------
    around
        To the share of one office among several belong the visits of all others.
    """
    from api.dataset import problem_of
    from api.screen import console, plain
    from models.issue import DataError
    from scenarios.export import read_plan_json
    from scenarios.planbook import read_plan

    in_sheets = file.suffix.lower() != ".json"
    if not in_sheets:
        made = read_plan_json(file)
    if not data and not in_sheets:
        fail(tr("cli.needs_data"))
    try:
        problem = problem_of(data or file, overlays)
    except DataError:
        if not data:
            console(error=True).print(plain(tr("cli.needs_data"), "bold yellow"))
        raise
    if in_sheets:
        return problem, read_plan(file, problem)
    if made.origin is None or made.origin.dataset == problem.id:
        return problem, made
    # takes long to load, and most plans are of one office
    from scenarios.export.tiers import part_of

    return part_of(problem, file, made, around=around), made


def must_fit(problem: "Problem", plan: "AnnualPlan") -> None:
    """End the command when the plan names what the data do not have: an overlay was forgotten."""
    from models.text import word

    known = {*problem.target_by_id, *problem.inspector_by_id, *problem.programme_by_id}
    named = (name for v in plan.visits for name in (v.target, *v.team, *v.programmes))
    strange = list(dict.fromkeys(name for name in named if name not in known))
    if not strange:
        return
    join = word("text.join", current()).join
    made = plan.origin.overlays if plan.origin else ()
    fail(
        tr(
            "cli.unfit_data",
            ids=join(strange[:6]) + (" …" if len(strange) > 6 else ""),
            planned=join(made) or tr("cli.no_overlays"),
            given=join(problem.overlays) or tr("cli.no_overlays"),
        )
    )
