"""`dudao hire`: how many more full-time inspectors, where, so that all clauses hold."""

from pathlib import Path
from typing import Annotated

import typer

from api.failures import told
from api.language import current, tr
from api.options import Dataset, Lang, Office, Seed, With


def run(
    dataset: Dataset,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=tr("cli.help.hire_out"))
    ] = None,
    office: Office = "",
    time_limit: Annotated[
        float, typer.Option(min=1, max=86_400, help=tr("cli.help.time_limit"))
    ] = 60,
    seed: Seed = 0,
    overlays: With = None,
    lang: Lang = "",
) -> None:
    """Exit 0 with the number, 1 when none was found in time, 2 for bad data.

    The folder gets `hiring.json`, the plan with the hires in all its files, and `hires.toml`, an
    overlay that adds them to the data set.
    """
    with told():
        from api.dataset import problem_of
        from api.hiring import shown
        from api.office import one_office
        from api.progress import listening, stoppable
        from api.screen import console, plain
        from planner.hiring import hire
        from planner.options import Options
        from scenarios.export import check_folder
        from scenarios.export.hiring import write_hiring

        if out is not None:
            check_folder(out)
        problem = one_office(problem_of(dataset, overlays or ()), office)
        options = Options(time_limit_s=time_limit, seed=seed, deterministic=True)
        screen = console()
        start = tr(
            "cli.hire.start",
            name=problem.name,
            inspectors=len(problem.inspectors),
            targets=len(problem.targets),
            year=problem.year,
        )
        screen.print(plain(start, "bold"))
        with listening(screen, problem) as tell:
            found = stoppable(screen, lambda stop: hire(problem, options, tell, stop))
        for part in shown(problem, found.hiring):
            screen.print(part)
        if out is not None:
            files = write_hiring(found, out, current())
            told_files = ", ".join(file.name for file in files if file.parent == out)
            screen.print(plain(tr("cli.hire.files", folder=str(out), files=told_files), "bold"))
        if found.hiring.number is None:
            raise typer.Exit(1)
