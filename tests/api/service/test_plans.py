"""Plans over the network, from submission to every form of the result."""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from icalendar import Calendar
from openpyxl import load_workbook

from api.accounts.roles import Role
from api.desk.exports import safe
from api.desk.visits import VisitPage
from api.service.app import make_app
from api.settings import Settings
from api.store import Store, accounts, datasets, plans, regions, tokens, trail, visits
from models.plan import AnnualPlan
from models.problem import Problem
from models.tiers import TieredPlan
from tests.api.accounts.test_login import QUICK
from tests.api.jobs.cases import small, untimed
from tests.api.service.atonce import AtOnce
from tests.api.service.test_datasets import bearer  # noqa: F401 - a fixture
from tests.api.store.conftest import NOON, by
from tests.planner.audit.tiny import PLAN, PROBLEM

Bearer = dict[str, dict[str, str]]
SECRET = PROBLEM.model_copy(
    update={
        "programmes": tuple(
            p.model_copy(update={"sealed": p.id == "regular"}) for p in PROBLEM.programmes
        )
    }
)
SQLITE = pytest.mark.parametrize("database", ["sqlite"])
SETTINGS = Settings(max_open_plans=2)


@pytest.fixture
def client(store: Store, jobs: AtOnce) -> Iterator[TestClient]:
    app = make_app(SETTINGS, store, jobs, passwords=QUICK, clock=lambda: NOON)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def kept(store: Store, problem: Problem = PROBLEM) -> str:
    with store.writing() as session:
        regions.adopt(session, by(), problem.regions, None)
        return datasets.add(session, by(), problem, source="upload").id


def member(store: Store, name: str, role: Role, region: str, inspector: str = "") -> dict[str, str]:
    """The header of one more account."""
    with store.writing() as session:
        who = by(name)
        made = accounts.add(
            session, who, name, role, region, "", inspector=inspector, must_change=False
        )
        return {"Authorization": f"Bearer {tokens.add(session, who, made.id, 't')[1]}"}


def submitted(
    client: TestClient, who: dict[str, str], given_: str, status: int = 202, **body: Any
) -> dict[str, Any]:
    headers = {**who, **body.pop("headers", {})}
    operation = body.pop("operation", "SOLVE")
    given = {"dataset": given_, "options": {"time_limit_s": 20}, **body}
    answer = client.post(f"/v1/plans?operation={operation}", json=given, headers=headers)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def got(client: TestClient, who: dict[str, str], path: str, status: int = 200) -> Any:
    answer = client.get(f"/v1/plans{path}", headers=who)
    assert answer.status_code == status, answer.text
    return answer.json()


def everyone(client: TestClient, who: dict[str, str], id_: str, query: str = "") -> list[Any]:
    """All visits, page by page."""
    found: list[Any] = []
    after = ""
    while True:
        page = got(client, who, f"/{id_}/visits?limit=4{query}{after}")
        found += page["visits"]
        if not after:
            total = page["total"]
        if page["next"] is None:
            assert len(found) == total
            return found
        after = f"&after={page['next']}"


def test_a_data_set_is_planned(client: TestClient, bearer: Bearer, store: Store) -> None:  # noqa: F811
    made = submitted(client, bearer["planner"], kept(store), name="年度")
    id_ = made["id"]
    assert (made["state"], made["name"], made["whole"]) == ("COMPLETED", "年度", True)
    assert made["input"]["targets"] == len(PROBLEM.targets)
    assert made["options"]["time_limit_s"] == 20
    plan = AnnualPlan.model_validate(got(client, bearer["viewer"], f"/{id_}/result"))
    assert made["figures"]["visits"] == len(plan.visits) > 0
    assert made["figures"]["left_out"] == len(plan.left_out)
    trips = plan.trips or ()
    assert made["figures"]["cost_yuan"] == sum(trip.cost_yuan for trip in trips)
    assert made["figures"]["travel_km"] == round(sum(trip.travel_km for trip in trips), 1)
    status = got(client, bearer["viewer"], f"/{id_}/status")
    assert (status["state"], status["done"], status["total"]) == ("COMPLETED", 1, 1)
    shown = everyone(client, bearer["viewer"], id_)
    assert {v["id"] for v in shown} == {v.id for v in plan.visits}
    assert shown == sorted(shown, key=lambda v: v["start"])
    first = next(v for v in plan.visits if v.id == shown[0]["id"])
    assert [p["id"] for p in shown[0]["team"]] == list(first.team)
    assert shown[0]["team"][0]["name"] == PROBLEM.inspector_by_id[first.team[0]].name
    assert got(client, bearer["viewer"], "")[0]["id"] == id_
    with store.reading() as session:
        actions = [entry.action for entry in trail.read(session, subject=id_)]
        assert actions[:3] == ["plan.submitted", "plan.validated", "plan.solving_scheduled"]


