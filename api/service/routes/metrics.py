"""Measurements for Prometheus: with the token of the settings, or from this machine alone."""

from hmac import compare_digest

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.desk.denial import Denial
from api.desk.world import world_of
from api.service.meters import Meters
from api.service.routing import PUBLIC
from api.service.shapes import file_of
from models.text import Text

router = APIRouter(tags=["health"])

_LOOPBACK = {"127.0.0.1", "::1"}
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


@router.get(
    "/metrics",
    response_class=Response,
    responses=file_of("text/plain", {"type": "string"}),
    openapi_extra=PUBLIC,
)
def metrics(request: Request) -> Response:
    """How requests, plans and workers stand, in the text format of Prometheus."""
    token = world_of(request).settings.metrics_token.get_secret_value()
    if token:
        given = request.headers.get("Authorization", "").encode()
        if not compare_digest(given, f"Bearer {token}".encode()):
            raise Denial(401, Text(code="problem.metrics"), {"WWW-Authenticate": "Bearer"})
    elif not _from_here(request):
        raise Denial(403, Text(code="problem.metrics"))
    meters: Meters = request.app.state.meters
    return Response(
        meters.text(), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _from_here(request: Request) -> bool:
    """Whether a process of this machine asks, and not for somebody else."""
    client = request.client
    direct = not any(name in request.headers for name in _FORWARDED)
    return client is not None and client.host in _LOOPBACK and direct
