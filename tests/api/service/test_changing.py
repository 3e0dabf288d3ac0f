"""Plans changed over the network: by hand, by replanning, by pins."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.accounts.roles import Role
from api.desk import datasets as desk_datasets
from api.desk import edits as desk_edits
from api.desk.replanning import SECONDS
from api.service.app import make_app
from api.settings import Settings
from api.store import Store, datasets, plans, trail
from models.pin import Pin
from models.plan import AnnualPlan, Finding
from models.text import Text
from planner.options import Options
from planner.replan import replan
from planner.tiers import Shares
from planner.tiers.year import steady
from scenarios.overlay.laying import laid_over
from tests.api.accounts.test_login import QUICK
from tests.api.jobs.cases import alone, small, small_plan, untimed
from tests.api.service.atonce import AtOnce
from tests.api.service.test_datasets import bearer  # noqa: F401 - a fixture
from tests.api.service.test_plans import SQLITE, Bearer, got, kept, member, submitted
from tests.api.store.conftest import NOON, by
from tests.planner.audit.tiny import PLAN, PROBLEM

pytestmark = SQLITE


SECRET = PROBLEM.model_copy(
    update={
        "programmes": tuple(
            p.model_copy(update={"sealed": p.id == "gov"}) for p in PROBLEM.programmes
        )
    }
)


@pytest.fixture
def early(store: Store, jobs: AtOnce) -> Iterator[TestClient]:
    """The service before any visit was made."""
    before = datetime(2025, 1, 1, tzinfo=UTC)
    app = make_app(Settings(), store, jobs, passwords=QUICK, clock=lambda: before)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def client(store: Store, jobs: AtOnce) -> Iterator[TestClient]:
    app = make_app(Settings(), store, jobs, passwords=QUICK, clock=lambda: NOON)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def posted(
    client: TestClient, who: dict[str, str], path: str, body: dict[str, Any], status: int
) -> dict[str, Any]:
    answer = client.post(f"/v1/plans{path}", json=body, headers=who)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def given(client: TestClient, who: dict[str, str], dataset: str) -> str:
    """The tiny plan, as one of the service's."""
    plan = PLAN.model_dump(mode="json")
    return str(submitted(client, who, dataset, plan=plan, operation="NONE")["id"])


def test_a_visit_is_changed_by_hand_and_back(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    who = bearer["planner"]
    id_ = given(client, who, kept(store))
    before = got(client, who, f"/{id_}/result")
    visit = next(v for v in PLAN.visits if v.half_days > 1)
    other = got(client, bearer["viewer"], f"/{id_}/alternatives?visit={visit.id}&near=130")
    assert other["days"]
    assert other["forbidden"]
    day, closed = other["days"][0]["start"], other["forbidden"][0]["days"][0]
    assert {one["member"] for one in other["people"]} == set(visit.team)

    refused = posted(client, who, f"/{id_}/edits", {"visit": visit.id, "start": closed}, 422)
    rule = other["forbidden"][0]["broken"]
    assert rule["code"] in {error["code"] for error in refused["errors"]}
    tried = posted(
        client, who, f"/{id_}/edits?check=true", {"visit": visit.id, "start": closed}, 200
    )
    assert not tried["accepted"]
    assert tried["plan"] is None
    priced = posted(client, who, f"/{id_}/edits?check=true", {"visit": visit.id, "start": day}, 200)
    assert priced["accepted"]
    assert (priced["before"]["start"], priced["after"]["start"]) == (visit.start.isoformat(), day)
    assert len(client.get("/v1/plans", headers=who).json()) == 1

    made = posted(client, who, f"/{id_}/edits", {"visit": visit.id, "start": day}, 201)
    new = got(client, who, f"/{made['plan']}")
    assert (new["state"], new["base"], new["kind"]) == ("COMPUTED", id_, "edit")
    told = got(client, who, f"/{made['plan']}/changes")
    (change,) = told["changes"]
    assert (change["visit"], change["new_start"]) == (visit.id, day)
    assert change["cause"]["code"] == "change.by_hand"
    rows = got(client, who, f"/{made['plan']}/visits")["visits"]
    assert day in {row["start"] for row in rows if row["id"] == visit.id}
    with store.reading() as session:
        (entry, *_) = trail.read(session, subject=made["plan"])
        assert (entry.action, entry.detail["base"]) == ("plan.submitted", id_)

    back = {"visit": visit.id, "start": visit.start.isoformat()}
    undone = posted(client, who, f"/{made['plan']}/edits", back, 201)
    assert got(client, who, f"/{undone['plan']}/changes?base={id_}")["changes"] == []
    assert got(client, who, f"/{id_}/result") == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "change_asked.nothing"),
        ({"start": "2026-03-01"}, "problem.invalid"),
        ({"team": ["a", "nobody", "a"]}, "problem.invalid"),
        ({"start": "2025-03-01", "other": 1}, "problem.invalid"),
    ],
)
def test_edits_without_sense_are_told(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
    body: dict[str, Any],
    code: str,
) -> None:
    id_ = given(client, bearer["planner"], kept(store))
    asked = {"visit": PLAN.visits[0].id, **body}
    told = posted(client, bearer["planner"], f"/{id_}/edits", asked, 422)
    assert told["code"] == code
    missing = {"visit": "nowhere", "start": "2025-03-01"}
    posted(client, bearer["planner"], f"/{id_}/edits", missing, 404)


