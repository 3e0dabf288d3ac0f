"""What a request is called in logs and metrics: its route, never its address."""

from typing import Any

from starlette.types import Scope

OTHER = "(other)"
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

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
