import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.accounts.roles import Role
from api.store import Store, accounts, tokens, trail
from api.store.trail import Entry
from tests.api.service.test_accounts import log_in
from tests.api.service.test_datasets import PEOPLE, bearer, client, upload  # noqa: F401
from tests.api.store.conftest import by

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Bearer = dict[str, dict[str, str]]


@pytest.fixture
def ids(bearer: Bearer, store: Store) -> dict[str, str]:  # noqa: F811 - a fixture
    with store.reading() as session:
        return {one.name: one.id for one in accounts.listed(session)}


@pytest.fixture
def head(bearer: Bearer, store: Store) -> dict[str, str]:  # noqa: F811 - a fixture
    """An administrator of the county."""
    with store.writing() as session:
        who = by("", seconds=5)
        made = accounts.add(session, who, "head", Role.ADMINISTRATOR, "county", "")
        accounts.set_password(session, who, made.id, "", must_change=False)
        return {"Authorization": f"Bearer {tokens.add(session, who, made.id, 't')[1]}"}


def new(name: str, role: str = "planner", region: str | None = "county") -> dict[str, Any]:
    return {"name": name, "role": role, "region": region}


def standing(**changed: object) -> dict[str, object]:
    return {"role": "viewer", "region": "county", "inspector": "", "active": True, **changed}


def test_a_new_account_logs_in_once_with_what_it_was_given(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
) -> None:
    answer = client.post("/v1/accounts", json=new("Zhang"), headers=bearer["root"])
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    made = answer.json()
    assert client.get(answer.headers["location"], headers=bearer["root"]).json() == made["account"]
    log_in(client, "zhang", made["password"])
    assert client.get("/v1/me").json()["must_change"] is True
    assert client.get("/v1/accounts").json()["code"] == "problem.must_change"
    again = client.post("/v1/accounts", json=new("zhang"), headers=bearer["root"])
    assert (again.status_code, again.json()["code"]) == (409, "store.taken")
    outside = {**new("li"), "subject": "8f14"}
    other = client.post("/v1/accounts", json=outside, headers=bearer["root"]).json()
    assert (other["password"], other["account"]["must_change"]) == (None, False)


@pytest.mark.parametrize(
    ("region", "status"), [("county", 201), ("above", 403), (None, 403), ("nowhere", 403)]
)
def test_an_administrator_makes_accounts_of_the_own_region_alone(
    client: TestClient,  # noqa: F811
    head: dict[str, str],
    ids: dict[str, str],
    region: str | None,
    status: int,
) -> None:
    answer = client.post("/v1/accounts", json=new("x", region=region), headers=head)
    assert answer.status_code == status
    own = client.get("/v1/me", headers=head).json()["id"]
    moved = standing(role="administrator", region=region)
    changed = client.put(f"/v1/accounts/{own}", json=moved, headers=head)
    assert changed.status_code == (200 if status == 201 else 403)
    path = f"/v1/accounts/{ids['viewer']}"
    assert client.put(path, json=standing(), headers=head).status_code == 200
    for name in ("root", "above", "other"):
        path = f"/v1/accounts/{ids[name]}"
        assert client.get(path, headers=head).status_code == 404
        assert client.put(path, json=standing(), headers=head).status_code == 404
        assert client.post(f"{path}/password", headers=head).status_code == 404
    shown = {one["name"] for one in client.get("/v1/accounts", headers=head).json()}
    assert shown.isdisjoint({"root", "above", "other"})
    assert shown >= {"viewer", "head"}


def test_a_region_that_is_not_known_is_told(client: TestClient, bearer: Bearer) -> None:  # noqa: F811
    for region, code in (("count", "account.region_alike"), ("zz", "account.region_unknown")):
        answer = client.post("/v1/accounts", json=new("x", region=region), headers=bearer["root"])
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert {r["id"] for r in client.get("/v1/regions", headers=bearer["root"]).json()} >= {"above"}
    own = client.get("/v1/regions", headers=bearer["viewer"]).json()
    assert "above" not in {r["id"] for r in own}
    assert {"id": "county", "name": "county", "level": "county", "parent": "city"} in own


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "root"])
def test_others_administrate_nothing(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    ids: dict[str, str],
    who: str,
) -> None:
    reads = 200 if who == "auditor" else 403
    path = f"/v1/accounts/{ids['viewer']}"
    assert client.get("/v1/accounts", headers=bearer[who]).status_code == reads
    for place in ("/v1/trail", "/v1/trail.jsonl", "/v1/trail/verify"):
        assert client.get(place, headers=bearer[who]).status_code == reads
    for method, place, body in (
        ("POST", "/v1/accounts", new("x")),
        ("PUT", path, standing(role="administrator")),
        ("PUT", f"{path}/subject", {"subject": "x"}),
        ("POST", f"{path}/password", None),
        ("DELETE", f"{path}/lock", None),
        ("DELETE", f"{path}/tokens/x", None),
        ("DELETE", f"{path}/sessions/x", None),
    ):
        answer = client.request(method, place, json=body, headers=bearer[who])
        assert answer.status_code == 403 or (who != "auditor" and answer.status_code == 404)


