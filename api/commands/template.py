"""`dudao template`: an empty workbook to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from api.failures import fail, told
from api.language import current, tr
from api.options import Force, Lang


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=tr("cli.help.template_file"))],
    force: Force = False,
    lang: Lang = "",
) -> None:
    """Exit 0 with the file written, 2 when it exists or cannot be written."""
    with told():
        from api.screen import console, plain
        from scenarios.export import deliver_file
        from scenarios.template import write_template

        if file.exists() and not force:
            fail(tr("cli.exists", path=str(file)))
        with deliver_file(file) as fresh:
            write_template(fresh, current())
        console().print(plain(tr("cli.written", path=str(file))))
