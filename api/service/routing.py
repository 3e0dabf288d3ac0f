"""What a request is called in logs and metrics: its route, never its address."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Match
from starlette.types import Scope

OTHER = "(other)"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

PUBLIC: dict[str, Any] = {"security": []}
"""What the description of a route says when it asks for no login (`openapi_extra`)."""


def route_of(scope: Scope) -> str:
    """The template of the route that answered, as `/v1/plans/{id_}`; addresses may be secret."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) and path else OTHER


def method_of(scope: Scope) -> str:
    """The method, when it is one of the usual."""
    method = str(scope.get("method", ""))
    return method if method in _METHODS else OTHER


def allowed(request: Request) -> tuple[str, ...]:
    """The methods that the address of a request takes (RFC 9110, 10.2.1); a route tells its own."""
    routes = request.app.router.routes
    taken = {
        method
        for method in _METHODS
        for route in routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    }
    if "GET" in taken:
        taken.add("HEAD")
    return tuple(method for method in _METHODS if method in taken)
