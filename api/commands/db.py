"""`dudao db`: the database of the service: brought up to date, saved, brought back."""

from pathlib import Path
from typing import Annotated

import typer

from api import usage
from api.failures import fail
from api.hosting.tending import Data, settings_with, tended
from api.language import tr
from api.options import Force, Lang

app = typer.Typer(
    name="db",
    cls=usage.Group,
    help=tr("hosting.help.db"),
    options_metavar=tr("cli.usage.options"),
    subcommand_metavar=tr("cli.usage.command"),
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(metavar="FILE", readable=False, help=tr("hosting.help.file"))]


def upgrade(data: Data = None, lang: Lang = "") -> None:
    """Create the tables, or bring them to the form that this program needs."""
    with tended():
        from api.jobs.durable import prepare
        from api.store import open_store
        from api.store.migrate import latest

        settings = settings_with(data_folder=data)
        open_store(settings.store_url).close()
        prepare(settings.jobs_url)
        typer.echo(tr("hosting.db.upgraded", revision=latest()))


def current(data: Data = None, lang: Lang = "") -> None:
    """Say which form the tables have, and which this program needs; exit 1 when they differ."""
    with tended():
        from api.store.migrate import latest

        revision = _revision(settings_with(data_folder=data).store_url)
        typer.echo(tr("hosting.db.current", revision=revision or "-", latest=latest()))
        if revision != latest():
            raise typer.Exit(1)


def backup(file: File, data: Data = None, force: Force = False, lang: Lang = "") -> None:
    """Write everything to one file, while the service runs or not."""
    with tended():
        from api.store import open_store
        from api.store.backup import back_up

        url = settings_with(data_folder=data).store_url
        if _revision(url) is None:
            fail(tr("hosting.db.none"))
        if file.exists() and not force:
            fail(tr("cli.exists", path=str(file)))
        store = open_store(url, migrate=False)
        try:
            counts = back_up(store, file)
        finally:
            store.close()
        typer.echo(tr("hosting.db.backed_up", path=str(file), rows=sum(counts.values())))


def restore(file: File, data: Data = None, lang: Lang = "") -> None:
    """Fill an empty database from such a file."""
    with tended():
        from api.store import backup as store_backup

        counts = store_backup.restore(settings_with(data_folder=data).store_url, file)
        typer.echo(tr("hosting.db.restored", path=str(file), rows=sum(counts.values())))


def _revision(url: str) -> str | None:
    from api.store.engine import revision_at

    return revision_at(url)


for command in (upgrade, current, backup, restore):
    app.command(
        command.__name__,
        cls=usage.Command,
        help=tr(f"hosting.help.{command.__name__}"),
        options_metavar=tr("cli.usage.options"),
    )(command)
