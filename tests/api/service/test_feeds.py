from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from api.accounts.roles import Role
from api.service.app import make_app
from api.settings import Settings
from api.store import Store, trail
from tests.api.accounts.test_login import QUICK
from tests.api.service.atonce import AtOnce
from tests.api.service.test_datasets import bearer  # noqa: F401
from tests.api.service.test_plans import SECRET, kept, member, submitted
from tests.planner.audit.tiny import PLAN

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Bearer = dict[str, dict[str, str]]
NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)
"""Nothing of the plan is done yet."""


@pytest.fixture
def client(store: Store, jobs: AtOnce) -> Iterator[TestClient]:
    settings = Settings(public_url="https://dudao.test/")
    app = make_app(settings, store, jobs, passwords=QUICK, clock=lambda: NEW_YEAR)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def made(
    client: TestClient, who: dict[str, str], inspector: str = "a", office: str = "county"
) -> tuple[int, dict[str, Any]]:
    given = {"office": office, "inspector": inspector}
    answer = client.post("/v1/feeds", json=given, headers=who)
    return answer.status_code, answer.json()


def publish(client: TestClient, store: Store, who: dict[str, str]) -> None:
    plan = PLAN.model_dump(mode="json")
    given = submitted(client, who, kept(store, SECRET), operation="NONE", plan=plan, options={})
    assert client.post(f"/v1/plans/{given['id']}/publish", headers=who).status_code == 200


def visits(content: bytes) -> set[str]:
    uids = " ".join(str(event["UID"]) for event in Calendar.from_ical(content).walk("VEVENT"))
    return {v.id for v in PLAN.visits if f"visit-{v.id}-" in uids}


def test_a_phone_reads_the_published_plan_until_the_feed_is_revoked(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    status, new = made(client, bearer["planner"])
    assert status == 201
    address = new["url"].removeprefix("https://dudao.test")
    assert address != new["url"]
    empty = client.get(address)
    assert (empty.status_code, visits(empty.content)) == (200, set())
    publish(client, store, bearer["planner"])
    full = client.get(address, headers={"If-None-Match": empty.headers["etag"]})
    assert full.headers["content-type"].startswith("text/calendar")
    assert visits(full.content) == {v.id for v in PLAN.visits if "a" in v.team}
    again = client.get(address, headers={"If-None-Match": full.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    (shown,) = client.get("/v1/feeds", headers=bearer["planner"]).json()
    assert shown == new["feed"]
    path = f"/v1/feeds/{shown['id']}"
    assert client.delete(path, headers=bearer["above"]).status_code == 404
    assert client.delete(path, headers=bearer["planner"]).status_code == 204
    gone = client.get(address)
    unknown = client.get("/feeds/dudao-f-x.ics")
    assert (gone.status_code, gone.json()) == (404, unknown.json())
    secret = address.removeprefix("/feeds/").removesuffix(".ics")
    assert secret not in gone.text
    with store.reading() as session:
        noted = trail.read(session, subject=shown["id"])
        assert [entry.action for entry in noted] == ["feed.added", "feed.revoked"]
        assert secret not in str(noted)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *[("planner", 201), ("root", 403), ("viewer", 404), ("officer", 404)],
        *[("auditor", 404), ("above", 404), ("other", 404)],
    ],
)
def test_who_sees_sealed_visits_makes_feeds(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    who: str,
    status: int,
) -> None:
    assert made(client, bearer[who])[0] == status
    assert made(client, bearer["planner"], office="nowhere")[0] == 404


def test_inspectors_make_their_own(client: TestClient, store: Store, bearer: Bearer) -> None:  # noqa: F811
    own = member(store, "ann", Role.VIEWER, "county", inspector="a")
    assert made(client, own, "b")[0] == 404
    assert made(client, own, "a", office="city")[0] == 404
    status, new = made(client, own)
    assert (status, new["feed"]["own"]) == (201, True)
    made(client, bearer["planner"], "b")
    assert client.get("/v1/feeds", headers=own).json() == [new["feed"]]
    assert client.get("/v1/feeds", headers=bearer["viewer"]).json() == []
    assert client.delete(f"/v1/feeds/{new['feed']['id']}", headers=own).status_code == 204


def test_with_an_account_its_addresses_end(
    client: TestClient,
    store: Store,
    bearer: Bearer,  # noqa: F811
) -> None:
    """Every way in closes: a phone that was given away, an address that a planner has noted."""
    ann = member(store, "ann", Role.VIEWER, "county", inspector="a")
    mine = made(client, ann)[1]
    given = made(client, bearer["planner"], "a")[1]
    others = made(client, bearer["planner"], "b")[1]
    ids = {name: client.get("/v1/me", headers=bearer[name]).json()["id"] for name in ("planner",)}
    ids["ann"] = client.get("/v1/me", headers=ann).json()["id"]

    def open_(*feeds: dict[str, Any]) -> list[bool]:
        paths = [one["url"].removeprefix("https://dudao.test") for one in feeds]
        return [client.get(path).status_code == 200 for path in paths]

    assert open_(mine, given, others) == [True, True, True]
    reset = f"/v1/accounts/{ids['ann']}/password"
    assert client.post(reset, headers=bearer["root"]).status_code == 200
    assert client.get("/v1/me", headers=ann).status_code == 401
    assert open_(mine, given, others) == [False, False, True]
    standing = {"role": "planner", "region": "county", "inspector": "", "active": False}
    path = f"/v1/accounts/{ids['planner']}"
    assert client.put(path, json=standing, headers=bearer["root"]).status_code == 200
    assert open_(others) == [False]


def test_who_becomes_somebody_else_keeps_no_address(
    client: TestClient,
    store: Store,
    bearer: Bearer,  # noqa: F811
) -> None:
    ann = member(store, "ann", Role.VIEWER, "county", inspector="a")
    path = made(client, ann)[1]["url"].removeprefix("https://dudao.test")
    account = client.get("/v1/me", headers=ann).json()["id"]
    standing = {"role": "planner", "region": "county", "inspector": "a", "active": True}
    for inspector, status in (("a", 200), ("b", 404)):
        change = {**standing, "inspector": inspector}
        client.put(f"/v1/accounts/{account}", json=change, headers=bearer["root"])
        assert client.get(path).status_code == status