def test_somebody_stays_in_charge(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    ids: dict[str, str],
) -> None:
    path = f"/v1/accounts/{ids['root']}"
    for less in (
        standing(role="viewer", region=None),
        standing(role="administrator"),
        standing(role="administrator", region=None, active=False),
    ):
        answer = client.put(path, json=less, headers=bearer["root"])
        assert (answer.status_code, answer.json()["code"]) == (409, "store.last")
    second = new("second", "administrator", None)
    assert client.post("/v1/accounts", json=second, headers=bearer["root"]).status_code == 201
    away = standing(role="administrator", region=None, active=False)
    assert client.put(path, json=away, headers=bearer["root"]).status_code == 200
    assert client.get("/v1/me", headers=bearer["root"]).status_code == 401


def test_the_locked_and_the_forgetful_get_in_again(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    ids: dict[str, str],
) -> None:
    path = f"/v1/accounts/{ids['viewer']}"
    given = client.post(f"{path}/password", headers=bearer["root"]).json()["password"]
    for _ in range(5):
        client.post("/v1/login", json={"name": "viewer", "password": "wrong"})
    right = {"name": "viewer", "password": given}
    assert client.post("/v1/login", json=right).status_code == 429
    assert client.get(path, headers=bearer["root"]).json()["locked_until"] is not None
    open_again = client.delete(f"{path}/lock", headers=bearer["root"])
    assert open_again.json()["locked_until"] is None
    assert client.post("/v1/login", json=right).status_code == 200
    (browser,) = client.get(f"{path}/sessions", headers=bearer["root"]).json()
    assert client.get("/v1/me").status_code == 200
    place = f"{path}/sessions/{browser['id']}"
    assert client.delete(place, headers=bearer["root"]).status_code == 204
    assert client.get("/v1/me").status_code == 401
    assert client.delete(place, headers=bearer["root"]).status_code == 404
    own = client.post(f"/v1/accounts/{ids['root']}/password", headers=bearer["root"])
    assert (own.status_code, own.json()["code"]) == (403, "account.own_password")


def test_tokens_of_others_are_made_worthless(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    ids: dict[str, str],
) -> None:
    path = f"/v1/accounts/{ids['viewer']}/tokens"
    (token,) = client.get(path, headers=bearer["auditor"]).json()
    elsewhere = f"/v1/accounts/{ids['planner']}/tokens/{token['id']}"
    assert client.delete(elsewhere, headers=bearer["root"]).status_code == 404
    assert client.get("/v1/me", headers=bearer["viewer"]).status_code == 200
    assert client.delete(f"{path}/{token['id']}", headers=bearer["root"]).status_code == 204
    assert client.get("/v1/me", headers=bearer["viewer"]).status_code == 401


def test_a_subject_is_one_account(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    ids: dict[str, str],
) -> None:
    def link(name: str, subject: str | None) -> int:
        path = f"/v1/accounts/{ids[name]}/subject"
        answer = client.put(path, json={"subject": subject}, headers=bearer["root"])
        return int(answer.status_code)

    assert [link("viewer", "s"), link("planner", "s")] == [200, 409]
    assert [link("viewer", None), link("planner", "s")] == [200, 200]


def test_the_trail_is_read_by_who_may(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    ids: dict[str, str],
) -> None:
    made = upload(client, bearer["planner"])[1]

    def read(who: str, **asked: object) -> list[dict[str, Any]]:
        answer = client.get("/v1/trail", params=asked, headers=bearer[who])
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    (entry,) = read("auditor", subject=made["id"])
    assert (entry["action"], entry["account"]) == ("dataset.added", ids["planner"])
    assert [e["action"] for e in read("auditor", account=ids["planner"])] == ["dataset.added"]
    assert read("auditor", until="2026-11-21T12:00:00Z") == []
    assert read("auditor", since="2026-11-21T20:00:01+08:00") == []
    whole = read("root")
    assert {e["region"] for e in read("auditor")} == {"county"}
    assert {e["region"] for e in whole} >= {"county", "other", None}
    first = read("root", limit=2)
    assert first + read("root", after=first[-1]["number"], limit=1000) == whole
    for wrong in ({"since": "2026-11-21T12:00:00"}, {"since": "0001-01-01T00:00:00+14:00"}):
        asked = client.get("/v1/trail", params=wrong, headers=bearer["root"])
        assert asked.status_code == 422
    far = client.get("/v1/trail", params={"after": 2**40}, headers=bearer["root"])
    assert far.status_code == 422


def test_the_exported_trail_can_be_verified_elsewhere(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
) -> None:
    verdict = client.get("/v1/trail/verify", headers=bearer["root"]).json()
    answer = client.get("/v1/trail.jsonl", headers=bearer["root"])
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    entries = [Entry.model_validate(json.loads(line)) for line in answer.text.splitlines()]
    head = trail.Head.model_validate(verdict["head"])
    assert not list(trail.faults(entries, head))
    assert list(trail.faults(entries[1:], head))


def test_an_altered_trail_is_told(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    def verify(**known: object) -> dict[str, Any]:
        answer = client.get("/v1/trail/verify", params=known, headers=bearer["root"])
        return dict(answer.json())

    whole = verify()
    assert (whole["whole"], whole["first"], whole["faults"]) == (True, None, [])
    assert verify(**whole["head"])["whole"] is True
    assert verify(number=2, digest="0" * 64)["first"] == 2
    with store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER trail_no_update"))
        connection.execute(text("UPDATE trail SET account = 'x' WHERE number = 3"))
    found = verify()
    assert (found["whole"], found["first"]) == (False, 3)
    assert found["faults"][0]["detail"]
