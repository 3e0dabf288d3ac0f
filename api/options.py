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
# Not `readable`: what may not be read is told by the reader, in the language of the command.
PlanFile = Annotated[
    Path, typer.Argument(metavar="PLAN", readable=False, help=tr("cli.help.plan_file"))
]
PlanJson = Annotated[
    Path, typer.Argument(metavar="PLAN.json", readable=False, help=tr("cli.help.plan_json"))
]
VisitId = Annotated[str, typer.Argument(metavar="VISIT", help=tr("cli.help.visit"))]
Data = Annotated[str, typer.Option("--data", metavar="DATASET", help=tr("cli.help.data"))]
Office = Annotated[str, typer.Option(help=tr("cli.help.office"))]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help=tr("cli.help.out_folder"))]
MaybeOut = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help=tr("cli.help.out_folder"))
]
Force = Annotated[bool, typer.Option("--force", help=tr("cli.help.force"))]
# Not `readable` either, for the same reason.
With = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="FILE", readable=False, help=tr("cli.help.overlays")),
]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help=tr("cli.help.seed"))]
