import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.accounts.roles import Role
from api.service.app import make_app
from api.service.media import JSON, TOML, XLSX
from api.settings import Settings
from api.store import Store, accounts, datasets, plans, regions, tokens, trail
from models.pin import Pin
from models.problem import Problem
from models.region import Level, Region
from scenarios.dataset import read_dataset, write_workbook
from scenarios.shipped import find_dataset
from tests.api.accounts.test_login import QUICK
from tests.api.service.atonce import AtOnce
from tests.api.store.conftest import NOON, by
from tests.planner.audit.tiny import PROBLEM

ABOVE = Region(id="above", name="above", level=Level.PROVINCE)
PEOPLE = {
    "root": (Role.ADMINISTRATOR, None),
    "planner": (Role.PLANNER, "county"),
    "viewer": (Role.VIEWER, "county"),
    "officer": (Role.DRAW_OFFICER, "county"),
    "auditor": (Role.AUDITOR, "county"),
    "above": (Role.PLANNER, "above"),
    "other": (Role.PLANNER, "other"),
}
BODY = PROBLEM.model_dump_json().encode()


@pytest.fixture
def bearer(store: Store) -> dict[str, dict[str, str]]:
    """The header of each of the people; the county lies below `above`."""
    made = {}
    with store.writing() as session:
        known = [r.model_copy(update={"parent": r.parent or "above"}) for r in PROBLEM.regions]
        regions.adopt(session, by(), [ABOVE, *known], None)
        for number, (name, (role, region)) in enumerate(PEOPLE.items()):
            who = by(seed=number)
            account = accounts.add(session, who, name, role, region, "", must_change=False)
            secret = tokens.add(session, who, account.id, "t")[1]
            made[name] = {"Authorization": f"Bearer {secret}"}
    return made


@pytest.fixture
def client(store: Store, jobs: AtOnce) -> Iterator[TestClient]:
    app = make_app(Settings(upload_megabytes=1), store, jobs, passwords=QUICK, clock=lambda: NOON)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def upload(
    client: TestClient, who: dict[str, str], body: bytes = BODY, media: str = JSON
) -> tuple[int, dict[str, object]]:
    answer = client.post("/v1/datasets", content=body, headers={**who, "Content-Type": media})
    return answer.status_code, answer.json()


def test_what_is_uploaded_comes_back(
    client: TestClient, bearer: dict[str, dict[str, str]], store: Store
) -> None:
    status, made = upload(client, bearer["planner"])
    assert (status, made["version"], made["source"]) == (201, 1, "upload")
    path = f"/v1/datasets/{made['id']}"
    assert client.get(path, headers=bearer["viewer"]).json() == made
    assert client.get("/v1/datasets", headers=bearer["viewer"]).json() == [made]
    back = client.get(f"{path}/input", headers=bearer["viewer"])
    assert Problem.model_validate_json(back.content) == PROBLEM
    with store.reading() as session:
        assert trail.read(session, subject=str(made["id"]))[0].action == "dataset.added"


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        *[("root", 200, 201), ("planner", 200, 201), ("viewer", 200, 403)],
        *[("officer", 200, 403), ("auditor", 200, 403), ("above", 200, 403)],
        ("other", 404, 404),
    ],
)
def test_everybody_gets_what_the_table_says(
    client: TestClient, bearer: dict[str, dict[str, str]], who: str, read: int, write: int
) -> None:
    made = upload(client, bearer["planner"])[1]
    path = f"/v1/datasets/{made['id']}"
    assert client.get(path, headers=bearer[who]).status_code == read
    assert client.get(f"{path}/input", headers=bearer[who]).status_code == read
    shown = client.get("/v1/datasets", headers=bearer[who]).json()
    assert [one["id"] for one in shown] == ([made["id"]] if read == 200 else [])
    assert upload(client, bearer[who])[0] == write
    deleted = client.delete(path, headers=bearer[who]).status_code
    assert deleted == (204 if write == 201 else write)
    assert client.get(path).status_code == 401


def test_an_unknown_id_looks_like_one_out_of_reach(
    client: TestClient, bearer: dict[str, dict[str, str]]
) -> None:
    made = upload(client, bearer["planner"])[1]
    hidden = client.get(f"/v1/datasets/{made['id']}", headers=bearer["other"])
    absent = client.get(f"/v1/datasets/{'0' * 32}", headers=bearer["other"])
    assert hidden.text.replace(str(made["id"]), "0" * 32) == absent.text


def test_a_patch_makes_the_next_version(
    client: TestClient, bearer: dict[str, dict[str, str]], store: Store
) -> None:
    made = upload(client, bearer["planner"])[1]
    path = f"/v1/datasets/{made['id']}"
    headers = {**bearer["planner"], "Content-Type": "application/json-patch+json"}

    def tried(*changes: dict[str, object]) -> tuple[int, dict[str, Any]]:
        answer = client.patch(path, content=json.dumps(changes), headers=headers)
        return answer.status_code, answer.json()

    name = {"op": "replace", "path": "/name", "value": "新"}
    status, next_ = tried({"op": "test", "path": "/office", "value": PROBLEM.office}, name)
    assert status == 201, next_
    assert (next_["version"], next_["source"]) == (2, "patch")
    with store.reading() as session:
        whole = datasets.problem_of(session, next_["id"])
    assert whole == PROBLEM.model_copy(update={"name": "新"})
    assert tried(name, {"op": "remove", "path": "/nothing"})[1]["errors"][0]["place"] == "body.1"
    assert tried({"op": "remove", "path": "/targets/0/name"})[0] == 422
    assert tried({"op": "add", "path": "x", "value": 1})[0] == 422
    assert client.patch(path, json=[name], headers=bearer["planner"]).status_code == 415
    assert len(client.get("/v1/datasets", headers=bearer["planner"]).json()) == 2


