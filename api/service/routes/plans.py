"""Plans over the network: submitted, followed, ended, published, listed."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import Field, WithJsonSchema
from starlette.concurrency import run_in_threadpool

from api.desk import plans as desk
from api.desk import visits as desk_visits
from api.desk.denial import Denial
from api.desk.lines import Line, Name
from api.desk.plans import Part, PlanOptions, Status, View
from api.desk.visits import VisitPage, Wanted
from api.jobs.port import State
from api.service.identity import Asking
from api.service.limits import Body
from api.service.media import JSON
from api.service.reading import described, read_body
from models.base import Frozen
from models.plan import AnnualPlan
from models.text import Text
from models.tiers import TieredPlan

router = APIRouter(prefix="/v1/plans", tags=["plans"])

PlanId = Annotated[
    str, Path(pattern="^[0-9a-f]{32}$", examples=["0197a3b2c4d5e6f708192a3b4c5d6e7f"])
]
Given = Annotated[
    AnnualPlan | TieredPlan,
    WithJsonSchema({"type": "object", "description": "A plan, as `result` gives it"}),
]


class Operation(StrEnum):
    """Whether a plan is to be found, or one that is given is to be judged."""

    SOLVE = "SOLVE"
    NONE = "NONE"


class Submission(Frozen):
    """A data set to be planned; for `operation=NONE` with the plan that is to be judged."""

    dataset: Name = Field(examples=["0197a3b2c4d5e6f708192a3b4c5d6e7f"])
    name: Line = Field(default="", examples=["2027年度计划"])
    options: PlanOptions = PlanOptions()
    plan: Given | None = None


class Listing(Frozen):
    """Which plans are listed."""

    dataset: Line | None = None
    state: State | None = None
    office: Line | None = None
    before: Line | None = None
    limit: int = Field(default=50, ge=1, le=200)


class VisitQuery(Wanted):
    """Which visits a page lists, after which one it begins, and how many it holds."""

    after: Line | None = None
    limit: int = Field(default=100, ge=1, le=1000)


@router.post("", status_code=202, openapi_extra=described(Submission))
def submit(
    who: Asking,
    request: Request,
    response: Response,
    body: Body,
    operation: Operation = Operation.SOLVE,
    key: Annotated[Name | None, Header(alias="Idempotency-Key")] = None,
) -> View:
    """Have a data set planned, or a given plan judged without solving.

    The same `Idempotency-Key` with the same request answers with the plan it made before.
    """
    given = read_body(Submission, request, body)
    if operation is Operation.NONE:
        if given.plan is None:
            raise Denial(422, Text(code="plan.needs_plan"))
        made, _ = desk.give(who, given.dataset, given.plan, name=given.name, key=key)
    else:
        if given.plan is not None:
            raise Denial(422, Text(code="plan.plan_and_solve"))
        made, _ = desk.submit(who, given.dataset, given.options, name=given.name, key=key)
    response.headers["Location"] = f"/v1/plans/{made.id}"
    return made


@router.get("")
def listed(who: Asking, which: Annotated[Listing, Query()]) -> tuple[View, ...]:
    """Plans of which one sees something, the newest first, from before an id on."""
    asked: dict[str, Any] = which.model_dump()
    return desk.listed(who, **asked)


@router.get("/{id_}")
def one(who: Asking, id_: PlanId) -> View:
    """A plan: state, times, what the data set holds, what the plan comes to."""
    return desk.get(who, id_)


@router.get("/{id_}/status")
def status(who: Asking, id_: PlanId) -> Status:
    """How far a plan is, part by part."""
    return desk.status(who, id_)


@router.delete("/{id_}", status_code=202)
@router.post("/{id_}/cancel", status_code=202)
def cancel(who: Asking, id_: PlanId) -> View:
    """End a plan soon and keep the best so far; after its end this does nothing."""
    return desk.stop(who, id_)


@router.post("/{id_}/publish")
def publish(who: Asking, id_: PlanId) -> View:
    """Let the offices below read their parts, and calendars show the plan."""
    return desk.publish(who, id_)


@router.get("/{id_}/offices")
def offices(who: Asking, id_: PlanId) -> tuple[Part, ...]:
    """The parts of a finished plan that one sees, one a task of an office."""
    return desk.its_offices(who, id_)


@router.get("/{id_}/visits", response_model=VisitPage)
async def visits(who: Asking, id_: PlanId, which: Annotated[VisitQuery, Query()]) -> Response:
    """Visits in the order of their days, page by page."""
    wanted = Wanted.model_validate(which.model_dump(exclude={"after", "limit"}))
    asked = (who, id_, wanted, which.after, which.limit)
    body = desk_visits.held_page(*asked)
    if body is None:
        body = await run_in_threadpool(desk_visits.page_json, *asked)
    return Response(body, media_type=JSON)
