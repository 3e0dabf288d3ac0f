"""What several requests share."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.base import Frozen
from models.programme import ProgrammeKind

LONGEST = 300

Line = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A text of one line without control characters, which PostgreSQL does not take."""

Name = Annotated[Line, Field(min_length=1)]
"""A line that is not empty."""


class Language(StrEnum):
    """In which words are written."""

    ZH = "zh"
    EN = "en"


class WhichVisits(Frozen):
    """Which visits are asked for; a region stands for all below it, days for any overlap."""

    region: Line | None = None
    office: Line | None = None
    target: Line | None = None
    inspector: Line | None = None
    kind: ProgrammeKind | None = None
    since: date | None = None
    until: date | None = None


def file_of(
    media: str, schema: dict[str, object] | None = None
) -> dict[int | str, dict[str, object]]:
    """What OpenAPI says of an answer that is a file; without a schema its bytes."""
    shape = {"type": "string", "format": "binary"} if schema is None else schema
    return {200: {"content": {media: {"schema": shape}}, "description": "OK"}}
