"""What comes from outside is judged as it came: to the letter of its description."""

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.desk.lines import LONGEST, Exact, Line, Name, Secret
from models.base import Frozen


class Sent(Frozen):
    """One of each."""

    exact: Exact = ""
    secret: Secret = ""
    line: Line = ""
    name: Name = "x"


DESCRIBED = Sent.model_json_schema()["properties"]
BLANK = st.text(" \t\n\u0085\u00a0\u3000", max_size=3)


@given(st.sampled_from(sorted(DESCRIBED)), BLANK, st.text(max_size=5), BLANK)
@example("line", " ", "x" * LONGEST, "")
@example("name", "", "x" * LONGEST, "")
@example("name", "\u0085", "", "")
@example("secret", "", "x", "\n")
def test_what_is_taken_is_what_is_described(field: str, left: str, word: str, right: str) -> None:
    text = left + word + right
    assert _taken(field, text) == _fits(DESCRIBED[field], text)


@pytest.mark.parametrize(
    ("field", "kept"),
    [("exact", " 张三 "), ("secret", " 张三 "), ("line", "张三"), ("name", "张三")],
)
def test_blanks_around_names_are_not_kept(field: str, kept: str) -> None:
    assert getattr(Sent.model_validate({field: " 张三 "}), field) == kept


def _taken(field: str, text: str) -> bool:
    try:
        Sent.model_validate({field: text})
    except ValidationError:
        return False
    return True


def _fits(schema: dict[str, Any], text: str) -> bool:
    # The `$` of JSON Schema is the very end, as is `\Z` here.
    pattern = schema.get("pattern", "").replace("$", r"\Z")
    length = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))
    return length and re.search(pattern, text) is not None
