"""What went wrong, told in words on the page."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from api.desk.denial import Denial
from api.pages.visit import SessionOver, Visit
from api.service.problems import STATUS
from api.store import Refused, Unavailable
from models.issue import DataError
from models.text import Text

_LOG = logging.getLogger(__name__)
_SHOWN_ISSUES = 5


@contextmanager
def telling(visit: Visit) -> Iterator[None]:
    """Do what is inside; what is refused is told on the page, and the page stays as it was."""
    try:
        yield
    except SessionOver:
        ui.navigate.to("/login")
    except Exception as error:
        tell(visit, reason(visit, error))


def reason(visit: Visit, error: Exception) -> str:
    """Why something was not done, in words; a fault of the program is logged."""
    if isinstance(error, Denial | Refused):
        details = [one["detail"] for one in getattr(error, "errors", ())]
        return "\n".join([visit.say(error.text), *details[:_SHOWN_ISSUES]])
    if isinstance(error, Unavailable):
        return visit.say("problem.unavailable")
    if isinstance(error, DataError):
        count = visit.say("problem.dataset", count=len(error.issues))
        shown = [visit.say(issue.text) for issue in error.issues[:_SHOWN_ISSUES]]
        return "\n".join([count, *shown])
    _LOG.error("a page failed", exc_info=error)
    return visit.say("problem.fault")


def status(error: Exception) -> int:
    """How HTTP calls it (RFC 9110)."""
    if isinstance(error, Denial):
        return error.status
    if isinstance(error, Refused):
        return STATUS[error.code]
    return 503 if isinstance(error, Unavailable) else 422 if isinstance(error, DataError) else 500


def tell(visit: Visit, words: str) -> None:
    """A refusal, which stays until it is read."""
    close = [{"label": visit.say("pages.close"), "color": "white"}]
    ui.notify(
        words,
        type="negative",
        position="top",
        timeout=0,
        multi_line=True,
        actions=close,
        html=False,
    )


def done(visit: Visit, message: str | Text, **args: str | int | float | Text) -> None:
    """Say that something is done."""
    ui.notify(visit.say(message, **args), type="positive", position="top")
