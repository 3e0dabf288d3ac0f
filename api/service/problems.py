"""Every error as a problem (RFC 9457): a code for programs, a sentence for people."""

from collections.abc import Mapping, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from api.accounts.passwords import Busy
from api.desk.datasets import told
from api.desk.denial import Denial
from api.service.routing import allowed
from api.service.speech import language_of
from api.store import Refused, Unavailable
from models.base import Frozen
from models.issue import DataError
from models.text import LANGUAGES, Text, say
from scenarios.validation import GENERAL, reason

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
    language: str = LANGUAGES[0],
) -> JSONResponse:
    """A problem as a response."""
    title = say(Text(code=f"problem.title.{status}"), language)
    problem = Problem(
        title=title, status=status, detail=say(text, language), code=text.code, errors=tuple(errors)
    )
    told = {"Content-Language": language, **(headers or {})}
    return JSONResponse(problem.model_dump(), status, told, MEDIA)


def add_problems(app: FastAPI) -> None:
    """Have the application answer every error with a problem."""

    @app.exception_handler(Denial)
    async def _denied(request: Request, error: Denial) -> JSONResponse:
        return answer(error.status, error.text, error.headers, error.errors, spoken(request))

    @app.exception_handler(DataError)
    async def _faulty(request: Request, error: DataError) -> JSONResponse:
        text = Text(code="problem.dataset", args={"count": len(error.issues)})
        language = spoken(request)
        errors = [told(issue, language) for issue in error.issues]
        return answer(422, text, errors=errors, language=language)

    @app.exception_handler(Refused)
    async def _refused(request: Request, error: Refused) -> JSONResponse:
        return answer(STATUS[error.code], error.text, language=spoken(request))

    @app.exception_handler(Unavailable)
    async def _unavailable(request: Request, error: Unavailable) -> JSONResponse:
        later = {"Retry-After": str(RETRY_SECONDS)}
        return answer(503, Text(code="problem.unavailable"), later, language=spoken(request))

    @app.exception_handler(Busy)
    async def _busy(request: Request, __: Busy) -> JSONResponse:
        later = {"Retry-After": str(RETRY_SECONDS)}
        return answer(429, Text(code="login.busy"), later, language=spoken(request))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        # The values themselves are not repeated: they may be passwords.
        language = spoken(request)
        errors = [_field(one, language) for one in error.errors()]
        return answer(422, Text(code="problem.invalid"), errors=errors, language=language)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        known = error.status_code if error.status_code in {404, 405, 408, 413, 415} else 400
        text = Text(code=f"problem.http.{known}")
        headers = dict(error.headers or {})
        if known == 405 and (methods := allowed(request)):
            headers["Allow"] = ", ".join(methods)
        return answer(error.status_code, text, headers, language=spoken(request))

    @app.exception_handler(Exception)
    async def _fault(request: Request, error: Exception) -> JSONResponse:
        return answer(500, Text(code="problem.fault"), language=spoken(request))


def spoken(request: Request) -> str:
    """The language in which a request is answered."""
    return language_of(request.scope)


def _field(error: ErrorDetails, language: str) -> dict[str, str]:
    place = ".".join(str(part) for part in error["loc"])
    why = reason(error)
    detail = say(why, language)
    if why.code == GENERAL:  # what the type itself says is all there is
        detail = f"{detail} ({error['msg'].removeprefix('Value error, ')})"
    return {"place": place, "code": error["type"], "detail": detail}
