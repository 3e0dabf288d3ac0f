"""Every error as a problem (RFC 9457): a code for programs, a sentence for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.accounts.passwords import Busy
from api.desk.datasets import told
from api.desk.denial import Denial
from api.store import Refused, Unavailable
from models.base import Frozen
from models.issue import DataError
from models.text import Text, say

MEDIA = "application/problem+json"
RETRY_SECONDS = 5
STATUS: Mapping[str, int] = {
    "missing": 404,
    "frozen": 409,
    "taken": 409,
    "last": 409,
    "reused": 422,
    "state": 409,
    "position": 409,
    "region_moved": 409,
    "region_outside": 403,
}


class Problem(Frozen):
    """What went wrong: `code` for programs, `detail` in words; `errors` are of single fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[dict[str, str], ...] = ()


def answer(
    status: int,
    text: Text,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[dict[str, str]] = (),
) -> JSONResponse:
    """A problem as a response."""
    title = say(Text(code=f"problem.title.{status}"))
    problem = Problem(
        title=title, status=status, detail=say(text), code=text.code, errors=tuple(errors)
    )
    return JSONResponse(problem.model_dump(), status, dict(headers or {}), MEDIA)


def add_problems(app: FastAPI) -> None:
    """Have the application answer every error with a problem."""

    @app.exception_handler(Denial)
    async def _denied(_: Request, error: Denial) -> JSONResponse:
        return answer(error.status, error.text, error.headers, error.errors)

    @app.exception_handler(DataError)
    async def _faulty(_: Request, error: DataError) -> JSONResponse:
        text = Text(code="problem.dataset", args={"count": len(error.issues)})
        return answer(422, text, errors=[told(issue) for issue in error.issues])

    @app.exception_handler(Refused)
    async def _refused(_: Request, error: Refused) -> JSONResponse:
        return answer(STATUS[error.code], error.text)

    @app.exception_handler(Unavailable)
    async def _unavailable(_: Request, error: Unavailable) -> JSONResponse:
        later = {"Retry-After": str(RETRY_SECONDS)}
        return answer(503, Text(code="problem.unavailable"), later)

    @app.exception_handler(Busy)
    async def _busy(_: Request, __: Busy) -> JSONResponse:
        later = {"Retry-After": str(RETRY_SECONDS)}
        return answer(429, Text(code="login.busy"), later)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # The values themselves are not repeated: they may be passwords.
        errors = [_field(one) for one in error.errors()]
        return answer(422, Text(code="problem.invalid"), errors=errors)

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        known = error.status_code if error.status_code in {404, 405, 408, 413, 415} else 400
        return answer(error.status_code, Text(code=f"problem.http.{known}"), error.headers)

    @app.exception_handler(Exception)
    async def _fault(_: Request, error: Exception) -> JSONResponse:
        return answer(500, Text(code="problem.fault"))


def _field(error: Mapping[str, Any]) -> dict[str, str]:
    place = ".".join(str(part) for part in error["loc"])
    return {"place": place, "code": str(error["type"]), "detail": str(error["msg"])}
