"""Bodies that are read in a worker thread, as reading a large plan would keep everybody waiting."""

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from api.desk.denial import Denial
from api.service.media import JSON
from models.text import Text

_Model = TypeVar("_Model", bound=BaseModel)


def read_body(model: type[_Model], request: Request, body: bytes, expected: str = JSON) -> _Model:
    """The value of a body.

    Raises
    ------
    Denial
        415 when it is not said to be what is expected.
    RequestValidationError
        With everything that is wrong.
    """
    media = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media != expected:
        raise Denial(415, Text(code="problem.http.415"))
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        ) from None


def described(model: type[BaseModel], media: str = JSON) -> dict[str, Any]:
    """What OpenAPI says of such a body; nothing refers to anything else."""
    schema = model.model_json_schema()
    return taken({media: _resolved(schema, schema.pop("$defs", {}))})


def taken(schemas: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """What OpenAPI says of a body that a route reads by itself: a schema for each media type."""
    content = {media: {"schema": schema} for media, schema in schemas.items()}
    return {"requestBody": {"required": True, "content": content}}


def _resolved(value: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        if "$ref" in value:
            name = value["$ref"].rpartition("/")[2]
            rest = {key: one for key, one in value.items() if key != "$ref"}
            return {**_resolved(definitions[name], definitions), **rest}
        return {key: _resolved(one, definitions) for key, one in value.items()}
    return [_resolved(one, definitions) for one in value] if isinstance(value, list) else value
