from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.accounts.first import first_administrator
from api.accounts.roles import Role
from api.service.app import make_app
from api.service.identity import COOKIE, CSRF
from api.service.problems import MEDIA
from api.settings import Settings
from api.store import Store, accounts
from models.text import catalogue
from tests.api.accounts.test_login import QUICK, SECRET
from tests.api.service.atonce import AtOnce
from tests.api.store.conftest import NOON, by


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(store: Store, jobs: AtOnce, clock: Clock) -> Iterator[TestClient]:
    with store.writing() as session:
        password = QUICK.hash(SECRET)
        ann = accounts.add(session, by(), "ann", Role.PLANNER, None, password, must_change=False)
        assert ann.active
    app = make_app(Settings(), store, jobs, passwords=QUICK, clock=clock)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def log_in(client: TestClient, name: str = "ann", password: str = SECRET) -> dict[str, str]:
    answer = client.post("/v1/login", json={"name": name, "password": password})
    assert answer.status_code == 200, answer.text
    return {CSRF: answer.json()["csrf"]}


def problem(client: TestClient, method: str, path: str, **asked: object) -> tuple[int, str]:
    answer = client.request(method, path, **asked)  # type: ignore[arg-type]
    assert answer.headers["content-type"] == MEDIA
    found = answer.json()
    assert found["status"] == answer.status_code
    assert found["detail"]
    assert "problem." not in found["title"]
    return answer.status_code, found["code"]


