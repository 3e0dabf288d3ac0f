"""Every route, asked by every role everywhere, answers as the table says that the docs show."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from shutil import copy
from types import SimpleNamespace
from typing import Any

import pytest

from api.accounts.roles import Role
from api.accounts.scope import Relation
from api.desk import datasets as desk_datasets
from api.desk import reasons as desk_reasons
from api.desk.draws import judging
from api.service.access import TABLE, Access, Rule, told
from api.settings import Settings
from tests.api.accounts.test_login import SECRET
from tests.api.service.peopled import (
    CEREMONY,
    OFFICE,
    RULE,
    VISIT,
    WHY,
    Peopled,
    peopled,
)
from tests.api.store.conftest import NOON
from tests.planner.audit.tiny import PROBLEM

NOBODY = "http://127.0.0.1:9"
"""No provider answers there."""

KEPT = {"/v1/plans", "/v1/comparisons"}
"""These read again what they wrote; nothing else is kept, so that all can be asked by all."""

OVERLAY = 'name = "x"\n[[change]]\nclose = ["s2"]\nfrom = 2025-06-01\n'
OBJECTS: Mapping[str, str] = {
    "/v1/me": "my token",
    "/v1/shipped": "tiny",
    "/v1/policies": "miyi-2022",
    "/public/draws": "drawn",
    "/v1/accounts": "account",
    "/v1/datasets": "dataset",
    "/v1/plans": "plan",
    "/v1/comparisons": "comparison",
    "/v1/draws": "drawn",
    "/v1/feeds": "feed",
}
OTHERS: Mapping[tuple[str, str], str] = {
    ("DELETE", "/v1/datasets/{id_}"): "spare",
    ("POST", "/v1/draws/{id_}/run"): "waiting",
    ("POST", "/v1/draws/{id_}/abandon"): "waiting",
}
STATUS: Mapping[tuple[str, str], int] = {
    ("GET", "/v1/oidc/login"): 503,
    ("GET", "/v1/oidc/callback"): 401,
    ("POST", "/v1/me/password"): 422,
    ("POST", "/v1/draws/prepare"): 409,
    ("POST", "/v1/draws"): 409,
    ("POST", "/v1/draws/{id_}/replacements"): 409,
    ("POST", "/v1/draws/verify"): 200,
    ("POST", "/v1/draws/{id_}/run"): 200,
    ("POST", "/v1/draws/{id_}/publish"): 200,
    ("POST", "/v1/accounts/{id_}/password"): 200,
    ("POST", "/v1/plans/{id_}/publish"): 200,
    ("POST", "/v1/plans/{id_}/pins"): 200,
    ("POST", "/v1/plans/{id_}/edits"): 200,
    ("POST", "/v1/plans"): 202,
    ("POST", "/v1/plans/{id_}/replan"): 422,
    ("POST", "/v1/plans/{id_}/cancel"): 202,
    ("DELETE", "/v1/plans/{id_}"): 202,
    ("DELETE", "/v1/accounts/{id_}/lock"): 200,
    ("POST", "/v1/comparisons"): 202,
    ("POST", "/v1/login"): 200,
    ("POST", "/v1/logout"): 204,
}
"""What a request comes to that is not refused for who asks, unless by its method."""

_LATER = (NOON + timedelta(days=9)).isoformat()
_DRAW = {
    "dataset": "$dataset",
    "rule": RULE.format(name="third"),
    "source": {"name": "骰子", "at": _LATER},
}
_SAME = {"visit": VISIT.id, "team": list(VISIT.team)}
BODIES: Mapping[tuple[str, str], tuple[str, object]] = {
    ("POST", "/v1/login"): ("", {"name": "member", "password": SECRET}),
    ("POST", "/v1/me/password"): ("", {"old": "wrong", "new": "quite another"}),
    ("POST", "/v1/me/tokens"): ("", {"name": "t"}),
    ("GET", "/v1/trail"): ("?subject={plan}", None),
    ("POST", "/v1/accounts"): ("", {"name": "new", "role": "viewer", "region": OFFICE}),
    ("PUT", "/v1/accounts/{id_}"): (
        "",
        {"role": "viewer", "region": OFFICE, "inspector": "", "active": False},
    ),
    ("PUT", "/v1/accounts/{id_}/subject"): ("", {"subject": "s"}),
    ("POST", "/v1/datasets"): ("", PROBLEM.model_dump(mode="json")),
    ("POST", "/v1/datasets/{id_}/overlay"): ("", OVERLAY),
    ("PATCH", "/v1/datasets/{id_}"): ("", [{"op": "add", "path": "/note", "value": "x"}]),
    ("POST", "/v1/plans"): ("", {"dataset": "$dataset"}),
    ("GET", "/v1/plans/{id_}/alternatives"): (f"?visit={VISIT.id}&near=1", None),
    ("GET", "/v1/plans/{id_}/changes"): ("?base={plan}", None),
    ("POST", "/v1/plans/{id_}/edits"): (
        "?check=true",
        {"visit": VISIT.id, "team": list(VISIT.team)},
    ),
    ("POST", "/v1/plans/{id_}/pins"): ("?check=true", {"keep": []}),
    ("POST", "/v1/plans/{id_}/replan"): ("", {"from": "2025-06-01"}),
    ("POST", "/v1/comparisons"): (
        "",
        {"dataset": "$dataset", "name": "x", "cases": [{"name": "停办", "overlay": OVERLAY}]},
    ),
    ("POST", "/v1/draws/prepare"): ("", _DRAW),
    ("POST", "/v1/draws"): ("", _DRAW),
    ("POST", "/v1/draws/verify"): ("", {}),
    ("POST", "/v1/draws/{id_}/run"): ("", CEREMONY),
    ("POST", "/v1/draws/{id_}/replacements"): ("", {**WHY, "out": "$target"}),
    ("POST", "/v1/draws/{id_}/abandon"): ("", WHY),
    ("POST", "/v1/feeds"): ("", {"office": OFFICE, "inspector": "b"}),
}
"""What is added to the path, and the body."""

LISTED: Mapping[str, str] = {
    "/v1/regions": f'id":"{OFFICE}',
    "/v1/datasets": "dataset",
    "/v1/plans": "plan",
    "/v1/comparisons": "comparison",
    "/v1/registers": OFFICE,
    "/v1/feeds": "feed",
    "/v1/accounts": "account",
    "/v1/trail": "plan",
    "/v1/trail.jsonl": "plan",
}
"""What is found in a list by whoever may read it."""


@pytest.fixture(scope="module")
def made(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    path = tmp_path_factory.mktemp("access") / "store.sqlite"
    copy(sqlite_template, path)
    settings = Settings(
        public_url="http://testserver",
        oidc_issuer=NOBODY,
        oidc_client_id="x",
        oidc_client_secret="x",  # type: ignore[arg-type]
        failed_logins_a_minute=1000,
    )
    full = peopled(f"sqlite:///{path}", settings)
    with full.client:
        yield full
    full.store.close()


def walked(routes: object) -> Iterator[tuple[str, str]]:
    """Method and path of every route."""
    for route in routes:  # type: ignore[attr-defined]
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from walked(inner.routes)
        else:
            yield from ((method, route.path) for method in route.methods - {"HEAD"})


def test_every_route_is_in_the_table(made: Peopled) -> None:
    assert sorted(walked(made.app.routes)) == sorted((one.method, one.path) for one in TABLE)


def test_the_docs_show_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs/service.md").read_text("utf-8")
    assert "".join(told()) in page, "run python -m api.service.access"


@pytest.mark.parametrize("stands", Relation)
def test_every_role_is_answered_as_the_table_says(
    made: Peopled, stands: Relation, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand(monkeypatch)
    wrong = [
        (one.method, one.path, role.value, found, expected)
        for one in TABLE
        if stands is Relation.OWN or one.need  # else it is not about the office
        for role in (Role if one.rule is not Rule.PUBLIC else (Role.VIEWER,))
        if (found := asked(made, one, role, stands)) != (expected := due(one, role, stands))
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_nobody_is_answered_as_the_table_says(
    made: Peopled, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand(monkeypatch)
    wrong = [
        (one.method, one.path, found, expected)
        for one in TABLE
        if (found := asked(made, one, None)) != (expected := due(one, None))
    ]
    assert not wrong, "\n".join(map(str, wrong))


def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may ask does not depend on what is shipped, on verifiers or on what takes long."""
    monkeypatch.setattr(desk_datasets, "shipped_datasets", lambda: ("tiny",))
    monkeypatch.setattr(desk_datasets, "find_dataset", lambda name: name)
    monkeypatch.setattr(desk_datasets, "read_dataset", lambda _: PROBLEM)
    monkeypatch.setattr(judging, "differences_by_each", lambda *_: ())
    none = SimpleNamespace(possible=(), forbidden=())
    monkeypatch.setattr(desk_reasons, "dates", lambda *_: none)


