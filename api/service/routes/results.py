"""The results of plans: JSON, workbook, calendar and table."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.desk import exports as desk
from api.desk.lines import Name
from api.desk.visits import Wanted
from api.service.heavy import PLANS, heavily
from api.service.identity import Asking
from api.service.media import CSV, ICS, JSON, XLSX
from api.service.routes.plans import PlanId
from api.service.shapes import Language, file_of
from models.base import Frozen

router = APIRouter(prefix="/v1/plans", tags=["plans"])


class ResultQuery(Frozen):
    """`best`: while the plan is being solved, what is done so far."""

    best: bool = False


class SheetQuery(Frozen):
    """`office` is the key of one of the plan's parts, which a plan of several offices needs."""

    office: Name | None = None
    lang: Language = Language.ZH


class CalendarQuery(SheetQuery):
    """`inspector`: only what that person attends or is responsible for."""

    inspector: Name | None = None


class TableQuery(Wanted):
    """Which visits the table lists, and in which language."""

    lang: Language = Language.ZH


@router.get("/{id_}/result", response_class=Response, responses=file_of(JSON, {"type": "object"}))
async def result(
    who: Asking, id_: PlanId, request: Request, which: Annotated[ResultQuery, Query()]
) -> Response:
    """The plan as JSON (`plan.schema.json`), as far as one sees it."""
    body = await heavily(request, PLANS, lambda: desk.result(who, id_, best=which.best))
    return Response(body, media_type=JSON)


@router.get(
    "/{id_}/result.xlsx",
    response_class=Response,
    responses=file_of(XLSX),
)
async def workbook(
    who: Asking, id_: PlanId, request: Request, which: Annotated[SheetQuery, Query()]
) -> Response:
    """The plan of one office as a workbook."""
    body = await heavily(request, PLANS, lambda: desk.workbook(who, id_, which.office, which.lang))
    return Response(body, media_type=XLSX, headers=_named(id_, "xlsx"))


@router.get(
    "/{id_}/result.ics", response_class=Response, responses=file_of(ICS, {"type": "string"})
)
async def calendar(
    who: Asking, id_: PlanId, request: Request, which: Annotated[CalendarQuery, Query()]
) -> Response:
    """The plan as a calendar: of one inspector, of one office, or of all that one sees."""
    body = await heavily(
        request,
        PLANS,
        lambda: desk.ics(
            who, id_, office=which.office, inspector=which.inspector, language=which.lang
        ),
    )
    return Response(body, media_type=ICS, headers=_named(id_, "ics"))


@router.get(
    "/{id_}/result.csv", response_class=Response, responses=file_of(CSV, {"type": "string"})
)
def table(who: Asking, id_: PlanId, which: Annotated[TableQuery, Query()]) -> StreamingResponse:
    """The visits as a table; no cell begins as a formula does."""
    wanted = Wanted.model_validate(which.model_dump(exclude={"lang"}))
    pieces = desk.table(who, id_, wanted, which.lang)
    return StreamingResponse(pieces, media_type=CSV, headers=_named(id_, "csv"))


def _named(id_: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="plan-{id_}.{ending}"'}
