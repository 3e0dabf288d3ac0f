"""`dudao plan`: from a data set to an audited plan in files."""

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import told
from api.language import current, tr
from api.options import Dataset, Lang, Seed, With

if TYPE_CHECKING:
    from models.plan import AnnualPlan
    from models.problem import Problem
    from planner.options import Options

SECONDS = 60
SECONDS_AN_OFFICE = 15


def run(
    dataset: Dataset,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=tr("cli.help.out_folder"))],
    overlays: With = None,
    time_limit: Annotated[
        float | None, typer.Option(min=0.1, help=tr("cli.help.time_limit"))
    ] = None,
    seed: Seed = 0,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help=tr("cli.help.deterministic"))
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help=tr("cli.help.workers"))] = 8,
    jobs: Annotated[int, typer.Option(min=0, max=256, help=tr("cli.help.jobs"))] = 0,
    margin: Annotated[int, typer.Option(min=0, max=60, help=tr("cli.help.margin"))] = 0,
    lang: Lang = "",
) -> None:
    """Exit 0 with a plan written, 1 when it has faults it does not declare, 2 for bad input."""
    if time_limit is not None and not math.isfinite(time_limit):
        raise typer.BadParameter(tr("cli.not_a_number"), param_hint="--time-limit")
    with told():
        from api.dataset import problem_of
        from api.screen import alarm, console
        from api.tiers import plan_and_write
        from api.verdict import undeclared
        from planner.options import Options
        from planner.tiers import is_tiered
        from scenarios.export import check_folder, write_plan
        from scenarios.export.sealed import open_form

        check_folder(out)
        problem = problem_of(dataset, overlays or ())
        options = Options(
            seed=seed, deterministic=deterministic, workers=workers, margin_days=margin
        )
        if is_tiered(problem):
            options = options.model_copy(update={"time_limit_s": time_limit or SECONDS_AN_OFFICE})
            plan_and_write(problem, options, jobs or os.cpu_count() or 1, out)
            return
        options = options.model_copy(update={"time_limit_s": time_limit or SECONDS})
        plan = _plan(problem, options)
        files = write_plan(problem, plan, out, current())
        _report(problem, open_form(problem, plan), out, files)
        if faults := undeclared(plan):
            console().print(alarm(tr("cli.plan.undeclared", count=len(faults))))
            raise typer.Exit(1)


def _plan(problem: "Problem", options: "Options") -> "AnnualPlan":
    from api.progress import discreet, shown
    from api.running import run_stoppable
    from api.screen import console, plain
    from planner.pipeline import plan_year

    screen = console()
    start = tr(
        "cli.plan.start",
        name=problem.name,
        targets=len(problem.targets),
        inspectors=len(problem.inspectors),
        year=problem.year,
    )
    screen.print(plain(start, "bold"))
    with shown(screen) as listener:
        tell = discreet(listener) if any(p.sealed for p in problem.programmes) else listener
        return run_stoppable(
            lambda stop: plan_year(problem, options, tell, stop),
            lambda: screen.print(plain(tr("cli.progress.stopping"), "bold yellow")),
        )


def _report(problem: "Problem", plan: "AnnualPlan", folder: Path, files: tuple[Path, ...]) -> None:
    from api.screen import alarm, console, plain
    from api.tables import broken, clauses, key_figures, left_out, stages, warnings

    screen = console()
    screen.print(stages(plan))
    screen.print(key_figures(problem, plan))
    screen.print(clauses(problem, plan))
    for made in (broken(plan), left_out(problem, plan)):
        if made.row_count:
            screen.print(made)
    for warning in warnings(plan):
        screen.print(alarm(warning))
    main = [file for file in files if file.parent == folder]
    names = ", ".join(file.name for file in main)
    calendars = len(files) - len(main)
    screen.print(
        plain(tr("cli.plan.files", folder=str(folder), files=names, calendars=calendars), "bold")
    )
