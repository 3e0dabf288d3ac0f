"""What OpenAPI says beside what routes say of themselves: every problem with its status."""

from collections.abc import Iterator
from typing import Any

from api.service.problems import MEDIA
from models.text import Text, say

_METHODS = {"get", "put", "post", "delete", "patch"}
_WRITES = (400, 404, 408, 409, 413, 415, 422)
_LATER = {429, 503}
_RESULTS = (
    *("/result", "/audit", "/why/", "/who/", "/alternatives", "/changes", "/pins", "/drawn"),
    "/verify",
)
"""Routes whose answer may not be there yet."""


def declare(schema: dict[str, Any]) -> None:
    """Say of each operation of a description which problems it may answer with.

    And of parameters that they are never null: in an address they are there or not.
    """
    for path, item in schema["paths"].items():
        for method in item.keys() & _METHODS:
            for parameter in item[method].get("parameters", ()):
                _never_null(parameter["schema"])
            responses = item[method]["responses"]
            responses.pop("default", None)
            for status in _statuses(path, method, item[method]):
                responses[str(status)] = _problem(status)


def _never_null(schema: dict[str, Any]) -> None:
    values = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(values) == 1:
        del schema["anyOf"]
        schema.update(values[0])


def _statuses(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    if operation.get("security") != [] or path in {"/v1/login", "/metrics"}:
        yield from (401, 403)
    if method != "get":
        yield from _WRITES
    elif "parameters" in operation:
        yield from (404, 422)
    if method == "get" and any(part in path for part in _RESULTS):
        yield 409
    yield from (429, 500, 503)


def _problem(status: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "description": say(Text(code=f"problem.title.{status}")),
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in _LATER:
        seconds = {"type": "integer", "minimum": 0}
        made["headers"] = {"Retry-After": {"schema": seconds}}
    return made
