"""Plans changed over the network: by hand, by replanning, by pins; and what differs."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.desk import changes as desk_changes
from api.desk import edits as desk_edits
from api.desk import pins as desk_pins
from api.desk import replanning as desk_replanning
from api.desk.changes import Changes
from api.desk.edits import MOST_NEAR, NEAR, Alternatives, Edit, Judged
from api.desk.lines import Name
from api.desk.pins import PinChange
from api.desk.plans import View
from api.desk.replanning import Replanning
from api.service.heavy import PLANS, heavily
from api.service.identity import Asking
from api.service.limits import Body
from api.service.reading import described, read_body
from api.service.routes.plans import PlanId
from api.store.datasets import Dataset
from models.base import Frozen
from models.pin import Pin

router = APIRouter(prefix="/v1/plans", tags=["plans"])


class CheckQuery(Frozen):
    """`check`: say what would be, and keep nothing."""

    check: bool = False


class AroundQuery(Frozen):
    """A visit by its id, and how many working days around it are tried.

    `office`: the key of the part that makes it, of a plan of several offices; it may be left out.
    """

    visit: Name
    near: int = Field(default=NEAR, ge=0, le=MOST_NEAR)
    office: Name | None = None


class ChangesQuery(Frozen):
    """The plan to compare with, by default the one that was changed.

    `office`: only what differs in the part with this key, of plans of several offices.
    """

    base: Name | None = None
    office: Name | None = None


class PinsQuery(Frozen):
    """`office`: the key of a part, of a plan of several offices."""

    office: Name | None = None


class Pins(Frozen):
    """The pins, and the version of the data set that holds them when one was kept."""

    pins: tuple[Pin, ...]
    dataset: Dataset | None = None


@router.post("/{id_}/edits", status_code=201, openapi_extra=described(Edit))
async def edit(
    who: Asking,
    id_: PlanId,
    request: Request,
    response: Response,
    body: Body,
    which: Annotated[CheckQuery, Query()],
) -> Judged:
    """Change a visit by hand: refused with the rules it breaks, or kept as a new plan.

    With `check` it is judged and priced alone. To undo it, go on from the plan that was changed.
    """
    asked = await run_in_threadpool(read_body, Edit, request, body)
    if which.check:
        response.status_code = 200
        return await heavily(
            request, PLANS, lambda: desk_edits.judge(who, id_, asked, who.language)
        )
    made = await heavily(request, PLANS, lambda: desk_edits.make(who, id_, asked))
    response.headers["Location"] = f"/v1/plans/{made.plan}"
    return made


@router.get("/{id_}/alternatives")
async def alternatives(
    who: Asking, id_: PlanId, request: Request, which: Annotated[AroundQuery, Query()]
) -> Alternatives:
    """Other days and other people for a visit, each with its price or what forbids it."""
    return await heavily(
        request,
        PLANS,
        lambda: desk_edits.alternatives(who, id_, which.visit, which.near, which.office),
    )


@router.get("/{id_}/changes")
async def changes(
    who: Asking, id_: PlanId, request: Request, which: Annotated[ChangesQuery, Query()]
) -> Changes:
    """In what a plan differs from its base, with causes; or from any other of its office."""
    return await heavily(
        request, PLANS, lambda: desk_changes.changes(who, id_, which.base, which.office)
    )


@router.post("/{id_}/replan", status_code=202, openapi_extra=described(Replanning))
def replan(
    who: Asking,
    id_: PlanId,
    request: Request,
    response: Response,
    body: Body,
    key: Annotated[Name | None, Header(alias="Idempotency-Key")] = None,
) -> View:
    """Change the plan of an office from a day on, as little as what has happened demands.

    Of a plan of several offices name one, by its key in `offices`; all others stay as they are.
    """
    asked = read_body(Replanning, request, body)
    made, _ = desk_replanning.replan(who, id_, asked, key=key)
    response.headers["Location"] = f"/v1/plans/{made.id}"
    return made


@router.get("/{id_}/pins")
def pins(who: Asking, id_: PlanId, which: Annotated[PinsQuery, Query()]) -> Pins:
    """The pins of the plan's data set; of several offices those of one."""
    return Pins(pins=desk_pins.listed(who, id_, which.office))


@router.post("/{id_}/pins", status_code=201, openapi_extra=described(PinChange))
async def pin(
    who: Asking,
    id_: PlanId,
    request: Request,
    response: Response,
    body: Body,
    which: Annotated[CheckQuery, Query()],
) -> Pins:
    """Add and remove pins: a new version of the data set, to be planned; contradictions are named.

    With `check` nothing is kept.
    """
    asked = await run_in_threadpool(read_body, PinChange, request, body)
    if which.check:
        response.status_code = 200
        return Pins(pins=await heavily(request, PLANS, lambda: desk_pins.check(who, id_, asked)))
    made, problem_pins = await heavily(request, PLANS, lambda: desk_pins.change(who, id_, asked))
    response.headers["Location"] = f"/v1/datasets/{made.id}"
    return Pins(pins=problem_pins, dataset=made)