def test_health_needs_nobody(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_session_needs_its_cookie_and_repeats_its_token(client: TestClient) -> None:
    assert problem(client, "GET", "/v1/me") == (401, "problem.nobody")
    csrf = log_in(client)
    assert client.get("/v1/me").json()["name"] == "ann"
    asked = {"name": "t"}
    assert problem(client, "POST", "/v1/me/tokens", json=asked) == (401, "problem.nobody")
    wrong = {CSRF: "x"}
    assert problem(client, "POST", "/v1/me/tokens", json=asked, headers=wrong)[0] == 401
    assert client.post("/v1/me/tokens", json=asked, headers=csrf).status_code == 201
    cookie = client.cookies[COOKIE]
    assert client.post("/v1/logout", headers=csrf).status_code == 204
    client.cookies.set(COOKIE, cookie)
    assert problem(client, "GET", "/v1/me")[0] == 401


def test_a_session_ends(client: TestClient, clock: Clock) -> None:
    log_in(client)
    clock.wait(hours=12)
    assert problem(client, "GET", "/v1/me")[0] == 401


def test_the_cookie_is_out_of_reach(client: TestClient, store: Store, jobs: AtOnce) -> None:
    given = {"name": "ann", "password": SECRET}
    set_ = client.post("/v1/login", json=given).headers["set-cookie"].lower()
    assert "httponly" in set_
    assert "samesite=strict" in set_
    assert "secure" not in set_
    app = make_app(
        Settings(public_url="https://dudao"), store, jobs, passwords=QUICK, clock=Clock()
    )
    assert "secure" in TestClient(app).post("/v1/login", json=given).headers["set-cookie"].lower()


def test_a_token_works_until_it_is_revoked(client: TestClient, clock: Clock) -> None:
    csrf = log_in(client)
    made = client.post("/v1/me/tokens", json={"name": "t", "days": 1}, headers=csrf).json()
    client.cookies.clear()
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert [t["name"] for t in client.get("/v1/me/tokens", headers=bearer).json()] == ["t"]
    assert made["secret"] not in client.get("/v1/me/tokens", headers=bearer).text
    path = f"/v1/me/tokens/{made['token']['id']}"
    assert problem(client, "DELETE", "/v1/me/tokens/x", headers=bearer) == (404, "store.missing")
    assert client.delete(path, headers=bearer).status_code == 204
    assert problem(client, "GET", "/v1/me", headers=bearer)[0] == 401
    basic = {"Authorization": f"Basic {made['secret']}"}
    assert problem(client, "GET", "/v1/me", headers=basic)[0] == 401


def test_a_token_expires(client: TestClient, clock: Clock) -> None:
    made = client.post("/v1/me/tokens", json={"name": "t", "days": 1}, headers=log_in(client))
    client.cookies.clear()
    bearer = {"Authorization": f"Bearer {made.json()['secret']}"}
    assert client.get("/v1/me", headers=bearer).status_code == 200
    clock.wait(days=1)
    assert problem(client, "GET", "/v1/me", headers=bearer)[0] == 401


def test_guessing_locks_the_account(client: TestClient, clock: Clock) -> None:
    wrong = {"name": "ann", "password": "wrong"}
    for _ in range(5):
        assert problem(client, "POST", "/v1/login", json=wrong) == (401, "login.wrong")
    right = {"name": "ann", "password": SECRET}
    answer = client.post("/v1/login", json=right)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    clock.wait(seconds=60)
    log_in(client)


def test_the_first_password_only_serves_to_set_another(store: Store, jobs: AtOnce) -> None:
    with store.writing() as session:
        first = first_administrator(session, by(), QUICK)
    assert first is not None
    client = TestClient(make_app(Settings(), store, jobs, passwords=QUICK, clock=Clock()))
    csrf = log_in(client, first.name, first.password)
    assert problem(client, "GET", "/v1/me/tokens") == (403, "problem.must_change")
    weak = {"old": first.password, "new": "short"}
    found = problem(client, "POST", "/v1/me/password", json=weak, headers=csrf)
    assert found == (422, "password.length")
    good = {"old": first.password, "new": "a long enough one"}
    assert client.post("/v1/me/password", json=good, headers=csrf).status_code == 204
    assert problem(client, "GET", "/v1/me")[0] == 401
    log_in(client, first.name, good["new"])
    assert client.get("/v1/me/tokens").json() == []


def test_blanks_belong_to_a_password(client: TestClient) -> None:
    new = " a long enough one "
    change = {"old": SECRET, "new": new}
    csrf = log_in(client)
    assert client.post("/v1/me/password", json=change, headers=csrf).status_code == 204
    trimmed = {"name": "ann", "password": new.strip()}
    assert client.post("/v1/login", json=trimmed).status_code == 401
    log_in(client, password=new)


def test_whatever_is_wrong_is_a_problem(client: TestClient) -> None:
    assert problem(client, "GET", "/nowhere") == (404, "problem.http.404")
    assert problem(client, "PUT", "/v1/login") == (405, "problem.http.405")
    unknown = {"name": "ann", "password": "hush-hush", "more": 1}
    answer = client.post("/v1/login", json=unknown)
    assert answer.status_code == 422
    assert [e["place"] for e in answer.json()["errors"]] == ["body.more"]
    assert "hush-hush" not in answer.text
    assert problem(client, "POST", "/v1/login", content=b"{")[0] == 422
    for odd in (r"\u0000", r"\ud800", "x" * 301, ""):
        given = f'{{"name": "{odd}", "password": "x"}}'.encode()
        assert problem(client, "POST", "/v1/login", content=given) == (422, "problem.invalid")


def test_a_database_that_is_away_is_told(client: TestClient, store: Store) -> None:
    def away() -> None:
        from api.store import Unavailable

        raise Unavailable

    store.reading = away  # type: ignore[method-assign,assignment]
    assert problem(client, "GET", "/v1/me") == (503, "problem.unavailable")


ASKED = {
    **{"": "zh", "en": "en", "EN-us": "en", "zh-CN, en;q=0.8": "zh", "zh;q=0.1, en": "en"},
    **{"fr, en;q=0.2": "en", "fr": "zh", "en;q=0": "zh", "en;q=x": "zh", "*": "zh"},
    **{"zh, en": "zh", "en;q=nan": "zh"},
}


def test_a_problem_is_told_in_the_language_that_is_asked_for(client: TestClient) -> None:
    for asked, language in ASKED.items():
        answer = client.get("/v1/me", headers={"Accept-Language": asked})
        words = catalogue(language)
        assert answer.headers["Content-Language"] == language, asked
        assert answer.json()["detail"] == words["problem.nobody"]
        assert answer.json()["title"] == words["problem.title.401"]


def test_a_login_makes_a_new_session_whatever_the_browser_brings(client: TestClient) -> None:
    """Nobody can be made to log in with a session that another knows (fixation)."""
    chosen = "dudao-s-" + "x" * 43
    client.cookies.set(COOKIE, chosen)
    log_in(client)
    made = client.cookies.get(COOKIE, domain="testserver.local")
    assert made not in (None, chosen)
    again = log_in(client)
    assert client.cookies.get(COOKIE, domain="testserver.local") != made
    assert again
    client.cookies.clear()
    assert client.get("/v1/me", headers={"Cookie": f"{COOKIE}={chosen}"}).status_code == 401
