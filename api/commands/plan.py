"""`dudao plan`: from a data set to an audited plan in files."""

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import fail, told
from api.language import current, tr
from api.options import Dataset, Lang, Out, Seed, With
from api.usage import typed

if TYPE_CHECKING:
    from api.client.server import Server
    from models.plan import AnnualPlan
    from models.problem import Problem
    from models.tiers import TieredPlan
    from planner.options import Options

SECONDS = 60
SECONDS_AN_OFFICE = 15


def run(
    context: typer.Context,
    dataset: Dataset,
    *,
    out: Out,
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
    """Exit 0 with a plan written, 1 when it has faults it does not declare, 2 for bad input.

    On a server (`--server`) also 3 when it has a fault, 4 when it is away, 130 when the plan was
    given up before there was any.
    """
    if time_limit is not None and not math.isfinite(time_limit):
        raise typer.BadParameter(tr("cli.not_a_number"), param_hint="--time-limit")
    with told():
        from api.dataset import problem_of
        from api.tiers import deliver_tiers, plan_offices
        from models.tiers import TieredPlan
        from planner.options import Options
        from planner.tiers import is_tiered
        from scenarios.export import check_folder

        server = _server(context)
        check_folder(out)
        problem = problem_of(dataset, overlays or ())
        several = is_tiered(problem)
        options = Options(
            seed=seed,
            deterministic=deterministic,
            workers=workers,
            margin_days=margin,
            time_limit_s=time_limit or (SECONDS_AN_OFFICE if several else SECONDS),
        )
        processes = jobs or os.cpu_count() or 1
        plan: AnnualPlan | TieredPlan
        if server is not None:
            plan = _plan_there(server, problem, options)
        elif several:
            plan = plan_offices(problem, options, processes)
        else:
            plan = _plan(problem, options)
        if isinstance(plan, TieredPlan):
            deliver_tiers(problem, plan, out, processes)
        else:
            _deliver(problem, plan, out)


def _server(context: typer.Context) -> "Server | None":
    """The server asked for; what it does not honour is refused."""
    if not context.obj:
        return None
    for name in ("workers", "jobs"):
        if typed(context, name):
            raise typer.BadParameter(tr("client.not_honoured"), param_hint=f"--{name}")
    from api.client.server import server_at

    return server_at(context.obj, os.environ)


def _plan(problem: "Problem", options: "Options") -> "AnnualPlan":
    from api.progress import listening, stoppable
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
    with listening(screen, problem) as tell:
        return stoppable(screen, lambda stop: plan_year(problem, options, tell, stop))


def _plan_there(
    server: "Server", problem: "Problem", options: "Options"
) -> "AnnualPlan | TieredPlan":
    try:
        from api.client.planning import plan_there
    except ModuleNotFoundError as error:
        if error.name not in {"httpx", "httpcore", "h11", "anyio"}:
            raise
        fail(tr("client.extra", module=error.name))
    return plan_there(server, problem, options)


def _deliver(problem: "Problem", plan: "AnnualPlan", out: Path) -> None:
    """Write all files and report; exit 1 when the plan has faults it does not declare."""
    from api.screen import alarm, console
    from api.verdict import undeclared
    from scenarios.export import write_plan
    from scenarios.export.sealed import open_form

    files = write_plan(problem, plan, out, current())
    _report(problem, open_form(problem, plan), out, files)
    if faults := undeclared(plan):
        console().print(alarm(tr("cli.plan.undeclared", count=len(faults))))
        raise typer.Exit(1)


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