def test_an_overlay_makes_the_next_version(
    client: TestClient, bearer: dict[str, dict[str, str]], store: Store
) -> None:
    made = upload(client, bearer["planner"])[1]
    headers = {**bearer["planner"], "Content-Type": TOML}
    path = f"/v1/datasets/{made['id']}/overlay"
    text = 'name = "停办"\n[[change]]\nclose = ["s2"]\n'
    wrong = client.post(path, content=text.replace("s2", "s99").encode(), headers=headers)
    assert wrong.status_code == 422
    (error,) = wrong.json()["errors"]
    assert (error["severity"], error["row"], error["found"]) == ("error", "3", "s99")
    right = client.post(path, content=text.encode(), headers=headers)
    assert right.status_code == 201, right.text
    derived = right.json()
    assert (derived["version"], derived["parent"]) == (2, made["id"])
    assert derived["series"] == made["series"]
    with store.reading() as session:
        assert datasets.overlay_of(session, derived["id"]) == text
        assert datasets.problem_of(session, derived["id"]).overlays == ("停办",)
        assert datasets.problem_of(session, str(made["id"])) == PROBLEM
    assert client.post(path, content=b"\xff", headers=headers).status_code == 400
    assert client.post(path, content=b"x", headers=bearer["planner"]).status_code == 415


def test_what_is_in_use_is_not_removed(
    client: TestClient, bearer: dict[str, dict[str, str]], store: Store
) -> None:
    made = upload(client, bearer["planner"])[1]
    with store.writing() as session:
        plans.submit(session, by(seconds=9), str(made["id"]), {})
    answer = client.delete(f"/v1/datasets/{made['id']}", headers=bearer["planner"])
    assert (answer.status_code, answer.json()["code"]) == (409, "store.frozen")


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", JSON, 400),
        (b"{}", JSON, 422),
        (b"[]", JSON, 422),
        (b"", XLSX, 422),
        (b"PK\x03\x04 damaged", XLSX, 422),
        (b"x", "text/plain", 415),
        (b"x" * 1_000_001, JSON, 413),
    ],
)
def test_bad_bodies_are_told(
    client: TestClient,
    bearer: dict[str, dict[str, str]],
    store: Store,
    body: bytes,
    media: str,
    status: int,
) -> None:
    found, told = upload(client, bearer["planner"], body, media)
    assert found == status
    assert told["status"] == status
    if status == 422:
        assert told["errors"]
    with store.reading() as session:
        assert not datasets.listed(session)


def test_a_body_of_unknown_length_is_limited_too(
    client: TestClient, bearer: dict[str, dict[str, str]]
) -> None:
    pieces = iter([b"x" * 600_000] * 3)
    headers = {**bearer["planner"], "Content-Type": JSON}
    assert client.post("/v1/datasets", content=pieces, headers=headers).status_code == 413


def test_a_workbook_is_read(
    client: TestClient, bearer: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    problem = read_dataset(find_dataset("miyi-2027"))
    write_workbook(problem, tmp_path / "one.xlsx")
    status, made = upload(client, bearer["root"], (tmp_path / "one.xlsx").read_bytes(), XLSX)
    assert (status, made["office"]) == (201, problem.office)
    taken = client.post("/v1/shipped/miyi-2027", headers=bearer["root"]).json()
    assert (taken["source"], taken["figures"]) == ("shipped:miyi-2027", made["figures"])
    assert client.post("/v1/shipped/nowhere", headers=bearer["root"]).status_code == 404
    assert client.post("/v1/shipped/miyi-2027", headers=bearer["planner"]).status_code == 404


def test_pins_of_sealed_visits_are_shown_to_those_who_plan(
    client: TestClient, bearer: dict[str, dict[str, str]]
) -> None:
    programmes = tuple(p.model_copy(update={"sealed": p.id == "extra"}) for p in PROBLEM.programmes)
    team = (PROBLEM.inspectors[0].id,)
    pins = tuple(Pin(visit=visit, team=team) for visit in ("extra-s1", "regular-s1-01"))
    held = PROBLEM.model_copy(update={"programmes": programmes, "pins": pins})
    _, made = upload(client, bearer["planner"], held.model_dump_json().encode())
    path = f"/v1/datasets/{made['id']}"

    def pinned(name: str, of: str = path) -> list[str]:
        answer = client.get(f"{of}/input", headers=bearer[name])
        return [pin["visit"] for pin in answer.json()["pins"]]

    assert pinned("planner") == [pin.visit for pin in pins]
    for name in ("viewer", "auditor", "root"):
        assert pinned(name) == [pin.visit for pin in pins[1:]]
    # whoever was not shown them does not lose them
    headers = {**bearer["root"], "Content-Type": TOML}
    derived = client.post(
        f"{path}/overlay", content='name = "次"\n[[change]]\nclose = ["s2"]\n', headers=headers
    )
    assert derived.status_code == 201, derived.text
    assert set(pinned("planner", derived.headers["Location"])) == {pin.visit for pin in pins}