@SQLITE
def test_visits_are_found(client: TestClient, bearer: Bearer, store: Store) -> None:  # noqa: F811
    id_ = submitted(client, bearer["planner"], kept(store))["id"]
    plan = AnnualPlan.model_validate(got(client, bearer["viewer"], f"/{id_}/result"))
    for query, fits in (
        ("&target=s1", lambda v: v.target == "s1"),
        ("&inspector=a", lambda v: "a" in v.team),
        ("&kind=regular", lambda v: v.kind == "regular"),
        ("&since=2025-04-01&until=2025-05-01", lambda v: str(v.end) >= "2025-04-01"
            and str(v.start) <= "2025-05-01"),
        ("&region=city", lambda v: True),
        ("&region=other", lambda v: False),
        ("&office=county", lambda v: True),
        ("&office=other", lambda v: False),
    ):  # fmt: skip
        shown = {v["id"] for v in everyone(client, bearer["viewer"], id_, query)}
        assert shown == {v.id for v in plan.visits if fits(v)}, query
    for wrong in ("after=x", "after=Zm9v", "since=no", "kind=no", "limit=0", "nothing=1"):
        got(client, bearer["viewer"], f"/{id_}/visits?{wrong}", 422)


@SQLITE
def test_pages_are_held_and_shown_to_whom_they_may_be(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planner = bearer["planner"]
    plan = PLAN.model_dump(mode="json")
    made = submitted(client, planner, kept(store), operation="NONE", plan=plan, options={})
    path = f"/v1/plans/{made['id']}/visits"
    below = member(store, "below", Role.PLANNER, "town")
    first = client.get(path, headers=planner)
    assert VisitPage.model_validate_json(first.content).model_dump_json() == first.text
    count = visits.page
    monkeypatch.setattr(visits, "page", None)  # nothing is read of the plan any more
    again = client.get(path, headers=planner)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["ETag"] == first.headers["ETag"]
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers={**planner, **tag}).status_code == 304
    assert client.get(path, headers=below).status_code == 404
    assert client.get(path).status_code == 401
    monkeypatch.setattr(visits, "page", count)
    # the very next request after a right was taken is refused, though the page is held
    with store.writing() as session:
        (account,) = (a for a in accounts.listed(session) if a.name == "planner")
        standing = {"role": Role.PLANNER, "region": "other", "inspector": "", "active": True}
        accounts.change(session, by("w"), account.id, **standing)  # type: ignore[arg-type]
    assert client.get(path, headers=planner).status_code == 404
    with store.writing() as session:
        tokens.revoke_all(session, by("x"), account.id)
    assert client.get(path, headers=planner).status_code == 401