def test_whoever_may_not_change_a_plan_does_not(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    id_ = given(client, bearer["planner"], kept(store))
    asked = {
        "edits": {"visit": PLAN.visits[0].id, "start": "2025-05-06"},
        "replan": {"from": "2025-06-01"},
        "pins": {"keep": [PLAN.visits[0].id]},
    }
    for what, body in asked.items():
        for name in ("viewer", "officer", "auditor", "above"):
            posted(client, bearer[name], f"/{id_}/{what}", body, 403)
        posted(client, bearer["other"], f"/{id_}/{what}", body, 404)
    for what in (f"alternatives?visit={PLAN.visits[0].id}", "changes?base=" + id_, "pins"):
        assert client.get(f"/v1/plans/{id_}/{what}", headers=bearer["other"]).status_code == 404


def test_changes_tell_nothing_of_sealed_visits(
    early: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    client, admin = early, member(store, "chief", Role.ADMINISTRATOR, "county")
    id_ = given(client, bearer["planner"], kept(store, SECRET))
    visit = next(v for v in PLAN.visits if "gov" in v.programmes)
    other = next(v for v in PLAN.visits if "gov" not in v.programmes)
    for name in (visit.id, other.id):
        asked = {"visit": name, "start": "2025-05-06"}
        told = posted(client, admin, f"/{id_}/edits?check=true", asked, 403)
        assert told["code"] == "change_asked.sealed"
    path = f"/v1/plans/{id_}/alternatives?near=2&visit="
    assert client.get(path + visit.id, headers=admin).status_code == 404
    assert '"g"' not in client.get(path + other.id, headers=admin).text
    moved = {"visit": visit.id, "start": "2025-09-11", "force": True}
    made = posted(client, bearer["planner"], f"/{id_}/edits", moved, 201)
    assert got(client, bearer["planner"], f"/{made['plan']}/changes")["changes"]
    for base in ("", f"?base={id_}"):
        assert got(client, bearer["viewer"], f"/{made['plan']}/changes{base}")["changes"] == []
    pin = Pin(visit="gov-g1", start=visit.start)
    with store.writing() as session:
        held = SECRET.model_copy(update={"pins": (pin,)})
        dataset = datasets.add(session, by(seconds=9), held, source="upload").id
    pinned = given(client, bearer["planner"], dataset)
    assert len(got(client, bearer["planner"], f"/{pinned}/pins")["pins"]) == 1
    assert got(client, bearer["viewer"], f"/{pinned}/pins")["pins"] == []


def test_pins_are_another_version_of_the_data(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    problem = alone()
    who, dataset = member(store, "pinner", Role.PLANNER, problem.office), kept(store, problem)
    id_ = submitted(client, who, dataset)["id"]
    plan = AnnualPlan.model_validate(got(client, who, f"/{id_}/result"))
    visit = plan.visits[0]
    made = posted(client, who, f"/{id_}/pins", {"keep": [visit.id]}, 201)
    assert made["dataset"]["parent"] == dataset
    assert made["pins"][0]["start"] == visit.start.isoformat()
    again = posted(client, who, f"/{id_}/pins", {"keep": [visit.id]}, 201)
    assert again["dataset"]["id"] == made["dataset"]["id"]
    for wrong, code in (
        ({"pins": [{"visit": visit.id, "start": f"{problem.year}-01-01"}]}, "pins.alone"),
        ({"pins": [{"visit": "no-such", "start": f"{problem.year}-03-03"}]}, "pins.not_due"),
        ({"remove": ["no-such"]}, "pin_asked.none"),
        ({"pins": [{"visit": visit.id}]}, "value_error"),
    ):
        told = posted(client, who, f"/{id_}/pins?check=true", wrong, 422)
        assert code in {error["code"] for error in told["errors"]}, told


def test_a_plan_is_changed_from_a_day_on(
    client: TestClient,
    bearer: Bearer,  # noqa: F811
    store: Store,
) -> None:
    problem = alone()
    who = member(store, "replanner", Role.PLANNER, problem.office)
    id_ = submitted(client, who, kept(store, problem))["id"]
    before = AnnualPlan.model_validate(got(client, who, f"/{id_}/result"))
    first = min(before.visits, key=lambda visit: visit.start)
    since = f"{problem.year}-06-01"
    assert first.start < date.fromisoformat(since)
    events = f'name = "没去"\n[[change]]\ncancelled = ["{first.id}"]\n'
    asked = {"from": since, "overlay": events, "options": {"time_limit_s": 20}}
    who |= {"Idempotency-Key": "once"}
    made = posted(client, who, f"/{id_}/replan", asked, 202)
    assert (made["state"], made["base"], made["kind"]) == ("COMPLETED", id_, "replan")
    assert posted(client, who, f"/{id_}/replan", asked, 202)["id"] == made["id"]
    changes = got(client, who, f"/{made['id']}/changes")["changes"]
    assert (changes[0]["visit"], changes[0]["cause"]["code"]) == (first.id, "change.cancelled")
    del who["Idempotency-Key"]
    for wrong, status, word in (
        ({"from": "2020-01-01"}, 422, "2020-01-01"),
        ({"from": since, "overlay": events.replace(first.id, "no-such")}, 422, "no-such"),
        ({"from": since, "overlay": 'name = "x"\n[[change]]\nclose = ["q"]\n'}, 422, "q"),
    ):
        told = posted(client, who, f"/{id_}/replan", wrong, status)
        assert word in str(told["errors"]), told
    with store.reading() as session:
        assert len(plans.listed(session)) == 2


@pytest.fixture
def planner(store: Store) -> dict[str, str]:
    return member(store, "province", Role.PLANNER, "x")


@pytest.fixture
def tiers(
    client: TestClient, planner: dict[str, str], store: Store
) -> tuple[TestClient, dict[str, str], str]:
    """The service, the planner of the province, and its plan."""
    dataset = kept(store, small())
    given_ = small_plan().model_dump(mode="json")
    made = submitted(client, planner, dataset, plan=given_, operation="NONE")
    return client, planner, str(made["id"])


WHICH = "plan.which_office"
LEAVES = """name = "调走"
[[change]]
remove = "inspectors"
ids = ["x00-2"]
from = 2027-03-22
"""


def parts_of(plan: dict[str, Any]) -> dict[str, Any]:
    return {one["office"]: one["plan"] for one in plan["offices"]}


def test_one_office_of_several_is_changed_from_a_day_on(
    tiers: tuple[TestClient, dict[str, str], str],
) -> None:
    client, who, id_ = tiers
    since = date(2027, 3, 20)
    asked = {"from": since.isoformat(), "overlay": LEAVES, "office": "x00"}
    made = posted(client, who, f"/{id_}/replan", asked, 202)
    assert (made["state"], made["base"], made["kind"]) == ("COMPLETED", id_, "replan")
    assert got(client, who, f"/{made['id']}/status")["total"] == 1

    before, after = (got(client, who, f"/{one}/result") for one in (id_, made["id"]))
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    changed = new.pop("x00")
    assert new == {key: part for key, part in old.items() if key != "x00"}
    done = [v for v in old["x00"]["visits"] if v["start"] < since.isoformat()]
    assert done
    assert [v for v in changed["visits"] if v["start"] < since.isoformat()] == done
    assert not any(v["start"] >= "2027-03-22" and "x00-2" in v["team"] for v in changed["visits"])

    now = laid_over(small(), [desk_datasets.stated(LEAVES)])
    province, options = small_plan(), steady(Options(time_limit_s=SECONDS))
    alone = replan(Shares(now, province).around("x00"), province.parts["x00"], since, options)
    assert untimed(json.dumps(changed)) == untimed(alone.plan)
    told = got(client, who, f"/{made['id']}/changes")["changes"]
    assert told == [one.model_dump(mode="json") for one in alone.changes]
    assert {one["visit"] for one in told} == {"county-special-x00-s0", "regular-x00-s1-03"}
    assert got(client, who, f"/{made['id']}/changes?office=x00")["changes"] == told
    assert got(client, who, f"/{made['id']}/changes?office=x01")["changes"] == []
    assert got(client, who, f"/{made['id']}/audit")["broken"] == 0
    assert after["origin"]["overlays"] == ["调走"]
    assert after["compliance"] == before["compliance"]

    again = {"from": since.isoformat(), "office": "x0", "overlay": LEAVES.replace("-2", "-1")}
    third = posted(client, who, f"/{made['id']}/replan", again, 202)
    assert parts_of(got(client, who, f"/{third['id']}/result"))["x00"] == changed


def test_what_is_asked_of_one_office_of_several_is_told_when_it_has_no_sense(
    tiers: tuple[TestClient, dict[str, str], str], store: Store
) -> None:
    client, who, id_ = tiers
    asked = {"from": "2027-03-20"}
    told = posted(client, who, f"/{id_}/replan", asked, 422)
    assert told["code"] == WHICH
    assert "x00" in told["detail"]
    posted(client, who, f"/{id_}/replan", asked | {"office": "nowhere"}, 404)
    visit = {"visit": "county-special-x00-s0", "start": "2027-03-24"}
    posted(client, who, f"/{id_}/edits", visit | {"office": "nowhere"}, 404)
    posted(client, who, f"/{id_}/edits", visit | {"office": "x01"}, 404)
    posted(client, who, f"/{id_}/edits", {"visit": "nothing", "start": "2027-03-24"}, 404)
    got(client, who, f"/{id_}/changes?base={id_}&office=nowhere", 404)
    # The plan of the province goes on sending the expert, so that the data must know him.
    gone = asked | {"office": "x00", "overlay": LEAVES.replace("-2", "-e0").rpartition("from")[0]}
    told = posted(client, who, f"/{id_}/replan", gone, 422)
    assert {(e["code"], e["found"]) for e in told["errors"]} == {("change_asked.taken", "x00-e0")}
    assert len(told["errors"]) == 2
    with store.reading() as session:
        assert len(plans.listed(session)) == 1


def test_a_visit_of_one_office_of_several_is_changed_by_hand(
    tiers: tuple[TestClient, dict[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, who, id_ = tiers
    # The county, which plans after the province, sends the expert elsewhere on the 23rd.
    theirs, taken = "province-drawn-x01-s0", "2027-03-23"
    other = got(client, who, f"/{id_}/alternatives?near=2&visit={theirs}")
    named = got(client, who, f"/{id_}/alternatives?near=2&visit={theirs}&office=x")
    assert named == other
    assert taken in str(other["forbidden"])
    assert taken not in {day["start"] for day in other["days"]}
    assert taken not in str(got(client, who, f"/{id_}/why/{theirs}")["possible"])
    clash = {"visit": theirs, "start": taken, "office": "x"}
    refused = posted(client, who, f"/{id_}/edits", clash, 422)
    codes = {"audit.engagement.visit", "audit.gaps.short_engaged"}
    assert {error["code"] for error in refused["errors"]} == codes

    visit = "county-special-x00-s0"
    (day, *_) = got(client, who, f"/{id_}/alternatives?near=3&visit={visit}")["days"]
    asked = {"visit": visit, "start": day["start"], "half": day["half"]}
    assert posted(client, who, f"/{id_}/edits?check=true", asked, 200)["accepted"]
    made = posted(client, who, f"/{id_}/edits", asked, 201)
    before, after = (got(client, who, f"/{one}/result") for one in (id_, made["plan"]))
    old, new = parts_of(before), parts_of(after)
    changed, was = new.pop("x00"), old.pop("x00")
    assert new == old
    moved = {v["id"] for v in changed["visits"] if v not in was["visits"]}
    assert moved == {visit}
    assert after["compliance"] == before["compliance"]
    (change,) = got(client, who, f"/{made['plan']}/changes")["changes"]
    assert (change["visit"], change["new_start"]) == (visit, day["start"])

    forced = posted(client, who, f"/{id_}/edits", clash | {"force": True}, 201)
    (line,) = got(client, who, f"/{forced['plan']}/audit")["lines"]
    assert line["status"] == "broken"

    # What only all offices together show to be broken is refused too.
    found = Finding(rule="x", clause="c", text=Text(code="change.by_hand"))
    monkeypatch.setattr(desk_edits, "broken_by", lambda *_: (found,))
    tried = posted(client, who, f"/{id_}/edits?check=true", asked, 200)
    assert not tried["accepted"]
    assert [one["rule"] for one in tried["broken"]] == ["x"]


def test_pins_of_one_office_of_several_are_another_version_of_all_data(
    tiers: tuple[TestClient, dict[str, str], str],
) -> None:
    client, who, id_ = tiers
    visit, theirs = "county-special-x00-s0", "province-drawn-x01-s0"
    assert posted(client, who, f"/{id_}/pins", {"keep": [visit]}, 422)["code"] == WHICH
    assert got(client, who, f"/{id_}/pins", 422)["code"] == WHICH
    asked = {"keep": [visit], "office": "x00"}
    made = posted(client, who, f"/{id_}/pins", asked, 201)
    ((pin),) = made["pins"]
    assert (pin["visit"], pin["team"]) == (visit, ["x00-2", "x00-e0"])
    for wrong, code in (
        ({"keep": [theirs]}, "pin_asked.visit"),
        ({"pins": [{"visit": theirs, "start": "2027-03-22"}]}, "pin_asked.elsewhere"),
        ({"pins": [{"visit": visit, "team": ["x01-0", "x00-2"]}]}, "pins.not_sent"),
        ({"pins": [{"visit": visit, "start": "2027-03-02"}]}, "pins.alone"),
    ):
        told = posted(client, who, f"/{id_}/pins?check=true", wrong | {"office": "x00"}, 422)
        assert {error["code"] for error in told["errors"]} == {code}, told

    plan = small_plan().model_dump(mode="json")
    pinned = submitted(client, who, made["dataset"]["id"], plan=plan, operation="NONE")["id"]
    assert got(client, who, f"/{pinned}/pins?office=x00")["pins"] == made["pins"]
    assert got(client, who, f"/{pinned}/pins?office=x01")["pins"] == []
    gone = posted(client, who, f"/{pinned}/pins", {"remove": [visit], "office": "x00"}, 201)
    assert gone["pins"] == []


def test_a_change_of_one_office_may_be_ended_before_it_begins(
    tiers: tuple[TestClient, dict[str, str], str], jobs: AtOnce
) -> None:
    client, who, id_ = tiers
    jobs.paused = True
    made = posted(client, who, f"/{id_}/replan", {"from": "2027-03-20", "office": "x00"}, 202)
    ended = client.post(f"/v1/plans/{made['id']}/cancel", headers=who).json()
    assert ended["state"] == "INCOMPLETE"
    assert got(client, who, f"/{made['id']}/result", 409)["code"] == "plan.stopped_before"


def test_an_office_below_changes_nothing_of_a_plan_of_several(
    tiers: tuple[TestClient, dict[str, str], str], store: Store
) -> None:
    client, who, id_ = tiers
    below = member(store, "below", Role.PLANNER, "x00")
    asked = {"from": "2027-03-20", "office": "x00"}
    posted(client, below, f"/{id_}/replan", asked, 404)
    client.post(f"/v1/plans/{id_}/publish", headers=who)
    posted(client, below, f"/{id_}/replan", asked, 403)
    edit = {"visit": "county-special-x00-s0", "start": "2027-03-24", "office": "x00"}
    posted(client, below, f"/{id_}/edits?check=true", edit, 403)
    path = f"/{id_}/alternatives?near=3&visit="
    assert got(client, below, path + edit["visit"])["days"]
    got(client, below, path + "province-drawn-x01-s0", 404)
