"""Calendar feeds: made and revoked by who may, read by whoever has the address."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import Field

from api.desk import feeds as desk
from api.desk.denial import Denial
from api.desk.feeds import NewFeed
from api.desk.lines import LONGEST, Name
from api.desk.world import world_of
from api.service.identity import Asking
from api.service.media import ICS
from api.service.rates import KNOWN
from api.service.shapes import Language
from api.store.feeds import Feed
from models.base import Frozen

router = APIRouter(tags=["feeds"])


class FeedRequest(Frozen):
    """Whose visits: an inspector, as the data sets of an office name them."""

    office: Name = Field(examples=["510499"])
    inspector: Name = Field(examples=["D07"])


@router.post("/v1/feeds", status_code=201)
def add(who: Asking, request: Request, response: Response, given: FeedRequest) -> NewFeed:
    """A secret address that a phone subscribes to; it is shown once."""
    response.headers["Cache-Control"] = "no-store"
    base = who.world.settings.public_url or str(request.base_url)
    return desk.add(who, given.office, given.inspector, base)


@router.get("/v1/feeds")
def listed(who: Asking) -> tuple[Feed, ...]:
    """The feeds of one's office, or only one's own, without their addresses."""
    return desk.listed(who)


@router.delete("/v1/feeds/{id_}", status_code=204)
def revoke(who: Asking, id_: Name) -> None:
    """Make an address worthless, as when a phone was lost."""
    desk.revoke(who, id_)


@router.get(
    "/feeds/{secret}.ics",
    response_class=Response,
    responses={
        200: {"content": {ICS: {"schema": {"type": "string"}}}},
        304: {"description": "As it was"},
    },
    openapi_extra={"security": []},
)
def calendar(
    request: Request,
    secret: Annotated[str, Path(max_length=LONGEST)],
    asked: Annotated[str, Header(alias="If-None-Match")] = "",
    language: Annotated[Language, Query()] = Language.ZH,
) -> Response:
    """An inspector's visits in the last published plan (RFC 5545); needs no login."""
    world = world_of(request)
    try:
        found = desk.find(world, secret)
    except Denial:
        setattr(request.state, KNOWN, False)
        raise
    setattr(request.state, KNOWN, True)
    tag = f'"{found.tag}-{language}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    given = {one.strip().removeprefix("W/").replace('-gz"', '"') for one in asked.split(",")}
    if tag in given:
        return Response(status_code=304, headers=headers)
    named = {"Content-Disposition": 'inline; filename="dudao.ics"'}
    body = desk.contents(world, found, language)
    return Response(body, media_type=ICS, headers={**headers, **named})
