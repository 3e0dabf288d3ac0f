"""The command `dudao`: wires the commands together. Heavy imports happen inside them."""

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from api import usage
from api.commands import (
    account,
    audit,
    check,
    compare,
    datasets,
    db,
    draw,
    edit,
    front,
    generate,
    hire,
    plan,
    publish,
    replan,
    robust,
    rollup,
    rotate,
    serve,
    show,
    sweep,
    template,
    who,
    why,
    worker,
)
from api.failures import fail
from api.language import tr
from api.options import Lang

usage.translate()

app = typer.Typer(
    name="dudao",
    cls=usage.Group,
    help=tr("cli.help.app"),
    options_metavar=tr("cli.usage.options"),
    subcommand_metavar=tr("cli.usage.command"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

for command in (
    *(plan, replan, check, compare, sweep, front, hire, rotate, audit, why, who, edit, robust),
    *(publish, rollup, template, generate, show, datasets, serve, worker),
):
    name = command.__name__.rpartition(".")[2]
    app.command(
        name,
        cls=usage.Command,
        help=tr(f"cli.help.{name}"),
        options_metavar=tr("cli.usage.options"),
    )(command.run)

for group in (draw, db, account):
    app.add_typer(group.app)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"dudao {version('dudao')}")
        raise typer.Exit


_ON_A_SERVER = frozenset({"plan"})


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=tr("cli.help.version")),
    ] = False,
    lang: Lang = "",
    server: Annotated[
        str,
        typer.Option(
            "--server",
            envvar="DUDAO_SERVER",
            show_envvar=False,
            metavar="URL",
            help=tr("client.help.server"),
        ),
    ] = "",
) -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    command = context.invoked_subcommand or ""
    if command in _ON_A_SERVER:
        context.obj = server
    elif server and usage.typed(context, "server"):
        # The variable of the environment may stand there for good, beside work on this machine.
        fail(tr("client.local_only", command=command))