@SQLITE
def test_every_form_of_the_result(client: TestClient, bearer: Bearer, store: Store) -> None:  # noqa: F811
    bad = '=cmd|" /C calc"!A0'
    names = [t.model_copy(update={"name": bad}) if t.id == "s1" else t for t in PROBLEM.targets]
    id_ = submitted(
        client, bearer["planner"], kept(store, PROBLEM.model_copy(update={"targets": tuple(names)}))
    )["id"]
    path, who = f"/v1/plans/{id_}", bearer["viewer"]
    plan = AnnualPlan.model_validate(client.get(f"{path}/result", headers=who).json())

    sheet = client.get(f"{path}/result.csv", headers=who)
    assert sheet.headers["content-type"].startswith("text/csv")
    head, *rows = csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")))
    assert [row[0] for row in rows]
    assert len(rows) == len(plan.visits)
    target = head.index("督导对象名称")
    assert {row[target] for row in rows if bad in row[target]} == {f"'{bad}"}

    book = client.get(f"{path}/result.xlsx", headers=who)
    cells = [
        cell
        for page in load_workbook(io.BytesIO(book.content)).worksheets
        for row in page.iter_rows()
        for cell in row
        if bad in str(cell.value)
    ]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}

    office = Calendar.from_ical(client.get(f"{path}/result.ics", headers=who).content)
    own = Calendar.from_ical(client.get(f"{path}/result.ics?inspector=a", headers=who).content)
    events = [{str(e["UID"]) for e in one.walk("VEVENT")} for one in (office, own)]
    assert sum("visit" in uid for uid in events[0]) == len(plan.visits)
    assert sum("visit" in uid for uid in events[1]) == sum("a" in v.team for v in plan.visits)
    for wrong, status in (
        ("result.ics?inspector=zz", 404),
        ("result.xlsx?office=other", 404),
        ("result.xlsx?lang=fr", 422),
        ("result?worst=1", 422),
    ):
        assert client.get(f"{path}/{wrong}", headers=who).status_code == status, wrong


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_begins_as_a_formula_does(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe(f"x{cell}") == f"x{cell}"


@SQLITE
def test_the_same_key_gives_the_same_plan(
    client: TestClient, bearer: Bearer, store: Store  # noqa: F811
) -> None:  # fmt: skip
    dataset, key = kept(store), {"Idempotency-Key": "k"}
    first = submitted(client, bearer["planner"], dataset, headers=key)
    assert submitted(client, bearer["planner"], dataset, headers=key)["id"] == first["id"]
    other = submitted(client, bearer["planner"], dataset, 422, headers=key, name="other")
    assert other["code"] == "store.reused"
    given = {"operation": "NONE", "plan": PLAN.model_dump(mode="json")}
    assert submitted(client, bearer["planner"], dataset, 422, headers=key, **given)
    assert submitted(client, bearer["planner"], dataset)["id"] != first["id"]


@SQLITE
def test_too_much_at_once_is_refused(
    client: TestClient, bearer: Bearer, store: Store, jobs: AtOnce  # noqa: F811
) -> None:  # fmt: skip
    dataset = kept(store)
    jobs.paused = True
    made = [submitted(client, bearer["planner"], dataset)["id"] for _ in range(2)]
    body = {"dataset": dataset}
    answer = client.post("/v1/plans", json=body, headers=bearer["planner"])
    assert (answer.status_code, answer.json()["code"]) == (429, "problem.busy")
    assert int(answer.headers["Retry-After"]) > 0
    with store.reading() as session:
        assert {p.id for p in plans.listed(session)} == set(made)
    client.post(f"/v1/plans/{made[0]}/cancel", headers=bearer["planner"])
    submitted(client, bearer["planner"], dataset)


@SQLITE
def test_of_a_burst_none_is_lost(
    client: TestClient, bearer: Bearer, store: Store, jobs: AtOnce  # noqa: F811
) -> None:  # fmt: skip
    """Each of those that come at once is accepted and kept, or told when to come again."""
    body = {"dataset": kept(store)}
    jobs.paused = True

    def submit(number: int) -> Response:
        headers = {**bearer["planner"], "Idempotency-Key": f"burst-{number}"}
        made: Response = client.post("/v1/plans", json=body, headers=headers)
        return made

    with ThreadPoolExecutor(8) as crowd:
        answers = [*crowd.map(submit, range(16))]
    accepted = {one.json()["id"] for one in answers if one.status_code == 202}
    refused = [one for one in answers if one.status_code == 429]
    assert (len(accepted), len(refused)) == (SETTINGS.max_open_plans, 16 - SETTINGS.max_open_plans)
    assert all(int(one.headers["Retry-After"]) > 0 for one in refused)
    with store.reading() as session:
        assert {plan.id for plan in plans.listed(session)} == accepted
    again = [submit(number) for number, one in enumerate(answers) if one.status_code == 202]
    assert {one.json()["id"] for one in again} == accepted


@SQLITE
def test_a_plan_is_ended_and_says_so(
    client: TestClient, bearer: Bearer, store: Store, jobs: AtOnce  # noqa: F811
) -> None:  # fmt: skip
    jobs.paused = True
    id_ = submitted(client, bearer["planner"], kept(store))["id"]
    assert got(client, bearer["viewer"], f"/{id_}/result", 409)["code"] == "plan.no_result"
    assert got(client, bearer["viewer"], f"/{id_}/result?best=true", 409)
    assert client.delete(f"/v1/plans/{id_}", headers=bearer["viewer"]).status_code == 403
    ended = client.delete(f"/v1/plans/{id_}", headers=bearer["planner"])
    assert (ended.status_code, ended.json()["state"]) == (202, "INCOMPLETE")
    assert client.delete(f"/v1/plans/{id_}", headers=bearer["planner"]).status_code == 202
    answer = client.post(f"/v1/plans/{id_}/publish", headers=bearer["planner"])
    assert (answer.status_code, answer.json()["code"]) == (409, "store.state")
    never = got(client, bearer["viewer"], f"/{id_}/result?best=true", 409)
    assert (never["code"], "没有得出任何方案" in never["detail"]) == ("plan.stopped_before", True)


@SQLITE
def test_a_queue_that_is_away_loses_nothing(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
    jobs: AtOnce,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(_: str) -> None:
        raise OSError

    monkeypatch.setattr(jobs, "submit", away)
    monkeypatch.setattr(jobs, "cancel", away)
    made = submitted(client, bearer["planner"], kept(store))
    assert made["state"] == "SOLVING_SCHEDULED"
    with store.reading() as session:
        assert plans.under_way(session) == (made["id"],)
    ended = client.delete(f"/v1/plans/{made['id']}", headers=bearer["planner"])
    assert (ended.status_code, ended.json()["stopping"]) == (202, True)


@SQLITE
def test_a_given_plan_is_judged_without_solving(
    client: TestClient, bearer: Bearer, store: Store  # noqa: F811
) -> None:  # fmt: skip
    dataset, given = kept(store), PLAN.model_dump(mode="json")
    made = submitted(client, bearer["planner"], dataset, operation="NONE", plan=given)
    assert (made["state"], made["scheduled"]) == ("COMPUTED", None)
    figures = made["figures"]
    assert (figures["visits"], figures["findings"], figures["gap"]) == (len(PLAN.visits), 0, None)
    # every member of every team travels 20 km, whatever the plan says
    assert figures["travel_km"] == 20 * sum(len(v.team) for v in PLAN.visits)
    less = {**given, "visits": given["visits"][1:]}
    assert (
        submitted(client, bearer["planner"], dataset, operation="NONE", plan=less)["figures"][
            "findings"
        ]
        > 0
    )
    strange = {**given["visits"][0], "target": "nowhere", "team": ["nobody"]}
    told = submitted(
        client,
        bearer["planner"],
        dataset,
        422,
        operation="NONE",
        plan={**given, "visits": [strange, *given["visits"]]},
    )
    assert {e["found"] for e in told["errors"]} == {"nowhere", "nobody", strange["id"]}


@SQLITE
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"options": {"workers": 8}}, 422),
        ({"options": {"deterministic": False}}, 422),
        ({"options": {"seed": -1}}, 422),
        ({"colour": 1}, 422),
        ({"dataset": "0" * 32}, 404),
        ({"dataset": "a\0b"}, 422),
        ({"plan": PLAN.model_dump(mode="json")}, 422),
        ({"operation": "NONE"}, 422),
        ({"operation": "NONE", "plan": {"visits": 1}}, 422),
    ],
)
def test_what_cannot_be_is_refused(
    client: TestClient, bearer: Bearer, store: Store, body: dict[str, Any], status: int  # noqa: F811
) -> None:  # fmt: skip
    told = submitted(client, bearer["planner"], kept(store), status, **body)
    assert told["status"] == status
    with store.reading() as session:
        assert not plans.listed(session)


