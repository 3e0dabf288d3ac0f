"""What several requests share."""

from enum import StrEnum


class Language(StrEnum):
    """In which words are written."""

    ZH = "zh"
    EN = "en"


def file_of(
    media: str, schema: dict[str, object] | None = None
) -> dict[int | str, dict[str, object]]:
    """What OpenAPI says of an answer that is a file; without a schema its bytes."""
    shape = {"type": "string", "format": "binary"} if schema is None else schema
    return {200: {"content": {media: {"schema": shape}}, "description": "OK"}}
