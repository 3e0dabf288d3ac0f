"""`dudao sweep` on the terminal."""

from collections.abc import Sequence
from pathlib import Path

from api.language import current, tr
from api.screen import alarm, console, plain, table
from models.sweep import Sweep
from scenarios.export.comparison.told import Told
from scenarios.export.sweep import moving
from scenarios.export.wording import Words


def report(sweep: Sweep, folder: Path, files: Sequence[Path]) -> None:
    """The figures that move, value by value, and where the files lie."""
    screen, told = console(), Told(sweep.comparison, Words(current()))
    lines = moving(sweep)
    titles = [
        tr("compare.column.figure"),
        tr("compare.column.unit"),
        *(f"{value:g}" for value in sweep.values),
    ]
    rows = [
        (told.label(line), told.unit(line), *(told.value(line, c) for _, c in sweep.curve(line)))
        for line in lines
    ]
    title = tr("cli.sweep.title", template=sweep.template)
    screen.print(table(title, titles, rows, right=range(2, len(titles))))
    every = len(sweep.comparison.figures) + len(sweep.comparison.levels)
    screen.print(plain(tr("cli.sweep.same", count=every - len(lines)), "dim"))
    for notice in told.notices():
        screen.print(alarm(notice))
    named = ", ".join(file.name for file in files if file.is_file())
    screen.print(plain(tr("cli.compare.files", folder=str(folder), files=named), "bold"))
