"""Texts that come from outside.

They are judged as they came, so that what the description of the API says of them holds to the
letter; names are then kept without the blanks around them, passwords and files as they are.
"""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

LONGEST = 300

_PRINTED = r"[^\x00-\x1f\x7f]"
"""No control characters, which PostgreSQL does not take."""

Exact = Annotated[str, StringConstraints(strip_whitespace=False)]
"""A text of which every character counts, such as what stands in a file."""

Secret = Annotated[Exact, Field(max_length=LONGEST, pattern=f"^{_PRINTED}*$")]
"""Such a text of one line, for instance a password."""

Line = Annotated[Secret, AfterValidator(str.strip)]
"""A text of one line."""

Name = Annotated[
    Exact,
    Field(
        min_length=1,
        max_length=LONGEST,
        pattern=rf"^{_PRINTED}*[^\s\x00-\x1f\x7f]{_PRINTED}*$",
    ),
    AfterValidator(str.strip),
]
"""A line that is not blank."""
