"""The command `dudao`: wires the commands together. Heavy imports happen inside them."""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.main import get_command, get_group

from api import usage
from api.failures import fail
from api.language import tr
from api.options import Lang

COMMANDS = (
    *("plan", "replan", "check", "compare", "sweep", "front", "hire", "rotate", "audit"),
    *("why", "who", "edit", "robust", "publish", "rollup", "template", "generate", "show"),
    *("datasets", "serve", "worker", "draw", "db", "account"),
)
"""One module of `api.commands` each, in the order in which they are told."""


@cache
def _command(name: str) -> Any:
    """The command of a module, which has a group of its own or a function `run`."""
    module = import_module(f"api.commands.{name}")
    if hasattr(module, "app"):
        return get_group(module.app)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(
        name,
        cls=usage.Command,
        help=tr(f"cli.help.{name}"),
        options_metavar=tr("cli.usage.options"),
    )(module.run)
    return get_command(alone)


class _Commands(Mapping[str, Any]):
    """All commands by name, each imported only when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        return _command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Dudao(usage.Group):
    """The whole command, which begins faster when it does not import all others."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands()  # type: ignore[assignment]  # nobody adds any


app = typer.Typer(
    name="dudao",
    cls=_Dudao,
    help=tr("cli.help.app"),
    options_metavar=tr("cli.usage.options"),
    subcommand_metavar=tr("cli.usage.command"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


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
