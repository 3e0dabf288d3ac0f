"""What is said of a plan and its visits over the network."""

from urllib.parse import quote

from fastapi.testclient import TestClient

from api.accounts.roles import Role
from api.service.app import make_app
from api.store import Store
from models.plan import AnnualPlan
from planner.audit import audit
from planner.explain.trial import Trial
from planner.explain.who import stand_ins
from planner.explain.why import dates
from tests.api.accounts.test_login import QUICK
from tests.api.jobs.cases import small
from tests.api.service.atonce import AtOnce
from tests.api.service.test_datasets import bearer  # noqa: F401 - a fixture
from tests.api.service.test_plans import (  # noqa: F401 - fixtures
    SECRET,
    SETTINGS,
    SQLITE,
    Bearer,
    client,
    got,
    kept,
    member,
    submitted,
)
from tests.api.store.conftest import NOON
from tests.planner.audit.tiny import PLAN, PROBLEM


@SQLITE
def test_the_auditor_judges_each_clause(
    client: TestClient, bearer: Bearer, store: Store  # noqa: F811
) -> None:  # fmt: skip
    less = PLAN.model_copy(update={"visits": PLAN.visits[1:]})
    made = submitted(
        client,
        bearer["planner"],
        kept(store),
        operation="NONE",
        plan=less.model_dump(mode="json"),
    )
    told = got(client, bearer["viewer"], f"/{made['id']}/audit")
    lines = audit(PROBLEM, less)
    assert [line["clause"] for line in told["lines"]] == [line.clause for line in lines]
    found = [f for line in told["lines"] for f in line["findings"]]
    assert [f["code"] for f in found] == [f.text.code for line in lines for f in line.findings]
    assert found
    assert all(f["detail"] for f in found)
    assert made["figures"]["findings"] == len(found)
    got(client, bearer["viewer"], f"/{made['id']}/audit?office=other", 404)


@SQLITE
def test_visits_have_reasons(client: TestClient, bearer: Bearer, store: Store) -> None:  # noqa: F811
    id_ = submitted(client, bearer["planner"], kept(store))["id"]
    plan = AnnualPlan.model_validate(got(client, bearer["viewer"], f"/{id_}/result"))
    visit = plan.visits[0]
    trial = Trial(PROBLEM, plan)
    why = got(client, bearer["viewer"], f"/{id_}/why/{quote(visit.id)}")
    found = dates(trial, visit.id)
    assert len(why["possible"]) + why["more"] == len(found.possible)
    assert {(f["rule"], f["clause"]) for f in why["forbidden"]} == {
        (f.rule, f.clause) for f, _ in found.forbidden
    }
    who = got(client, bearer["viewer"], f"/{id_}/who/{quote(visit.id)}/{visit.team[0]}")
    others = stand_ins(trial, visit.id, visit.team[0])
    assert [one["inspector"]["id"] for one in who] == [one.person for one in others]
    assert [bool(one["refused"]) for one in who] == [not one.possible for one in others]
    for path in (f"why/{quote(visit.id)}x", f"who/{quote(visit.id)}/zz", "who/x/a"):
        got(client, bearer["viewer"], f"/{id_}/{path}", 404)
    got(client, bearer["other"], f"/{id_}/why/{quote(visit.id)}", 404)


@SQLITE
def test_reasons_do_not_tell_of_sealed_visits(
    store: Store, jobs: AtOnce, bearer: Bearer  # noqa: F811
) -> None:  # fmt: skip
    new_year = NOON.replace(year=PROBLEM.year - 1)
    app = make_app(SETTINGS, store, jobs, passwords=QUICK, clock=lambda: new_year)
    with TestClient(app) as client:  # noqa: F811
        id_ = submitted(client, bearer["planner"], kept(store, SECRET))["id"]
        plan = AnnualPlan.model_validate(got(client, bearer["planner"], f"/{id_}/result"))
        hidden = [v for v in plan.visits if "regular" in v.programmes]
        got(client, bearer["planner"], f"/{id_}/why/{quote(hidden[0].id)}")
        got(client, bearer["viewer"], f"/{id_}/why/{quote(hidden[0].id)}", 404)
        shown = next(v for v in plan.visits if v not in hidden)
        paths = ["audit", f"why/{quote(shown.id)}"]
        paths += [f"who/{quote(shown.id)}/{person}" for person in shown.team]
        for path in paths:
            text = client.get(f"/v1/plans/{id_}/{path}", headers=bearer["viewer"]).text
            assert not [v.id for v in hidden if v.id in text], path


@SQLITE
def test_each_office_of_several_is_judged(
    client: TestClient, bearer: Bearer, store: Store  # noqa: F811
) -> None:  # fmt: skip
    problem = small()
    chief = member(store, "chief", Role.PLANNER, problem.office)
    id_ = submitted(client, chief, kept(store, problem))["id"]
    across = got(client, chief, f"/{id_}/audit")
    assert across["office"] == ""
    for part in got(client, chief, f"/{id_}/offices"):
        told = got(client, chief, f"/{id_}/audit?office={part['key']}")
        assert sum(len(line["findings"]) for line in told["lines"]) == part["figures"]["findings"]
    visit = got(client, chief, f"/{id_}/visits?limit=1")["visits"][0]
    assert got(client, chief, f"/{id_}/why/{quote(visit['id'])}")["visit"] == visit["id"]
