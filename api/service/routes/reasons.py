"""Over the network: how far a plan is, what the auditor says of it, why it is so."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from api.desk import plans as desk_plans
from api.desk import reasons as desk
from api.desk.lines import Name
from api.desk.plans import Status
from api.desk.reasons import Audit, Substitute, Why
from api.service.following import Following
from api.service.heavy import PLANS, heavily
from api.service.identity import Asking
from api.service.media import STREAM
from api.service.problems import spoken
from api.service.routes.plans import PlanId
from models.base import Frozen

router = APIRouter(prefix="/v1/plans", tags=["plans"])

EVENT = {
    "type": "object",
    "properties": {"event": {"enum": ["status", "end"]}, "data": {"type": "string"}},
    "required": ["event", "data"],
}
"""One of the stream."""


class AuditQuery(Frozen):
    """`office` is the key of one of the parts of a plan of several offices."""

    office: Name | None = None


def _seen(who: Asking, id_: PlanId) -> Status:
    return desk_plans.status(who, id_)


@router.get(
    "/{id_}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {STREAM: {"schema": EVENT}}, "description": "OK"}},
)
async def events(request: Request, status: Annotated[Status, Depends(_seen)]) -> StreamingResponse:
    """How far a plan is as server-sent events, until it is over.

    Events `status` hold what `…/status` answers; the last one is `end`.
    """
    following = request.app.state.following
    assert isinstance(following, Following)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _told(following, status.id, spoken(request)), media_type=STREAM, headers=headers
    )


async def _told(following: Following, id_: str, language: str) -> AsyncIterator[str]:
    yield "retry: 3000\n\n"
    async for status in following.follow(id_, language):
        if status is None:
            yield ": \n\n"
        else:
            name = "end" if status.over else "status"
            yield f"event: {name}\ndata: {status.model_dump_json()}\n\n"


@router.get("/{id_}/audit")
async def audit(
    who: Asking, id_: PlanId, request: Request, which: Annotated[AuditQuery, Query()]
) -> Audit:
    """What the independent auditor finds, clause by clause."""
    return await heavily(request, PLANS, lambda: desk.audited(who, id_, which.office))


@router.get("/{id_}/why/{visit}")
async def why(who: Asking, id_: PlanId, visit: Name, request: Request) -> Why:
    """Why a visit is on its day: other possible days and their price, what forbids the rest."""
    return await heavily(request, PLANS, lambda: desk.why(who, id_, visit, who.language))


@router.get("/{id_}/who/{visit}/{member}")
async def substitutes(
    who: Asking, id_: PlanId, visit: Name, member: Name, request: Request
) -> tuple[Substitute, ...]:
    """Who could stand in for a member now, and what keeps the others away."""
    return await heavily(
        request, PLANS, lambda: desk.substitutes(who, id_, visit, member, who.language)
    )
