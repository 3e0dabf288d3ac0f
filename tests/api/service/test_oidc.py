"""Logging in at a provider, against a real one on this machine."""

import time
from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from api.accounts.roles import Role
from api.service.app import make_app
from api.service.identity import SIGN_ON
from api.service.routes.oidc import BACK
from api.settings import Settings
from api.store import Store, accounts, trail
from tests.api.accounts.test_login import QUICK
from tests.api.service.atonce import AtOnce
from tests.api.service.provider import CLIENT, SECRET, Issuer, issuing
from tests.api.service.test_accounts import problem
from tests.api.store.conftest import by


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """What is tested here does not depend on the database."""
    return str(request.param)


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer(provider: Issuer) -> Issuer:
    provider.subject, provider.claims, provider.signing = "s-1", {}, None
    return provider


@pytest.fixture
def client(store: Store, jobs: AtOnce, issuer: Issuer) -> TestClient:
    with store.writing() as session:
        accounts.add(session, by(), "eve", Role.PLANNER, None, "", subject="s-1", must_change=False)
    settings = Settings(
        public_url="https://testserver",
        oidc_issuer=issuer.url,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
    )
    app = make_app(settings, store, jobs, passwords=QUICK)
    return TestClient(app, "https://testserver", follow_redirects=False)


def begun(client: TestClient) -> str:
    """Where the provider sends the browser back to."""
    sent = client.get(SIGN_ON)
    assert sent.status_code == 303
    cookie = sent.headers["Set-Cookie"].lower()
    assert all(word in cookie for word in ("httponly", "secure", "samesite=lax"))
    return httpx.get(sent.headers["Location"]).headers["Location"]


def test_one_logs_in_at_the_provider(client: TestClient, store: Store) -> None:
    answer = client.get(begun(client))
    assert answer.status_code == 200
    assert "samesite=strict" in answer.headers["Set-Cookie"].lower()
    assert client.get("/v1/me").json()["name"] == "eve"
    with store.reading() as session:
        assert "account.login" in {entry.action for entry in trail.read(session)}


def test_an_answer_serves_once_and_one_browser(client: TestClient) -> None:
    back = begun(client)
    kept = dict(client.cookies)
    other = TestClient(client.app, "https://testserver")
    assert problem(other, "GET", back) == (401, "login.oidc_refused")
    assert problem(client, "GET", back.replace("state=", "state=0")) == (401, "login.oidc_refused")
    assert client.get(back).status_code == 200
    client.cookies.update(kept)
    assert problem(client, "GET", back) == (401, "login.oidc_refused")
    assert problem(client, "GET", f"{BACK}?error=access_denied") == (401, "login.oidc_refused")


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "others"},
        {"iss": "https://elsewhere"},
        {"nonce": "x"},
        {"exp": int(time.time()) - 3600},
        {"azp": "others"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_token_for_others_proves_nothing(
    client: TestClient, issuer: Issuer, wrong: dict[str, object]
) -> None:
    issuer.claims = wrong
    assert problem(client, "GET", begun(client)) == (401, "login.oidc_refused")
    assert client.get("/v1/me").status_code == 401


def test_a_token_that_others_signed_proves_nothing(client: TestClient, issuer: Issuer) -> None:
    issuer.signing = RSAKey.generate_key(2048, {"kid": "k1"})
    assert problem(client, "GET", begun(client)) == (401, "login.oidc_refused")


def test_nobody_without_a_linked_account_gets_in(client: TestClient, issuer: Issuer) -> None:
    issuer.subject = "s-2"
    assert problem(client, "GET", begun(client)) == (403, "login.unlinked")


def test_a_provider_that_is_away_is_told(store: Store, jobs: AtOnce) -> None:
    settings = Settings(
        public_url="https://testserver",
        oidc_issuer="http://127.0.0.1:1",
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
    )
    client = TestClient(make_app(settings, store, jobs, passwords=QUICK))
    assert problem(client, "GET", SIGN_ON) == (503, "login.oidc_away")


def test_without_a_provider_there_is_no_such_way(store: Store, jobs: AtOnce) -> None:
    client = TestClient(make_app(Settings(), store, jobs, passwords=QUICK))
    assert client.get(SIGN_ON).status_code == 404
