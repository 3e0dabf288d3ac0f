"""What the commands that run and tend the service share: settings, and failures in words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import fail, told
from api.language import current, tr

if TYPE_CHECKING:
    from api.settings import Settings

Data = Annotated[
    Path | None, typer.Option("--data", metavar="FOLDER", help=tr("hosting.help.data"))
]
Slots = Annotated[
    int | None, typer.Option("--slots", min=1, max=256, help=tr("hosting.help.slots"))
]


@contextmanager
def tended() -> Iterator[None]:
    """Put failures into words, those of the database too; they end with exit code 2."""
    with told():
        try:
            yield
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] in {"api", "planner", "scenarios", "models"}:
                raise
            fail(tr("hosting.extra", module=error.name or ""))
        except Exception as error:
            fail_if_refused(error)
            raise


def fail_if_refused(error: Exception) -> None:
    """End with the words for what the store refuses or cannot do; return for any other error."""
    from api.store import Refused, Unavailable
    from models.text import say

    if isinstance(error, Refused):
        fail(say(error.text, current()))
    if isinstance(error, Unavailable):
        cause = error.__cause__
        reason = str(getattr(cause, "orig", None) or cause or error).strip().partition("\n")[0]
        fail(tr("hosting.unavailable", reason=reason))


def settings_with(**options: str | int | Path | None) -> "Settings":
    """The settings of the environment, but for what options say.

    Raises
    ------
    DataError
        With every setting that cannot be used.
    """
    from api.settings import PREFIX, read_settings

    given = {
        f"{PREFIX}{name}".upper(): str(value)
        for name, value in options.items()
        if value is not None
    }
    return read_settings({**os.environ, **given})
