"""`dudao rotate`: who checks whom between regions, batch by batch."""

from pathlib import Path
from typing import Annotated

import typer

from api.failures import fail, told
from api.language import tr
from api.options import Dataset, Lang


def run(
    dataset: Dataset,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help=tr("cli.help.out_folder"))
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1, help=tr("cli.help.time_limit"))
    ] = 60,
    lang: Lang = "",
) -> None:
    """Exit 0 when every region is checked in every batch, 1 when some cannot be, 2 for bad data.

    The folder gets `rotations.json` and `past_checks.csv`, which next year's data set takes up.
    """
    with told():
        from api.language import current
        from api.rotations import shown
        from api.screen import console, plain
        from planner.exchange import exchanges, rotation
        from planner.options import Options
        from scenarios.dataset import read_dataset
        from scenarios.export.rotations import write_rotations
        from scenarios.shipped import find_dataset

        problem = read_dataset(find_dataset(dataset))
        options = Options(time_limit_s=time_limit)
        found = [
            rotation(problem, programme, options, office=office)
            for programme, office in exchanges(problem)
        ]
        if not found:
            fail(tr("cli.rotate.none"))
        screen = console()
        for one in found:
            for part in shown(problem, one):
                screen.print(part)
        if out is not None:
            for file in write_rotations(problem, found, out, current()):
                screen.print(plain(tr("cli.written", path=str(file))))
        if any(batch.unchecked for one in found for batch in one.batches):
            raise typer.Exit(1)