@SQLITE
@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        *[("root", 200, 202), ("planner", 200, 202), ("viewer", 200, 403)],
        *[("officer", 200, 403), ("auditor", 200, 403), ("above", 200, 403)],
        ("other", 404, 404),
    ],
)
def test_everybody_gets_what_the_table_says(
    client: TestClient, bearer: Bearer, store: Store, who: str, read: int, write: int  # noqa: F811
) -> None:  # fmt: skip
    dataset = kept(store)
    id_ = submitted(client, bearer["planner"], dataset)["id"]
    for path in ("", "/status", "/visits", "/result", "/result.csv", "/result.ics", "/offices"):
        answer = client.get(f"/v1/plans/{id_}{path}", headers=bearer[who])
        assert answer.status_code == read, path
        assert client.get(f"/v1/plans/{id_}{path}").status_code == 401
    assert len(got(client, bearer[who], "")) == (read == 200)
    answer = client.post("/v1/plans", json={"dataset": dataset}, headers=bearer[who])
    assert answer.status_code == write
    for path in ("cancel", "publish"):
        answer = client.post(f"/v1/plans/{id_}/{path}", headers=bearer[who])
        assert answer.status_code == (write if write != 202 or path == "cancel" else 200)


def told(client: TestClient, who: dict[str, str], id_: str) -> set[str]:
    """Everything that somebody is told of a plan, as one set of texts."""
    path = f"/v1/plans/{id_}"
    texts = {
        client.get(f"{path}/{one}", headers=who).text
        for one in ("result", "result.csv", "result.ics", "visits", "offices", "")
    }
    book = client.get(f"{path}/result.xlsx", headers=who)
    for page in load_workbook(io.BytesIO(book.content)).worksheets:
        for row in page.iter_rows(values_only=True):
            texts |= {str(value) for value in row if value is not None}
    return texts


