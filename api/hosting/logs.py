"""Logs: a line of JSON an event on stderr, which names no person and repeats nothing sent.

Of a failure the kind and the places in the program are told, never its message, which may hold
values of a data set.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

_FRAMES = 12
_Failure = tuple[type[BaseException], BaseException, TracebackType | None]


def configure() -> None:
    """Write the logs of this process, those of libraries too, from now on."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_message,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("httpx", "httpcore", "alembic", "dbos", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Without a handler of its own, dbos would write lines that are no JSON, before or after this.
    dbos = logging.getLogger("dbos")
    dbos.handlers[:] = [logging.NullHandler()]
    dbos.propagate = True


def log() -> structlog.stdlib.BoundLogger:
    """Where the service's own events go."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger("dudao")
    return logger


def told(error: BaseException) -> dict[str, Any]:
    """A failure as logs tell it: its kind, and where it happened, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "where": where}


def _without_message(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    failure: _Failure | BaseException | bool | None = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exception()
    if isinstance(failure, tuple):
        failure = failure[1]
    if isinstance(failure, BaseException):
        event.update(told(failure))
    return event