def due(one: Access, role: Role | None, stands: Relation = Relation.OWN) -> object:
    """The status that the table says, and whether a list shows the office's."""
    refused = one.answer(role, stands)
    if refused is not None:
        return refused
    usual = {"GET": 200, "PUT": 200, "POST": 201, "PATCH": 201, "DELETE": 204}[one.method]
    status = STATUS.get((one.method, one.path), usual)
    if role is None or one.path not in LISTED or one.method != "GET":
        return status
    return status, one.shows(role, stands)


def asked(made: Peopled, one: Access, role: Role | None, stands: Relation = Relation.OWN) -> object:
    """The status of the answer, and whether a list shows the office's."""
    headers = {} if role is None else dict(made.header(role, stands))
    path = one.path.format(**named(made, one, "x" if role is None else made.tokens[role, stands]))
    query, body = BODIES.get((one.method, one.path), ("", None))
    made.store.keeps = one.method == "GET" or one.path in KEPT
    if isinstance(body, str):
        headers["Content-Type"] = "application/toml"
        given: dict[str, Any] = {"content": body.encode()}
    else:
        given = {} if body is None else {"json": filled(body, made.ids)}
        if one.method == "PATCH":
            headers["Content-Type"] = "application/json-patch+json"
    address = path + query.format(**made.ids)
    answer = made.client.request(one.method, address, headers=headers, **given)
    if role is None or one.path not in LISTED or one.method != "GET" or answer.status_code != 200:
        return answer.status_code
    name = LISTED[one.path]
    return answer.status_code, f'"{made.ids.get(name, name)}"' in answer.text


def named(made: Peopled, one: Access, token: str) -> dict[str, str]:
    """What stands in a path for the names of its pieces."""
    usual = {
        "office": OFFICE,
        "visit": VISIT.id,
        "member": VISIT.team[0],
        "token": made.ids["token"],
        "browser": made.ids["browser"],
        "secret": made.ids["secret"],
        "digest": made.ids["verifier"],
        "language": "zh",
        "code": "data.not_a_draw",
    }
    of = next((object_ for start, object_ in OBJECTS.items() if one.path.startswith(start)), "")
    of = OTHERS.get((one.method, one.path), of)
    return {**usual, "id_": {"my token": token}.get(of) or made.ids.get(of, of)}


def filled(body: object, ids: Mapping[str, str]) -> object:
    """A body with ids in place of their names."""
    if isinstance(body, dict):
        return {key: filled(value, ids) for key, value in body.items()}
    if isinstance(body, str) and body.startswith("$"):
        return ids[body[1:]]
    return body
