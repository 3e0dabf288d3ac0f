"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from api.language import choose, tr
from models.text import LANGUAGES


def _speak(language: str) -> str:
    if language and language not in LANGUAGES:
        raise typer.BadParameter(tr("cli.bad_language", languages=", ".join(LANGUAGES)))
    if language:
        choose(language)
    return language


Lang = Annotated[
    str,
    typer.Option(
        "--lang", callback=_speak, is_eager=True, metavar="zh|en", help=tr("cli.help.lang")
    ),
]
Dataset = Annotated[str, typer.Argument(metavar="DATASET", help=tr("cli.help.dataset"))]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help=tr("cli.help.plan_file"))]
Force = Annotated[bool, typer.Option("--force", help=tr("cli.help.force"))]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help=tr("cli.help.seed"))]
