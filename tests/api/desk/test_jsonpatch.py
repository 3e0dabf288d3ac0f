"""Against the examples of RFC 6902, appendix A, and what must not be done."""

import json
from typing import Any

import pytest

from api.desk.denial import Denial
from api.desk.jsonpatch import Patch, patched

DONE: list[tuple[Any, list[dict[str, Any]], Any]] = [
    ({"foo": "bar"}, [{"op": "add", "path": "/baz", "value": "qux"}], {"foo": "bar", "baz": "qux"}),
    ({"a": [1, 3]}, [{"op": "add", "path": "/a/1", "value": 2}], {"a": [1, 2, 3]}),
    ({"a": [1]}, [{"op": "add", "path": "/a/-", "value": [2]}], {"a": [1, [2]]}),
    ({"a": 1, "b": 2}, [{"op": "remove", "path": "/a"}], {"b": 2}),
    ({"a": [1, 2, 3]}, [{"op": "remove", "path": "/a/1"}], {"a": [1, 3]}),
    ({"a": 1}, [{"op": "replace", "path": "/a", "value": None}], {"a": None}),
    (
        {"a": {"x": 1}, "b": {}},
        [{"op": "move", "from": "/a/x", "path": "/b/y"}],
        {"a": {}, "b": {"y": 1}},
    ),
    ({"a": [1, 2, 3]}, [{"op": "move", "from": "/a/0", "path": "/a/2"}], {"a": [2, 3, 1]}),
    (
        {"a": [1]},
        [
            {"op": "copy", "from": "/a", "path": "/b"},
            {"op": "add", "path": "/b/0", "value": 0},
        ],
        {"a": [1], "b": [0, 1]},
    ),
    (
        {"a/b": 1, "m~n": 2},
        [{"op": "remove", "path": "/a~1b"}, {"op": "test", "path": "/m~0n", "value": 2.0}],
        {"m~n": 2},
    ),
    ({"~1": 10}, [{"op": "test", "path": "/~01", "value": 10}], {"~1": 10}),
    ({"a": 1}, [{"op": "add", "path": "", "value": [7]}], [7]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "changes", "after"), DONE)
def test_what_is_changed(before: Any, changes: list[dict[str, Any]], after: Any) -> None:
    assert json.loads(patched(json.dumps(before), Patch.model_validate(changes))) == after


@pytest.mark.parametrize(
    "change",
    [
        {"op": "add", "path": "/x/y", "value": 1},
        {"op": "add", "path": "/a/3", "value": 1},
        {"op": "add", "path": "/a/01", "value": 1},
        {"op": "add", "path": "/a/-1", "value": 1},
        {"op": "add", "path": "/b/0", "value": 1},
        {"op": "add", "path": "/c"},
        {"op": "replace", "path": "/c", "value": 1},
        {"op": "remove", "path": "/a/-"},
        {"op": "remove", "path": "/a/²"},
        {"op": "test", "path": "/b", "value": True},
        {"op": "move", "from": "/a", "path": "/a/0"},
        {"op": "copy", "path": "/c"},
        {"op": "copy", "from": "/c", "path": "/d"},
    ],
)
def test_what_cannot_be_changed_is_told(change: dict[str, Any]) -> None:
    with pytest.raises(Denial) as caught:
        patched('{"a": [1, 2], "b": 1}', Patch.model_validate([change]))
    assert (caught.value.status, caught.value.errors[0]["place"]) == (422, "body.0")


def test_copies_of_copies_do_not_grow_without_end() -> None:
    again = {"op": "copy", "from": "", "path": "/x"}
    twice = {"op": "copy", "from": "/x", "path": "/y"}
    with pytest.raises(Denial):
        patched('{"x": 1}', Patch.model_validate([again, twice] * 30))
