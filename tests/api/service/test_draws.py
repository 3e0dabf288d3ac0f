"""Draws over the network, from the preparation to the public record."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.accounts.roles import Role
from api.service.app import make_app
from api.settings import Settings
from api.store import Store, accounts, datasets, draws, regions, tokens
from models.problem import Problem
from models.region import Level, Region
from planner.draw.verifier import digest
from planner.draw.verifier import public as without_private
from tests.api.accounts.test_login import QUICK
from tests.api.service.atonce import AtOnce
from tests.api.store.conftest import NOON, by
from tests.planner.draw.county import county

PROBLEM = county()
OFFICE = PROBLEM.office
PEOPLE = {
    "officer": (Role.DRAW_OFFICER, OFFICE),
    "second": (Role.DRAW_OFFICER, OFFICE),
    "planner": (Role.PLANNER, OFFICE),
    "viewer": (Role.VIEWER, OFFICE),
    "auditor": (Role.AUDITOR, "above"),
    "above": (Role.DRAW_OFFICER, "above"),
    "other": (Role.DRAW_OFFICER, "other"),
}
RULE = {
    "id": "spring",
    "programme": "comprehensive",
    "where": {"kind": ["school"]},
    "sizes": [{"share": "0.2"}],
    "strata": [{"name": "stage", "each": "stage", "at_least": 1}],
}
SIMPLE = """id = "simple"
where = { kind = ["school"] }
[[sizes]]
number = 5
"""
SOURCE = {"name": "骰子", "at": (NOON + timedelta(hours=1)).isoformat()}
CEREMONY = {"numbers": [[3, 1, 6], ["ab-C"]], "operators": ["张三"], "witnesses": ["李四"]}
WHY = {"ground": "closed", "detail": "学校停办，家长某某来电", "approved_by": "王五"}
SECRETS = ("张三", "李四", "王五", "某某", '"private":', "secret", "salt")

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Office:
    """Requests by the people of PEOPLE."""

    def __init__(self, client: TestClient, store: Store) -> None:
        self.client, self.store = client, store
        self.headers: dict[str, dict[str, str]] = {"": {}}
        with store.writing() as session:
            above = Region(id="above", name="above", level=Level.PREFECTURE)
            known = [r.model_copy(update={"parent": r.parent or "above"}) for r in PROBLEM.regions]
            regions.adopt(session, by(), [above, *known], None)
            for number, (name, (role, region)) in enumerate(PEOPLE.items()):
                who = by(seed=number)
                account = accounts.add(session, who, name, role, region, "", must_change=False)
                secret = tokens.add(session, who, account.id, "t")[1]
                self.headers[name] = {"Authorization": f"Bearer {secret}"}
            self.dataset = datasets.add(session, by(seed=99), PROBLEM, source="upload").id

    def get(self, path: str, who: str = "officer") -> Any:
        return self.client.get(path, headers=self.headers[who])

    def post(self, path: str, body: object = None, who: str = "officer") -> Any:
        return self.client.post(path, json=body, headers=self.headers[who])

    def commit(self, rule: object = None, who: str = "officer", **more: object) -> Any:
        wanted = {"dataset": self.dataset, "rule": rule or RULE, "source": SOURCE, **more}
        return self.post("/v1/draws", wanted, who)


@pytest.fixture
def office(store: Store, jobs: AtOnce, clock: Clock) -> Iterator[Office]:
    app = make_app(Settings(), store, jobs, passwords=QUICK, clock=clock)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Office(client, store)


@pytest.fixture
def drawn(office: Office, clock: Clock) -> dict[str, Any]:
    made = office.commit().json()
    clock.now += timedelta(hours=2)
    done = office.post(f"/v1/draws/{made['id']}/run", CEREMONY)
    assert done.status_code == 200, done.text
    return done.json()


def test_from_the_preparation_to_the_public_record(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    wanted = {"dataset": office.dataset, "rule": RULE, "source": SOURCE}
    prepared = office.post("/v1/draws/prepare", wanted).json()
    assert prepared["candidates"] + len(prepared["excluded"]) == len(PROBLEM.targets)
    assert prepared["certificate"]["status"] == "leximin"
    assert set(prepared["digests"]) == {
        "items",
        "targets",
        "rule",
        "excluded",
        "lottery",
        "certificate",
    }
    made = office.commit(digests=prepared["digests"])
    assert made.status_code == 201, made.text
    path = made.headers["Location"]
    id_ = made.json()["id"]
    assert office.get(path).json() == made.json()
    with office.store.reading() as session:
        assert datasets.get(session, office.dataset).frozen is not None

    committed = office.get(f"/public/draws/{id_}", "").json()
    assert set(committed) == {"commitment"}
    assert prepared["digests"].items() <= committed["commitment"]["digests"].items()
    early = office.post(f"{path}/run", CEREMONY)
    assert (early.status_code, early.json()["code"]) == (409, "draw.too_early")
    clock.now += timedelta(hours=2)
    done = office.post(f"{path}/run", CEREMONY).json()
    assert done["drawn"] is not None
    assert office.get(f"/public/draws/{id_}", "").json() == committed

    whole = office.get(f"{path}/record").json()
    assert digest(without_private(whole)) == done["digest"]
    assert "李四" in str(whole["private"])
    again = office.post(f"{path}/run", {**CEREMONY, "numbers": [[4]]})
    assert (again.status_code, again.json()["code"]) == (409, "draw.drawn")
    assert office.get(f"{path}/record").json() == whole

    assert office.post(f"{path}/publish").json()["published"] is not None
    public = office.get(f"/public/draws/{id_}", "")
    assert public.json() == without_private(whole)
    assert public.json()["commitment"] == committed["commitment"]
    (entry,) = office.get(f"/public/registers/{OFFICE}", "").json()
    assert (entry["id"], entry["digest"]) == (id_, digest(public.json()))
    assert office.get("/public/registers", "").json() == [OFFICE]
    assert office.get(f"{path}/verify").json()["agrees"]

    named = public.json()["commitment"]["verifier"]
    (tmp_path / "verifier.py").write_bytes(office.get(f"/public/verifiers/{named}", "").content)
    (tmp_path / "record.json").write_bytes(public.content)
    told = subprocess.run(
        [sys.executable, "-I", "verifier.py", "record.json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout.decode()


def test_nothing_of_an_outcome_is_public_before_it_is_published(
    office: Office, drawn: dict[str, Any]
) -> None:
    record = office.get(f"/v1/draws/{drawn['id']}/record").json()
    out = record["drawn"]["outcome"][0]
    event = office.post(f"/v1/draws/{drawn['id']}/replacements", {**WHY, "out": out})
    assert event.status_code == 201, event.text
    seen = [
        office.get(path, who)
        for who in ("", "viewer", "auditor", "other")
        for path in (
            f"/public/registers/{OFFICE}",
            f"/public/draws/{drawn['id']}",
            f"/public/draws/{event.json()['id']}",
            f"/v1/draws/{drawn['id']}/record",
            f"/v1/draws/{event.json()['id']}/record",
            f"/v1/draws/{drawn['id']}/verify",
            f"/v1/registers/{OFFICE}/verify",
            f"/v1/registers/{OFFICE}/drawn",
        )
    ]
    told = "".join(answer.text for answer in seen)
    inside = [*record["drawn"]["outcome"], record["drawn"]["code"], record["drawn"]["seed"]]
    assert not [word for word in (*SECRETS, *inside) if word in told]
    assert {answer.status_code for answer in seen} == {200, 401, 403, 404}
    hidden = office.get(f"/public/draws/{event.json()['id']}", "")
    absent = office.get(f"/public/draws/{'0' * 32}", "")
    assert hidden.text.replace(event.json()["id"], "0" * 32) == absent.text
    entries = office.get(f"/public/registers/{OFFICE}", "").json()
    assert [bool(entry["id"]) for entry in entries] == [True, False]

    planned = office.get(f"/v1/draws/{drawn['id']}/record", "planner").json()
    assert planned == without_private(record)
    rows = office.get(f"/v1/registers/{OFFICE}/drawn", "planner").json()
    assert len(rows) >= len(record["drawn"]["outcome"]) - 1
    assert out not in [row["target"] for row in rows]
    Problem.model_validate({**PROBLEM.model_dump(), "drawn": rows})

    office.post(f"/v1/draws/{drawn['id']}/publish")
    shown = office.get(f"/public/draws/{event.json()['id']}", "")
    assert shown.json()["request"]["out"] == out
    public = [shown.text, office.get(f"/public/draws/{drawn['id']}", "").text]
    assert not [word for word in SECRETS if any(word in text for text in public)]
    whole = office.get(f"/v1/registers/{OFFICE}/verify", "viewer").json()
    assert whole["agrees"]
    assert len(whole["digests"]) == 2
    posted = office.client.post(
        "/v1/draws/verify",
        content=f"[{','.join(reversed(public))}]",
        headers=office.headers["viewer"],
    )
    assert posted.json()["agrees"], posted.text


@sqlite_only
def test_a_draw_is_given_up_only_before_it_is_drawn(office: Office, clock: Clock) -> None:
    made = office.commit(SIMPLE).json()
    path = f"/v1/draws/{made['id']}"
    assert office.commit().json()["code"] == "draw.pending"
    assert office.post(f"{path}/replacements", {**WHY, "out": "x"}).json()["code"] == "draw.not_yet"
    assert office.post(f"{path}/publish").status_code == 409
    gone = office.post(f"{path}/abandon", WHY)
    assert gone.status_code == 201, gone.text
    clock.now += timedelta(hours=2)
    for again in (office.post(f"{path}/run", CEREMONY), office.post(f"{path}/abandon", WHY)):
        assert again.status_code == 409
    told = office.get(f"/public/draws/{gone.json()['id']}", "")
    assert told.json()["request"]["kind"] == "abandoned"
    assert not [word for word in SECRETS if word in told.text]
    late = {**SOURCE, "at": (NOON + timedelta(hours=9)).isoformat()}
    assert office.commit(SIMPLE, source=late).json()["code"] == "draw.used"
    assert office.commit(source=late).status_code == 201
    assert office.get(f"/v1/registers/{OFFICE}/verify").json()["agrees"]


@sqlite_only
def test_people_are_drawn_under_aliases(office: Office, clock: Clock) -> None:
    rule = {"id": "people", "library": "inspectors", "sizes": [{"number": 3}]}
    made = office.commit(rule)
    assert made.status_code == 201, made.text
    clock.now += timedelta(hours=2)
    path = f"/v1/draws/{made.json()['id']}"
    office.post(f"{path}/run", CEREMONY)
    office.post(f"{path}/publish")
    public = office.get(f"/public/draws/{made.json()['id']}", "").text
    assert not [p.name for p in PROBLEM.inspectors if p.name in public or f'"{p.id}"' in public]
    assert office.get(f"{path}/verify", "viewer").json()["agrees"]


@sqlite_only
@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        *[("officer", 200, 200), ("planner", 200, 403), ("viewer", 200, 403)],
        *[("auditor", 200, 403), ("above", 200, 403), ("other", 404, 404), ("", 401, 401)],
    ],
)
def test_only_the_offices_own_officer_draws(
    office: Office, drawn: dict[str, Any], who: str, read: int, write: int
) -> None:
    path = f"/v1/draws/{drawn['id']}"
    assert office.get(path, who).status_code == read
    assert office.get(f"{path}/verify", who).status_code == read
    assert office.get(f"/v1/registers/{OFFICE}", who).status_code == read
    for call, body in [
        ("run", CEREMONY),
        ("replacements", {**WHY, "out": "x"}),
        ("abandon", WHY),
    ]:
        found = office.post(f"{path}/{call}", body, who).status_code
        assert found == write if write != 200 else found in {409, 422}
    assert office.post(f"{path}/publish", None, who).status_code == write
    later = {**SOURCE, "at": (NOON + timedelta(days=1)).isoformat()}
    found = office.commit(SIMPLE, who, source=later).status_code
    assert found == (201 if write == 200 else write)


@sqlite_only
def test_everything_wrong_with_a_rule_is_told_at_once(office: Office) -> None:
    wrong = {
        **RULE,
        "programme": "comprehensiv",
        "where": {"knd": ["school"]},
        "strata": [{"name": "x", "each": "stag"}],
        "apart": [["nobody", "S001"]],
    }
    told = office.commit(wrong)
    assert told.status_code == 422
    found = {(e["column"], e["found"], e["suggestion"]) for e in told.json()["errors"]}
    assert found >= {
        ("programme", "comprehensiv", "comprehensive"),
        ("where", "knd", "kind"),
        ("strata[1].each", "stag", "stage"),
    }
    bad = {**RULE, "id": "a|b", "sizes": [{"share": "1/0"}], "first": "2027-13-01", "more": 1}
    told = office.commit(bad)
    assert told.status_code == 422
    assert len(told.json()["errors"]) >= 4
    toml = office.commit('id = "x"\nsizes = [{ share = "2" }]\nmore = 1')
    assert len(toml.json()["errors"]) == 2
    assert office.commit("id = ").json()["errors"][0]["row"] == "1"
    past = office.commit(source={"name": "骰子", "at": NOON.isoformat()})
    assert past.json()["code"] == "draw.known"
    crossed = {**RULE, "strata": [{"name": "all", "at_least": 60}]}
    told = office.commit(crossed)
    assert (told.status_code, told.json()["code"]) == (422, "draw.impossible")
    assert told.json()["errors"][0]["quota"]
    stale = office.commit(digests={"targets": "0" * 64})
    assert (stale.status_code, stale.json()["code"]) == (409, "draw.changed")
    team = {"id": "t", "library": "teams", "programme": "comprehensive", "visits_of": "none"}
    assert office.commit(team).json()["code"] == "draw.unknown"
    assert office.get(f"/public/registers/{OFFICE}", "").json() == []


def test_of_two_officers_at_once_one_is_first(office: Office) -> None:
    with ThreadPoolExecutor(2) as pool:
        rules = [SIMPLE, SIMPLE.replace("simple", "other")]
        sent = [
            pool.submit(office.commit, r, w)
            for r, w in zip(rules, ("officer", "second"), strict=True)
        ]
    answers = sorted((one.result() for one in sent), key=lambda a: a.status_code)
    assert [a.status_code for a in answers] == [201, 409]
    assert answers[1].json()["code"] in {"store.position", "draw.pending"}
    with office.store.reading() as session:
        assert len(draws.register(session, OFFICE)) == 1


@sqlite_only
def test_a_register_changed_in_the_database_is_told(
    office: Office, drawn: dict[str, Any], clock: Clock
) -> None:
    path = f"/v1/draws/{drawn['id']}"
    record = office.get(f"{path}/record").json()
    record["drawn"]["outcome"].reverse()
    with office.store.writing() as session:
        row = session.get(draws.DrawRow, drawn["id"])
        row.record = json.dumps(record, ensure_ascii=False)
    told = office.get(f"{path}/verify").json()
    assert not told["agrees"]
    assert told["differences"][0]["where"] == "1: drawn.outcome.0"
    assert told["differences"][0]["expected"]
    hidden = office.get(f"{path}/verify", "viewer").json()["differences"][0]
    assert hidden == {"where": "1: drawn.outcome.0", "found": "", "expected": ""}


@sqlite_only
@pytest.mark.parametrize(
    ("body", "status"),
    [
        *[("{", 400), ("[" * 100_000, 400), ("3", 422), ("[1]", 422), ("{}", 200)],
        *[('{"request":1}', 200), ('{"rule":1}', 200), ("[]", 200)],
        ('{"commitment":{"verifier":"x"},"rule":{}}', 200),
    ],
)
def test_what_is_no_record_is_told(office: Office, body: str, status: int) -> None:
    answer = office.client.post("/v1/draws/verify", content=body, headers=office.headers["viewer"])
    assert answer.status_code == status, answer.text
    if status == 200 and body != "[]":
        assert not answer.json()["agrees"]
