"""What surrounds every answer: ids, headers, tags, limits, logs, measurements."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.accounts.roles import Role
from api.hosting.logs import configure
from api.jobs.port import State
from api.service.app import make_app
from api.service.bodies import MOST_BYTES, Bodies
from api.service.conditional import Conditional
from api.service.heads import Heads
from api.service.rates import LoginRate
from api.service.tracing import REQUEST_ID
from api.settings import Settings
from api.store import Store, accounts, datasets, plans, workers
from models.text import catalogue
from scenarios.generate import generate
from tests.api.accounts.test_login import QUICK, SECRET
from tests.api.service.atonce import AtOnce
from tests.api.service.test_accounts import Clock, log_in, problem
from tests.api.store.conftest import NOON, by

HERE = ("127.0.0.1", 4711)


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """What is tested here does not depend on the database."""
    return str(request.param)


def client_of(
    store: Store, jobs: AtOnce, settings: Settings | None = None, source: tuple[str, int] = HERE
) -> TestClient:
    app = make_app(settings or Settings(), store, jobs, passwords=QUICK, clock=Clock())
    return TestClient(app, raise_server_exceptions=False, client=source)


@pytest.fixture
def client(store: Store, jobs: AtOnce) -> Iterator[TestClient]:
    with store.writing() as session:
        password = QUICK.hash(SECRET)
        accounts.add(session, by(), "ann", Role.PLANNER, None, password, must_change=False)
    with client_of(store, jobs) as made:
        yield made


def test_a_request_keeps_its_id_or_is_given_one(client: TestClient) -> None:
    brought = {REQUEST_ID: "abc-1.X_"}
    assert client.get("/healthz", headers=brought).headers[REQUEST_ID] == "abc-1.X_"
    for odd in ("", "a b", "x" * 65, "a;b"):
        made = client.get("/nowhere", headers={REQUEST_ID: odd}).headers[REQUEST_ID]
        assert len(made) == 32
        assert made != odd


def test_logs_name_routes_and_nobody(client: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure()
    try:
        log_in(client)
        client.get("/v1/datasets/0123456789abcdef", headers={REQUEST_ID: "r1"})
        client.get("/secret-address?token=hush")
        logging.getLogger("x").error("no: %s", 1, exc_info=ValueError("hush"))
    finally:
        root.handlers[:], level = before
        root.setLevel(level)
    told = capfd.readouterr().err
    events = [json.loads(line) for line in told.splitlines()]
    asked = [event for event in events if event["event"] == "request"]
    assert [(e["method"], e["route"], e["status"]) for e in asked] == [
        ("POST", "/v1/login", 200),
        ("GET", "/v1/datasets/{id_}", 404),
        ("GET", "(other)", 404),
    ]
    assert asked[1]["request_id"] == "r1"
    assert events[-1]["error"] == "ValueError"
    for hidden in ("ann", SECRET, "hush", "secret-address", "0123456789abcdef"):
        assert hidden not in told


def test_every_answer_is_guarded(client: TestClient, store: Store, jobs: AtOnce) -> None:
    for path in ("/healthz", "/v1/me", "/nowhere", "/docs"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "Strict-Transport-Security" not in headers
    assert "default-src 'none'" in client.get("/v1/me").headers["Content-Security-Policy"]
    assert "unsafe-eval" not in client.get("/docs").headers["Content-Security-Policy"]
    secure = client_of(store, jobs, Settings(public_url="https://dudao"))
    assert "Strict-Transport-Security" in secure.get("/healthz").headers


def test_a_fault_is_guarded_and_known_by_its_id(client: TestClient, store: Store) -> None:
    store.reading = lambda: 1 / 0  # type: ignore[method-assign,assignment,return-value]
    answer = client.get("/v1/me", headers={"Cookie": "dudao-session=x"})
    assert answer.status_code == 500
    assert answer.json()["code"] == "problem.fault"
    assert answer.headers[REQUEST_ID]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_one_has_is_not_sent_again(client: TestClient) -> None:
    plain = {"Accept-Encoding": "identity"}
    whole = client.get("/v1/openapi.json", headers=plain)
    packed = client.get("/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json() == whole.json()
    assert whole.headers["ETag"] != packed.headers["ETag"]
    assert "Accept-Encoding" in whole.headers["Vary"]
    for answer, coding in ((whole, plain), (packed, {"Accept-Encoding": "gzip"})):
        tag = answer.headers["ETag"]
        for given in (tag, f'"x", {tag}', f"W/{tag}", "*"):
            again = client.get("/v1/openapi.json", headers={"If-None-Match": given, **coding})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["ETag"] == tag
        other = client.get("/v1/openapi.json", headers={"If-None-Match": '"x"', **coding})
        assert other.status_code == 200
    refused = client.get("/v1/openapi.json", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_secrets_are_neither_tagged_nor_packed(client: TestClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert "Content-Encoding" not in answer.headers


def test_streams_pass_as_they_are() -> None:
    async def events(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a" * 2000, "more_body": True})
        await send({"type": "http.response.body", "body": b"b"})

    answer = TestClient(Conditional(events)).get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.content == b"a" * 2000 + b"b"
    assert "ETag" not in answer.headers


def test_a_tag_of_the_route_stays() -> None:
    async def tagged(_: Scope, __: Receive, send: Send) -> None:
        headers = [(b"etag", b'"v7"'), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"1" * 2000})

    client = TestClient(Conditional(tagged))
    assert client.get("/", headers={"Accept-Encoding": "x"}).headers["ETag"] == '"v7"'
    packed = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": '"v7-gz"'})
    assert packed.status_code == 304


def test_head_is_answered_as_get_without_the_body(client: TestClient) -> None:
    whole, head = client.get("/v1/openapi.json"), client.head("/v1/openapi.json")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "ETag", "Content-Type"):
        assert head.headers[name] == whole.headers[name]
    assert client.head("/healthz").status_code == 200
    assert client.head("/v1/login").status_code == 405


def test_head_ends_a_stream() -> None:
    async def stream(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await send({"type": "http.response.body", "body": b"b", "more_body": True})

    assert TestClient(Heads(stream)).head("/").content == b""


def test_all_methods_of_an_address_are_told(client: TestClient) -> None:
    for path, methods in (("/v1/plans", "GET, HEAD, POST"), ("/v1/draws/prepare", "POST")):
        answer = client.put(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, methods)


def test_what_is_wrong_is_told_in_the_readers_language(client: TestClient) -> None:
    sent = {"name": "ann", "password": "x" * 301}
    for language, told in (("zh", "最多300个字"), ("en", "at most 300 characters")):
        answer = client.post("/v1/login", json=sent, headers={"Accept-Language": language})
        assert [one["detail"] for one in answer.json()["errors"]] == [told]


def test_only_uploads_may_be_large(client: TestClient) -> None:
    log_in(client)
    large = b" " * (MOST_BYTES + 1)
    json_ = {"Content-Type": "application/json"}
    found = problem(client, "POST", "/v1/login", content=large, headers=json_)
    assert found == (413, "problem.http.413")
    csrf = log_in(client)
    found = problem(client, "POST", "/v1/datasets", content=large, headers={**json_, **csrf})
    assert found == (400, "problem.http.400")


def _run(app: ASGIApp, receive: Receive, scope: Scope) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        await app(scope, receive, send)

    asyncio.run(call())
    return sent


def test_a_body_that_comes_too_slowly_is_refused(store: Store, jobs: AtOnce) -> None:
    app = make_app(Settings(), store, jobs, passwords=QUICK)
    inner = app.build_middleware_stack()
    bodies = inner
    while not isinstance(bodies, Bodies):
        bodies = bodies._app  # type: ignore[attr-defined]
    bodies._grace = 0.05
    app.middleware_stack = inner
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/login",
        "raw_path": b"/v1/login",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"content-length", b"9")],
        "client": HERE,
        "server": HERE,
        "scheme": "http",
    }

    async def slow() -> Message:
        await asyncio.sleep(1)
        return {"type": "http.request", "body": b"{", "more_body": True}

    start, body = _run(app, slow, scope)
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert json.loads(body["body"])["code"] == "problem.http.408"


def test_guessing_from_one_address_is_slowed() -> None:
    now = [0.0]
    status = [401]

    async def refuse(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status[0], "headers": []})
        await send({"type": "http.response.body", "body": b""})

    limited = LoginRate(refuse, 3, lambda: now[0])

    def tried(source: str) -> int:
        answer = TestClient(limited, client=(source, 1)).post("/v1/login")
        return int(answer.status_code)

    assert [tried("10.0.0.1") for _ in range(4)] == [401, 401, 401, 429]
    assert tried("10.0.0.2") == 401
    assert [tried(f"2001:db8::{n}") for n in range(1, 5)] == [401, 401, 401, 429]
    assert tried("2001:db8:0:1::1") == 401
    now[0] = 60.5
    answer = TestClient(limited, client=("10.0.0.1", 1)).post("/v1/login")
    assert answer.status_code == 401
    status[0] = 200
    assert {tried("10.0.0.9") for _ in range(9)} == {200}


def test_measurements_are_for_this_machine_or_those_with_the_token(
    store: Store, jobs: AtOnce
) -> None:
    assert client_of(store, jobs).get("/metrics").status_code == 200
    far = client_of(store, jobs, source=("10.0.0.1", 1))
    assert problem(far, "GET", "/metrics") == (403, "problem.metrics")
    forwarded = {"X-Forwarded-For": "10.0.0.1"}
    assert client_of(store, jobs).get("/metrics", headers=forwarded).status_code == 403
    guarded = client_of(store, jobs, Settings(metrics_token=SecretStr("t0")))
    assert problem(guarded, "GET", "/metrics") == (401, "problem.metrics")
    given = {"Authorization": "Bearer t0"}
    assert guarded.get("/metrics", headers=given).status_code == 200


def test_measurements_are_of_the_store(client: TestClient, store: Store) -> None:
    with store.writing() as session:
        used = datasets.add(
            session, by(), generate(schools=4, seed=1, policy="miyi-2022"), source="x"
        )
        for number, (seconds, gap) in enumerate(((3, 0.0), (40, 0.015), (70, None))):
            plan, _ = plans.submit(session, by(seed=number), used.id, {"seed": number})
            plans.advance(session, by(), plan.id, State.VALIDATED)
            plans.advance(session, by(), plan.id, State.SOLVING_SCHEDULED)
            plans.advance(session, by(), plan.id, State.STARTED)
            figures = {} if gap is None else {"gap": gap}
            end = by(seconds=seconds)
            plans.conclude(session, end, plan.id, State.COMPLETED, "{}", figures=figures)
        waiting, _ = plans.submit(session, by(seed=9), used.id, {"seed": 9})
        plans.advance(session, by(), waiting.id, State.VALIDATED)
        plans.advance(session, by(), waiting.id, State.SOLVING_SCHEDULED)
        workers.beat(session, "a", NOON)
        workers.beat(session, "b", NOON - timedelta(minutes=1))
    told = client.get("/metrics").text
    for line in (
        'dudao_plans{state="COMPLETED"} 3.0',
        "dudao_queue_length 1.0",
        "dudao_workers_alive 1.0",
        'dudao_solve_seconds_bucket{le="5.0"} 1.0',
        'dudao_solve_seconds_bucket{le="60.0"} 2.0',
        "dudao_solve_seconds_sum 113.0",
        'dudao_plan_gap_bucket{le="0.0"} 1.0',
        'dudao_plan_gap_bucket{le="0.02"} 2.0',
        "dudao_plan_gap_count 2.0",
    ):
        assert line in told.splitlines()


def test_the_description_says_who_may_ask_without_login(client: TestClient) -> None:
    told = client.get("/v1/openapi.json").json()
    assert told["security"] == [{"token": []}, {"session": []}]
    assert told["paths"]["/healthz"]["get"]["security"] == []
    assert "security" not in told["paths"]["/v1/me"]["get"]
    assert "/docs" not in told["paths"]
    assert told["info"]["description"] == catalogue("zh")["openapi.description"]
