"""What a user sees when something fails: words, never a traceback."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import errorcode
from typing import TYPE_CHECKING, NoReturn

import typer

from api.language import current, term, tr

if TYPE_CHECKING:
    from models.issue import DataError

BAD_INPUT = 2
INTERNAL = 3
AWAY = 4
"""A server cannot be reached, or does not answer in time; the same command may do later."""


@contextmanager
def told() -> Iterator[None]:
    """Put failures into words on stderr and end with their exit code.

    Bad data and files end with 2, a fault of the program with 3; DUDAO_DEBUG=1 shows its traceback.
    """
    from models.issue import DataError

    try:
        yield
    except DataError as error:
        print_issues(error)
        raise typer.Exit(BAD_INPUT) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        fail(tr("cli.os_error", path=str(error.filename or ""), reason=_reason(error)))
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        if os.environ.get("DUDAO_DEBUG"):
            raise
        from api.screen import alarm, console

        kind = type(error).__name__
        console(error=True).print(alarm(tr("cli.internal", kind=kind, message=str(error))))
        raise typer.Exit(INTERNAL) from None


def fail(message: str) -> NoReturn:
    """End with a message and exit code 2."""
    from api.screen import console, plain

    console(error=True).print(plain(message, "bold red"))
    raise typer.Exit(BAD_INPUT)


def print_issues(error: "DataError") -> None:
    """All problems of a data set in one table."""
    from models.text import say

    print_faults(
        [
            (i.place, i.row or "", i.column, i.found, say(i.text, current()), i.suggestion)
            for i in error.issues
        ]
    )


def print_faults(rows: Sequence[Sequence[object]]) -> None:
    """What is wrong in one table: place, row, column, what was found, why, what may be meant."""
    from api.screen import console, plain, table

    titles = [
        tr(f"cli.issue.{c}") for c in ("place", "row", "column", "found", "why", "suggestion")
    ]
    screen = console(error=True)
    screen.print(table(tr("cli.issue.title", count=len(rows)), titles, rows))
    screen.print(plain(tr("cli.issue.nothing_written"), "bold red"))


def _reason(error: OSError) -> str:
    """The reason in words; Python's own for rare ones."""
    name = errorcode.get(error.errno or 0, "")
    known = term("cli.errno", name)
    return known if known != name else (error.strerror or str(error))
