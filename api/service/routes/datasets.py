"""Data sets over the network."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.desk import datasets as desk
from api.desk import drafts
from api.desk.denial import Denial
from api.desk.jsonpatch import Patch
from api.service.identity import Asking
from api.service.limits import Body
from api.service.media import JSON, PATCH, TEXT, TOML, XLSX
from api.service.reading import described, read_body, taken
from api.service.shapes import Language, file_of
from api.store.datasets import Dataset
from models.base import Frozen
from models.text import Text

router = APIRouter(prefix="/v1", tags=["datasets"])

_WORKBOOK = {"type": "string", "format": "binary"}
_PROBLEM = {"type": "object", "description": "As `…/input` of a data set gives it."}
_OVERLAY = {"type": "string", "examples": [desk.SAMPLE_OVERLAY]}


@router.post("/datasets", status_code=201, openapi_extra=taken({JSON: _PROBLEM, XLSX: _WORKBOOK}))
def upload(who: Asking, request: Request, response: Response, body: Body) -> Dataset:
    """Upload a data set: a workbook, or JSON of a problem; with every issue when it has any."""
    media = _media(request)
    if media == XLSX:
        problem = desk.of_workbook(body)
    elif media == JSON:
        problem = desk.of_json(body)
    else:
        raise Denial(415, Text(code="problem.http.415"))
    return _located(response, desk.add(who, problem))


@router.get("/datasets")
def listed(
    who: Asking,
    series: str | None = None,
    sha256: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$")] = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> tuple[Dataset, ...]:
    """Data sets of one's region and those below, the newest first, from before an id on.

    With `sha256` those whose `input` has this digest.
    """
    return desk.listed(who, series=series, sha256=sha256, before=before, limit=limit)


@router.get("/datasets/{id_}")
def one(who: Asking, id_: str) -> Dataset:
    """One version of a data set."""
    return desk.get(who, id_)


@router.get("/datasets/{id_}/input")
def contents(who: Asking, id_: str) -> Response:
    """Its contents as JSON, fit to be uploaded again."""
    return Response(desk.text(who, id_), media_type=JSON)


@router.get("/datasets/{id_}/workbook", response_class=Response, responses=file_of(XLSX))
def workbook(
    who: Asking, id_: str, language: Annotated[Language, Query(examples=["zh"])] = Language.ZH
) -> Response:
    """Its contents as a workbook, fit to be uploaded again."""
    named = {"Content-Disposition": f'attachment; filename="dataset-{id_}.xlsx"'}
    return Response(drafts.workbook(who, id_, language), media_type=XLSX, headers=named)


class Checked(Frozen):
    """What an overlay would change, part by part."""

    changes: tuple[desk.Contrast, ...]


@router.post(
    "/datasets/{id_}/overlay",
    status_code=201,
    responses={200: {"model": Checked, "description": "With `check`: nothing is kept"}},
    response_model=Dataset,
    openapi_extra=taken({TOML: {"type": "string"}, TEXT: _OVERLAY}),
)
def overlay(
    who: Asking,
    id_: str,
    request: Request,
    response: Response,
    body: Body,
    check: bool = False,
) -> Dataset | JSONResponse:
    """Derive the next version by the changes of an overlay in TOML; or only `check` it."""
    if _media(request) not in {TOML, TEXT}:
        raise Denial(415, Text(code="problem.http.415"))
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Denial(400, Text(code="problem.http.400")) from None
    if check:
        told = Checked(changes=desk.compared(who, id_, text))
        return JSONResponse(told.model_dump(mode="json"))
    return _located(response, desk.derive(who, id_, text))


@router.patch("/datasets/{id_}", status_code=201, openapi_extra=described(Patch, PATCH))
def patch(who: Asking, id_: str, request: Request, response: Response, body: Body) -> Dataset:
    """Derive the next version by changes of the data set as JSON (RFC 6902), all or none."""
    return _located(response, desk.patch(who, id_, read_body(Patch, request, body, PATCH)))


@router.delete("/datasets/{id_}", status_code=204)
def remove(who: Asking, id_: str) -> None:
    """Remove a version that no plan uses and nothing is derived from."""
    desk.remove(who, id_)


@router.post("/shipped/{id_}", status_code=201)
def take(who: Asking, id_: str, response: Response) -> Dataset:
    """Take over a data set that comes with the program."""
    return _located(response, desk.take(who, id_))


def _media(request: Request) -> str:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _located(response: Response, made: Dataset) -> Dataset:
    response.headers["Location"] = f"/v1/datasets/{made.id}"
    return made
