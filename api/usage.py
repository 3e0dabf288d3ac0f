"""Typer's own words in the language of the command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from api.language import current, tr


def _translate() -> None:
    """Set the words that Typer keeps in one place, which takes long to load: before it speaks."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = tr("cli.panel.arguments")
    rich_utils.OPTIONS_PANEL_TITLE = tr("cli.panel.options")
    rich_utils.COMMANDS_PANEL_TITLE = tr("cli.panel.commands")
    rich_utils.ERRORS_PANEL_TITLE = tr("cli.panel.error")
    rich_utils.DEFAULT_STRING = tr("cli.usage.default", value="{}")
    rich_utils.REQUIRED_LONG_STRING = tr("cli.usage.required")
    rich_utils.ABORTED_TEXT = tr("cli.usage.aborted")
    rich_utils.RICH_HELP = tr("cli.usage.see", command="{command_path} {help_option}")


class Command(TyperCommand):
    """A command whose usage line, help option and complaints speak the language."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments."""
        with _complaining():
            return super().parse_args(ctx, args)

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help` with its help text."""
        return _worded(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        _translate()
        super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _complaining():
            return super().invoke(ctx)


class Group(TyperGroup):
    """The command itself, likewise."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments before the name of the command."""
        with _complaining():
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is named."""
        with _complaining():
            return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named."""
        with _complaining():
            return super().invoke(ctx)

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help` with its help text."""
        return _worded(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        _translate()
        super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter)


def typed(context: Any, name: str) -> bool:
    """Whether a parameter stands on the command line, rather than in the environment or nowhere."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _worded(option: Any) -> Any:
    if option is not None:
        option.help = tr("cli.help.help")
    return option


def _write_usage(command: Command | Group, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=tr("cli.usage.prefix"))


@contextmanager
def _complaining() -> Iterator[None]:
    """Put what the parser says of wrong arguments into words; its sentences are fixed in its code.

    Its errors are told by their names, because Typer brings classes of its own or takes Click's.
    """
    try:
        yield
    except typer.Exit:
        raise
    except Exception as error:
        _translate()
        complaint = _COMPLAINTS.get(type(error).__name__)
        if complaint is not None and current() != "en":
            message = complaint(error)
            error.format_message = lambda: message  # type: ignore[attr-defined]
        raise


def _missing(error: Any) -> str:
    return tr("cli.usage.missing", name=_name(error))


def _unknown(error: Any) -> str:
    alike = ", ".join(sorted(error.possibilities or ()))
    hint = tr("cli.hint", nearest=alike) if alike else ""
    return tr("cli.usage.unknown", name=error.option_name, hint=hint)


def _misused(error: Any) -> str:
    return tr("cli.usage.misused", name=error.option_name)


def _invalid(error: Any) -> str:
    """Our own refusals say why; the parser refuses only what is no number of the right range."""
    if error.message.isascii():
        return tr("cli.usage.no_such_number", name=_name(error))
    return tr("cli.usage.invalid", name=_name(error), why=error.message)


def _wrong(error: Any) -> str:
    return tr("cli.usage.wrong", message=error.message)


_COMPLAINTS: dict[str, Callable[[Any], str]] = {
    "MissingParameter": _missing,
    "NoSuchOption": _unknown,
    "BadOptionUsage": _misused,
    "BadParameter": _invalid,
    "UsageError": _wrong,
}


def _name(error: Any) -> str:
    """The option as it is typed, or what stands for the argument in the usage line."""
    if error.param_hint is not None or error.param is None:
        return str(error.param_hint or "")
    option = str(max(error.param.opts, key=len))
    return option if option.startswith("-") else str(error.param.metavar or option)
