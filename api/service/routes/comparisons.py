"""Scenarios compared over the network."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from api.desk import comparisons as desk
from api.desk.comparisons import MOST_CASES, ComparisonView, Scenario
from api.desk.lines import Line, Name
from api.desk.plans import PlanOptions
from api.service.identity import Asking
from api.service.limits import Body
from api.service.media import XLSX
from api.service.reading import described, read_body
from api.service.shapes import Language
from models.base import Frozen
from models.comparison import Comparison

router = APIRouter(prefix="/v1/comparisons", tags=["comparisons"])
HTML = "text/html"
ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The page holds names that users chose: it may run nothing and load nothing."""

ComparisonId = Annotated[
    str, Path(pattern="^[0-9a-f]{32}$", examples=["0197a3b2c4d5e6f708192a3b4c5d6e7f"])
]


class Asked(Frozen):
    """A data set and the scenarios to be laid over it, each planned as if it were alone."""

    dataset: Name = Field(examples=["0197a3b2c4d5e6f708192a3b4c5d6e7f"])
    name: Name = Field(examples=["少三人，还是加预算"])
    cases: tuple[Scenario, ...] = Field(min_length=1, max_length=MOST_CASES)
    options: PlanOptions = PlanOptions()


class Listing(Frozen):
    """Which comparisons are listed."""

    before: Line | None = None
    limit: int = Field(default=50, ge=1, le=200)


class LanguageQuery(Frozen):
    """In which language words are."""

    lang: Language = Language.ZH


@router.post("", status_code=202, openapi_extra=described(Asked))
def begin(who: Asking, request: Request, response: Response, body: Body) -> ComparisonView:
    """Have a data set planned as it is and under each scenario."""
    asked = read_body(Asked, request, body)
    made = desk.begin(who, asked.dataset, asked.name, asked.cases, asked.options)
    response.headers["Location"] = f"/v1/comparisons/{made.id}"
    return made


@router.get("")
def listed(who: Asking, which: Annotated[Listing, Query()]) -> tuple[ComparisonView, ...]:
    """Comparisons of one's region and those below, the newest first, from before an id on."""
    return desk.listed(who, before=which.before, limit=which.limit)


@router.get("/{id_}")
def one(who: Asking, id_: ComparisonId) -> ComparisonView:
    """A comparison, and where its plans are."""
    return desk.get(who, id_)


@router.get("/{id_}/result")
def result(who: Asking, id_: ComparisonId) -> Comparison:
    """Its figures beside each other, with what each difference is worth."""
    return desk.result(who, id_)


@router.get(
    "/{id_}/result.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
def workbook(who: Asking, id_: ComparisonId, which: Annotated[LanguageQuery, Query()]) -> Response:
    """The figures as a workbook."""
    return Response(desk.workbook(who, id_, which.lang), media_type=XLSX)


@router.get(
    "/{id_}/result.html",
    response_class=Response,
    responses={200: {"content": {HTML: {"schema": {"type": "string"}}}}},
)
def page(who: Asking, id_: ComparisonId, which: Annotated[LanguageQuery, Query()]) -> Response:
    """The figures as a page that needs nothing else."""
    made = desk.page(who, id_, which.lang)
    return Response(made, media_type=HTML, headers={"Content-Security-Policy": ALONE})
