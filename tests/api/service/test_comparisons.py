"""Scenarios compared over the network: each planned as if alone, the figures as the command's."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.service.app import make_app
from api.settings import Settings
from api.store import Store, datasets, trail
from models.comparison import Comparison
from planner.options import Options
from scenarios.compare import Case, compare
from tests.api.accounts.test_login import QUICK
from tests.api.service.atonce import AtOnce
from tests.api.service.test_datasets import TOML, bearer  # noqa: F401 - a fixture
from tests.api.service.test_plans import SQLITE, Bearer, kept
from tests.api.store.conftest import NOON
from tests.planner.audit.tiny import PROBLEM

pytestmark = SQLITE
CLOSED = 'name = "停办"\n[[change]]\nclose = ["s2"]\nfrom = 2025-06-01\n'
IMPOSSIBLE = """name = "矛盾"
[[change]]
add = "pins"
rows = [{ visit = "regular-s1-01", start = 2025-01-01 }]
"""
OPTIONS = {"time_limit_s": 20}


@pytest.fixture
def client(store: Store, jobs: AtOnce) -> Iterator[TestClient]:
    app = make_app(Settings(), store, jobs, passwords=QUICK, clock=lambda: NOON)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def begun(
    client: TestClient, who: dict[str, str], dataset: str, cases: dict[str, str], status: int = 202
) -> dict[str, Any]:
    body = {
        "dataset": dataset,
        "name": "比较",
        "cases": [{"name": name, "overlay": text} for name, text in cases.items()],
        "options": OPTIONS,
    }
    answer = client.post("/v1/comparisons", json=body, headers=who)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def ended(client: TestClient, who: dict[str, str], path: str) -> dict[str, Any]:
    """The comparison once its figures are counted."""
    for _ in range(60):
        view = dict(client.get(path, headers=who).json())
        if view["ended"]:
            return view
    raise AssertionError(view)


def test_a_comparison_is_what_the_command_would_make(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    dataset = kept(store)
    made = begun(client, bearer["planner"], dataset, {"停办": CLOSED})
    path = f"/v1/comparisons/{made['id']}"
    view = ended(client, bearer["viewer"], path)
    assert [case["state"] for case in view["cases"]] == ["COMPLETED", "COMPLETED"]
    assert view["cases"][0]["dataset"] == dataset
    found = Comparison.model_validate(client.get(f"{path}/result", headers=bearer["viewer"]).json())
    with store.reading() as session:
        problem = datasets.problem_of(session, view["cases"][1]["dataset"])
        assert datasets.get(session, view["cases"][1]["dataset"]).source == "comparison"
        assert datasets.overlay_of(session, view["cases"][1]["dataset"]) == CLOSED
        finished = trail.read(session, subject=made["id"])
    cases = [Case(view["cases"][0]["name"], (), PROBLEM), Case("停办", problem.overlays, problem)]
    wanted = compare(cases, Options(deterministic=True, workers=1, time_limit_s=20)).comparison
    assert found.figures == wanted.figures
    assert found.levels == wanted.levels
    assert [one.contrast for one in found.scenarios] == [one.contrast for one in wanted.scenarios]
    assert [entry.action for entry in finished].count("comparison.finished") == 1

    sheet = client.get(f"{path}/result.xlsx", headers=bearer["viewer"])
    assert load_workbook(io.BytesIO(sheet.content)).sheetnames
    page = client.get(f"{path}/result.html?lang=en", headers=bearer["viewer"])
    assert "停办" in page.text
    assert page.headers["Content-Security-Policy"].startswith("sandbox")
    assert client.get("/v1/comparisons", headers=bearer["viewer"]).json() == [view]
    assert client.get("/v1/comparisons", headers=bearer["other"]).json() == []
    for tail in ("", "/result", "/result.xlsx", "/result.html"):
        assert client.get(path + tail, headers=bearer["other"]).status_code == 404
    for name in ("viewer", "officer", "auditor", "above"):
        begun(client, bearer[name], dataset, {"停办": CLOSED}, 403)


def test_a_scenario_without_a_plan_says_why(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    made = begun(client, bearer["planner"], kept(store), {"矛盾": IMPOSSIBLE})
    path = f"/v1/comparisons/{made['id']}"
    ended(client, bearer["viewer"], path)
    found = Comparison.model_validate(client.get(f"{path}/result", headers=bearer["viewer"]).json())
    assert [bool(one.refusal) for one in found.scenarios] == [False, True]


def test_all_that_is_wrong_is_told_and_nothing_kept(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    dataset = kept(store)
    cases = {"a": CLOSED.replace("s2", "s98"), "b": CLOSED.replace("s2", "s99"), "base": CLOSED}
    told = begun(client, bearer["planner"], dataset, cases, 422)
    assert {error["found"] for error in told["errors"]} == {"s98", "s99", ""}
    assert {error["place"] for error in told["errors"]} == {"a", "b", "base"}
    begun(client, bearer["planner"], dataset, {str(n): CLOSED for n in range(7)}, 422)
    assert client.get("/v1/plans", headers=bearer["planner"]).json() == []
    with store.reading() as session:
        assert len(datasets.listed(session)) == 1


def test_a_comparison_waits_for_its_plans(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
    jobs: AtOnce,
) -> None:
    jobs.paused = True
    made = begun(client, bearer["planner"], kept(store), {"停办": CLOSED})
    path = f"/v1/comparisons/{made['id']}"
    assert client.get(path, headers=bearer["viewer"]).json()["ended"] is None
    assert client.get(f"{path}/result", headers=bearer["viewer"]).status_code == 409
    jobs.paused = False
    for case in made["cases"]:
        jobs.submit(case["plan"])
    ended(client, bearer["viewer"], path)


def test_an_overlay_is_tried_without_keeping_anything(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    headers = {**bearer["planner"], "Content-Type": TOML}
    path = f"/v1/datasets/{kept(store)}/overlay?check=true"
    removed = 'name = "少一校"\n[[change]]\nremove = "targets"\nids = ["s2"]\n'
    tried = client.post(path, content=removed.encode(), headers=headers)
    assert tried.status_code == 200, tried.text
    parts = {one["part"]: one for one in tried.json()["changes"]}
    assert parts["targets"]["removed"] == ["s2"]
    assert (parts["targets"]["before"], parts["targets"]["after"]) == (5, 4)
    wrong = client.post(path, content=removed.replace("s2", "s99").encode(), headers=headers)
    assert wrong.json()["errors"][0]["row"] == "4"
    with store.reading() as session:
        assert len(datasets.listed(session)) == 1
