"""Whether the process lives, and whether it can serve."""

from fastapi import APIRouter, Request

from api.desk.denial import Denial
from api.desk.world import world_of
from api.service.problems import RETRY_SECONDS
from api.service.routing import PUBLIC
from models.text import Text

router = APIRouter(tags=["health"])


@router.get("/healthz", openapi_extra=PUBLIC)
def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/readyz", openapi_extra=PUBLIC)
def readyz(request: Request) -> dict[str, str]:
    """The database answers too."""
    if not world_of(request).store.answers():
        later = {"Retry-After": str(RETRY_SECONDS)}
        raise Denial(503, Text(code="problem.unavailable"), later)
    return {"status": "ready"}
