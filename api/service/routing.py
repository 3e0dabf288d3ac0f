"""What a request is called in logs and metrics: its route, never its address."""

from typing import Any

from starlette.requests import Request
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
    """The methods that an address takes (RFC 9110, 10.2.1), by the description; () without one."""
    described = request.app.openapi()["paths"].get(route_of(request.scope), {})
    taken = {method.upper() for method in described}
    if "GET" in taken:
        taken.add("HEAD")
    return tuple(method for method in _METHODS if method in taken)
