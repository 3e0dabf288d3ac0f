"""`dudao sweep`: one number over a range, each value planned, and the curves of the figures."""

import os
from typing import Annotated

import typer

from api.failures import told
from api.language import current, tr
from api.options import Dataset, Lang, Out, Seed, With

KNOWN = "detour, full-time-share, headcount"
SECONDS = 60
SECONDS_AN_OFFICE = 15


def run(
    dataset: Dataset,
    template: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help=tr("cli.help.sweep_template", known=KNOWN))
    ],
    *,
    x: Annotated[str, typer.Option("--x", metavar="FROM:TO:STEP", help=tr("cli.help.sweep_x"))],
    out: Out,
    plans: Annotated[bool, typer.Option("--plans", help=tr("cli.help.sweep_plans"))] = False,
    time_limit: Annotated[
        float | None, typer.Option(min=0.1, max=86_400, help=tr("cli.help.time_limit"))
    ] = None,
    seed: Seed = 0,
    jobs: Annotated[int, typer.Option(min=0, max=256, help=tr("cli.help.compare_jobs"))] = 0,
    overlays: With = None,
    lang: Lang = "",
) -> None:
    """Exit 0 with the curves written, 2 for bad input."""
    with told():
        from api.comparison import teller
        from api.dataset import problem_of
        from api.progress import stoppable
        from api.screen import console, plain
        from api.sweep import report
        from planner.options import Options
        from planner.tiers import is_tiered
        from scenarios.export import check_folder
        from scenarios.export.sweep import write_sweep
        from scenarios.sweep import read_template, sweep, sweep_cases, values_of

        check_folder(out)
        values, overlay = values_of(x), read_template(template, current())
        problem = problem_of(dataset, overlays or ())
        cases = sweep_cases(problem, overlay, values, tr("compare.base"), current())
        seconds = time_limit or (SECONDS_AN_OFFICE if is_tiered(problem) else SECONDS)
        options = Options(seed=seed, time_limit_s=seconds)
        screen, processes = console(), jobs or os.cpu_count() or 1
        start = tr(
            "cli.sweep.start",
            name=problem.name,
            year=problem.year,
            template=overlay.name,
            count=len(values),
            jobs=processes,
        )
        screen.print(plain(start, "bold"))
        listener = teller(screen, cases)
        swept = stoppable(
            screen,
            lambda stop: sweep(cases, overlay.name, values, options, processes, listener, stop),
        )
        report(swept.sweep, out, write_sweep(swept, out, current(), plans=plans))
