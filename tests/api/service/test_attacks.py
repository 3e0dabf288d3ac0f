"""What attackers send, through the service as it is put together.

Elsewhere: guessing and locks (`accounts/test_login.py`), forged requests and sessions
(`test_accounts.py`, `pages/test_shell.py`), foreign ids (`test_access.py`), sealed visits
(`test_sealed.py`), large and slow bodies and heads (`test_shell.py`, `hosting/test_patience.py`).
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.service.app import make_app
from api.service.media import XLSX
from api.settings import Settings
from api.store import Store
from tests.api.accounts.test_login import QUICK
from tests.api.service.atonce import AtOnce
from tests.api.service.test_datasets import bearer, upload  # noqa: F401 - a fixture
from tests.api.store.conftest import NOON

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Bearer = dict[str, dict[str, str]]
OUTSIDE = Path("/etc/hostname")
INJECTIONS = ("' OR '1'='1", '"; DROP TABLE plans; --', "%", "_" * 32, "../../etc/passwd", "a\\b")


@pytest.fixture
def client(store: Store, jobs: AtOnce) -> Iterator[TestClient]:
    settings = Settings(upload_megabytes=5)
    app = make_app(settings, store, jobs, passwords=QUICK, clock=lambda: NOON)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def template(client: TestClient, who: dict[str, str]) -> bytes:
    return client.get("/v1/template.xlsx", headers=who).content


def rewritten(book: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one of its files replaced."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return made.getvalue()


def test_a_workbook_that_swells_is_refused(client: TestClient, bearer: Bearer) -> None:  # noqa: F811
    who = bearer["planner"]
    swollen = rewritten(template(client, who), "xl/worksheets/sheet1.xml", bytes(310_000_000))
    assert len(swollen) < 5_000_000
    status, told = upload(client, who, swollen, XLSX)
    assert status == 422, told
    assert client.get("/v1/datasets", headers=who).json() == []


def test_a_workbook_reads_no_file_of_this_machine(client: TestClient, bearer: Bearer) -> None:  # noqa: F811
    who = bearer["planner"]
    entity = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{OUTSIDE}">]>'
    sheet = (
        f'{entity}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>'
        "</worksheet>"
    ).encode()
    laughs = "".join(
        f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 12)
    )
    billion = sheet.replace(b"<!ENTITY e ", f'<!ENTITY l0 "ha">{laughs}<!ENTITY e '.encode())
    for evil in (sheet, billion.replace(b"&e;", b"&l11;")):
        book = rewritten(template(client, who), "xl/worksheets/sheet1.xml", evil)
        status, told = upload(client, who, book, XLSX)
        assert status == 422, told
        if OUTSIDE.exists():
            assert OUTSIDE.read_text().strip() not in str(told)


def test_names_in_addresses_are_only_names(client: TestClient, bearer: Bearer) -> None:  # noqa: F811
    who = bearer["root"]
    routes = ("datasets/{}", "datasets/{}/workbook", "accounts/{}", "draws/{}", "policies/{}")
    for route in (*routes, "issues/{}", "plans/{}", "comparisons/{}/result.xlsx"):
        for name in (*INJECTIONS, "x\r\nSet-Cookie: a=b", "..%2f..%2fetc%2fpasswd"):
            path = "/v1/" + route.format(quote(name, safe=""))
            answer = client.get(path, headers=who)
            assert answer.status_code in {404, 422}, path
            assert "set-cookie" not in answer.headers
    for name in INJECTIONS:
        listed = client.get("/v1/plans", params={"dataset": name, "office": name}, headers=who)
        assert (listed.status_code, listed.json()) == (200, [])


def test_json_that_is_too_deep_is_refused(client: TestClient, bearer: Bearer) -> None:  # noqa: F811
    who = {**bearer["planner"], "Content-Type": "application/json"}
    deep = b'{"dataset":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    for path in ("/v1/datasets", "/v1/plans", "/v1/me/tokens", "/v1/draws", "/v1/draws/verify"):
        answer = client.post(path, content=deep, headers=who)
        assert 400 <= answer.status_code < 500, (path, answer.text)


def test_secrets_are_not_guessed_at_will(store: Store, jobs: AtOnce, bearer: Bearer) -> None:  # noqa: F811
    """An address that guesses is refused; its other users are not, nor other addresses."""
    settings = Settings(failed_logins_a_minute=3)
    app = make_app(settings, store, jobs, passwords=QUICK, clock=lambda: NOON)
    here, there = (TestClient(app, client=(host, 1)) for host in ("10.0.0.1", "10.0.0.2"))
    guess = {"Authorization": "Bearer dudao-t-guess"}
    ways: list[tuple[dict[str, str], str]] = [(guess, "/v1/me"), ({}, "/feeds/x.ics")]
    ways.append(({"Cookie": "dudao-session=x"}, "/v1/me"))
    assert here.get("/v1/me", headers=bearer["planner"]).status_code == 200
    assert [here.get(path, headers=who).status_code for who, path in ways] == [401, 404, 401]
    for who, path in (*ways, (bearer["viewer"], "/v1/me")):
        refused = here.get(path, headers=who)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 61
    for headers in (bearer["planner"], {}):
        assert here.get("/v1/me", headers=headers).status_code in {200, 401}
    assert there.get("/v1/me", headers=bearer["viewer"]).status_code == 200
    given = {"name": "nobody", "password": "x"}
    assert here.post("/v1/login", json=given, headers=guess).status_code == 401


def test_a_login_is_not_begun_by_another_site(client: TestClient) -> None:
    """A form of another site can only send what is no JSON."""
    form = b'{"name": "ann", "password": "a long enough one", "x": "="}'
    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post("/v1/login", content=form, headers={"Content-Type": media})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers
