"""`dudao compare`: scenarios planned side by side, and their figures beside each other."""

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import told
from api.language import current, tr
from api.options import Dataset, Lang, Seed

if TYPE_CHECKING:
    from models.problem import Problem
    from planner.options import Options
    from scenarios.compare import Compared
    from scenarios.compare.sides import Case

SECONDS = 60
SECONDS_AN_OFFICE = 15


def run(
    dataset: Dataset,
    overlays: Annotated[
        list[str] | None,
        typer.Argument(metavar="OVERLAY...", help=tr("cli.help.compare_overlays")),
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=tr("cli.help.compare_out"))],
    no_plans: Annotated[
        bool, typer.Option("--no-plans", help=tr("cli.help.compare_no_plans"))
    ] = False,
    busy: Annotated[
        float | None, typer.Option("--busy", min=0, help=tr("cli.help.compare_busy"))
    ] = None,
    time_limit: Annotated[
        float | None, typer.Option(min=0.1, help=tr("cli.help.time_limit"))
    ] = None,
    seed: Seed = 0,
    jobs: Annotated[int, typer.Option(min=0, max=256, help=tr("cli.help.compare_jobs"))] = 0,
    lang: Lang = "",
) -> None:
    """Exit 0 with the comparison written, 2 for bad input."""
    for name, value in (("--time-limit", time_limit), ("--busy", busy)):
        if value is not None and not math.isfinite(value):
            raise typer.BadParameter(tr("cli.not_a_number"), param_hint=name)
    with told():
        from api.comparison import report
        from planner.options import Options
        from planner.tiers import is_tiered
        from scenarios.compare.cases import cases_of
        from scenarios.dataset import read_dataset
        from scenarios.export import check_folder
        from scenarios.export.comparison import write_comparison
        from scenarios.shipped import find_dataset

        check_folder(out)
        problem = read_dataset(find_dataset(dataset))
        cases = cases_of(problem, overlays or [], tr("compare.base"), current())
        seconds = time_limit or (SECONDS_AN_OFFICE if is_tiered(problem) else SECONDS)
        options = Options(seed=seed, time_limit_s=seconds)
        made = _compared(problem, cases, options, jobs or os.cpu_count() or 1, busy)
        files = write_comparison(made, out, current(), plans=not no_plans)
        report(made.comparison, out, files)


def _compared(
    problem: "Problem",
    cases: "tuple[Case, ...]",
    options: "Options",
    jobs: int,
    busy: float | None,
) -> "Compared":
    from api.comparison import teller
    from api.progress import stoppable
    from api.screen import console, plain
    from scenarios.compare import compare

    screen = console()
    start = tr(
        "cli.compare.start", name=problem.name, year=problem.year, count=len(cases), jobs=jobs
    )
    screen.print(plain(start, "bold"))
    return stoppable(
        screen, lambda stop: compare(cases, options, jobs, teller(screen, cases), stop, busy)
    )
