"""`dudao account`: what is done about an account when nobody can log in."""

from typing import Annotated

import typer

from api import usage
from api.failures import fail
from api.hosting.tending import Data, settings_with, tended
from api.language import tr
from api.options import Lang

app = typer.Typer(
    name="account",
    cls=usage.Group,
    help=tr("hosting.help.account"),
    options_metavar=tr("cli.usage.options"),
    subcommand_metavar=tr("cli.usage.command"),
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """There is one command so far; Typer would take its name away."""


def reset(
    name: Annotated[str, typer.Argument(metavar="NAME", help=tr("hosting.help.account_name"))],
    data: Data = None,
    lang: Lang = "",
) -> None:
    """Give an account a new password for one login; opens its lock and logs it out everywhere."""
    with tended():
        from contextlib import closing
        from datetime import UTC, datetime

        from api.accounts.first import one_time_password
        from api.accounts.passwords import Passwords
        from api.store import By, accounts, open_store
        from api.store.by import SYSTEM
        from api.store.engine import revision_at

        url = settings_with(data_folder=data).store_url
        if revision_at(url) is None:
            fail(tr("hosting.db.none"))
        by = By(SYSTEM, datetime.now(UTC))
        password = one_time_password(by.chance)
        with closing(open_store(url)) as store, store.writing() as session:
            found = accounts.named(session, name)
            if found is None:
                fail(tr("hosting.no_account", name=name))
            hashed = Passwords().hash(password)
            accounts.set_password(session, by, found[0].id, hashed, must_change=True)
        typer.echo(tr("hosting.reset", name=found[0].name, password=password))
        if not found[0].active:
            typer.echo(tr("hosting.inactive"), err=True)


app.command(
    "reset",
    cls=usage.Command,
    help=tr("hosting.help.reset"),
    options_metavar=tr("cli.usage.options"),
)(reset)
