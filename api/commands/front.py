"""`dudao front`: what coverage, or an even year, costs."""

from typing import Annotated

import typer

from api.failures import told
from api.language import current, tr
from api.options import Dataset, Lang, MaybeOut, Office, Seed, With
from models.front import Against


def run(
    dataset: Dataset,
    *,
    against: Annotated[Against, typer.Option("--against", help=tr("cli.help.front_against"))],
    points: Annotated[int, typer.Option(min=2, max=1000, help=tr("cli.help.front_points"))] = 12,
    out: MaybeOut = None,
    office: Office = "",
    time_limit: Annotated[
        float, typer.Option(min=1, max=86_400, help=tr("cli.help.front_time_limit"))
    ] = 20,
    seed: Seed = 0,
    overlays: With = None,
    lang: Lang = "",
) -> None:
    """Exit 0 with the front, 2 for bad data."""
    with told():
        from api.dataset import problem_of
        from api.office import one_office
        from api.progress import stoppable
        from api.screen import console, plain, table
        from planner.front import front
        from planner.options import Options
        from scenarios.export import check_folder
        from scenarios.export.front import notes, rows, title, titles, write_front
        from scenarios.export.wording import Words

        if out is not None:
            check_folder(out)
        problem = one_office(problem_of(dataset, overlays or ()), office)
        screen, words = console(), Words(current())
        options = Options(time_limit_s=time_limit, seed=seed)
        found = stoppable(screen, lambda stop: front(problem, against, options, points, stop=stop))
        shown = [[f"{c:,}" if isinstance(c, int) else c for c in row] for row in rows(found, words)]
        heads = titles(found, words)
        screen.print(table(title(problem, found, words), heads, shown, right=range(len(heads))))
        for note in notes(found, words):
            screen.print(plain(note))
        if out is not None:
            names = ", ".join(file.name for file in write_front(problem, found, out, current()))
            screen.print(plain(tr("cli.hire.files", folder=str(out), files=names), "bold"))