@SQLITE
def test_nothing_tells_of_sealed_visits(
    store: Store, jobs: AtOnce, bearer: Bearer  # noqa: F811
) -> None:  # fmt: skip
    new_year = NOON.replace(year=PROBLEM.year - 1)
    app = make_app(SETTINGS, store, jobs, passwords=QUICK, clock=lambda: new_year)
    own = member(store, "anna", Role.VIEWER, "county", "a")
    with TestClient(app) as client:
        id_ = submitted(client, bearer["planner"], kept(store, SECRET))["id"]
        whole = AnnualPlan.model_validate(got(client, bearer["planner"], f"/{id_}/result"))
        hidden = {v.id: v for v in whole.visits if "regular" in v.programmes}
        rest = {v.id for v in whole.visits} - hidden.keys()
        assert hidden
        assert rest
        assert all(any(v in text for text in told(client, bearer["planner"], id_)) for v in hidden)
        for who in ("viewer", "officer", "auditor", "root", "above"):
            texts = told(client, bearer[who], id_)
            assert not [v for v in hidden if any(v in text for text in texts)], who
            assert {v["id"] for v in everyone(client, bearer[who], id_)} == rest
            figures = got(client, bearer[who], f"/{id_}")["figures"]
            assert (figures["visits"], figures["withheld"]) == (len(rest), len(hidden))
        of_a = {v.id for v in hidden.values() if "a" in v.team}
        assert of_a
        assert of_a != hidden.keys()
        assert {v["id"] for v in everyone(client, own, id_)} == rest | of_a
        calendar = client.get(f"/v1/plans/{id_}/result.ics?inspector=a", headers=own).text
        assert {v for v in hidden if v in calendar} == of_a
        other = client.get(f"/v1/plans/{id_}/result.ics?inspector=b", headers=own).text
        assert not [v for v in hidden if v in other]


@SQLITE
def test_an_office_below_reads_its_own_part(
    client: TestClient, bearer: Bearer, store: Store  # noqa: F811
) -> None:  # fmt: skip
    problem = small()
    dataset = kept(store, problem)
    chief = member(store, "chief", Role.PLANNER, problem.office)
    id_ = submitted(client, chief, dataset)["id"]
    whole = TieredPlan.model_validate(got(client, chief, f"/{id_}/result"))
    offices = [one.office for one in whole.offices]
    assert len(set(offices)) == 4
    county = offices[-1]
    below = member(store, "below", Role.PLANNER, county)
    got(client, below, f"/{id_}", 404)
    assert got(client, below, "") == []
    client.post(f"/v1/plans/{id_}/publish", headers=chief).raise_for_status()
    seen = got(client, below, f"/{id_}")
    own = whole.plan_of(county)
    assert own is not None
    assert (seen["whole"], seen["figures"]["visits"]) == (False, len(own.visits))
    assert [p["id"] for p in got(client, below, "")] == [id_]
    assert {v["id"] for v in everyone(client, below, id_)} == {v.id for v in own.visits}
    assert everyone(client, below, id_, f"&office={problem.office}") == []
    assert [p["office"] for p in got(client, below, f"/{id_}/offices")] == [county]
    part = TieredPlan.model_validate(got(client, below, f"/{id_}/result"))
    assert [one.office for one in part.offices] == [county]
    assert untimed(part.offices[0].plan) == untimed(own)
    for ending in ("xlsx", "ics", "csv"):
        assert client.get(f"/v1/plans/{id_}/result.{ending}", headers=below).status_code == 200
        path = f"/v1/plans/{id_}/result.{ending}?office={problem.office}"
        assert client.get(path, headers=below).status_code == (200 if ending == "csv" else 404)
    assert client.post(f"/v1/plans/{id_}/cancel", headers=below).status_code == 403
    needed = got(client, chief, f"/{id_}/result.xlsx", 422)
    assert needed["code"] == "plan.which_office"
    assert len(everyone(client, chief, id_)) == sum(len(one.plan.visits) for one in whole.offices)
