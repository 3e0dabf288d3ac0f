"""Typer's own words in the language of the command, as far as Typer lets them be chosen.

What its parser says of wrong options stays English: those sentences are fixed in its code.
"""

from typing import Any

from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from api.language import tr


def translate() -> None:
    """Set the words that Typer keeps in one place."""
    rich_utils.ARGUMENTS_PANEL_TITLE = tr("cli.panel.arguments")
    rich_utils.OPTIONS_PANEL_TITLE = tr("cli.panel.options")
    rich_utils.COMMANDS_PANEL_TITLE = tr("cli.panel.commands")
    rich_utils.ERRORS_PANEL_TITLE = tr("cli.panel.error")
    rich_utils.DEFAULT_STRING = tr("cli.usage.default", value="{}")
    rich_utils.REQUIRED_LONG_STRING = tr("cli.usage.required")
    rich_utils.ABORTED_TEXT = tr("cli.usage.aborted")
    rich_utils.RICH_HELP = tr("cli.usage.see", command="{command_path} {help_option}")


class Command(TyperCommand):
    """A command whose usage line and help option speak the language."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help` with its help text."""
        return _worded(super().get_help_option(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter)


class Group(TyperGroup):
    """The command itself, likewise."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help` with its help text."""
        return _worded(super().get_help_option(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter)


def _worded(option: Any) -> Any:
    if option is not None:
        option.help = tr("cli.help.help")
    return option


def _write_usage(command: Command | Group, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=tr("cli.usage.prefix"))
