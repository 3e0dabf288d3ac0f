"""Each role sees exactly the pages and actions that it may use."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.accounts.login import Denied
from api.accounts.roles import Role
from api.accounts.scope import Relation
from api.desk import comparisons, datasets, draws, plans
from api.desk.comparisons import Scenario
from api.desk.draws import Wanted
from api.desk.plans import PlanOptions
from api.pages.areas import AREAS, FIRST, area
from api.service.access import TABLE
from api.service.identity import COOKIE
from api.store import By
from models.draw import DrawRule, Size, Source
from models.text import Text, say
from tests.api.pages.office import PASSWORD, Office
from tests.api.service.atonce import AtOnce
from tests.planner.audit.tiny import PLAN, PROBLEM

ALL = ("data", "plan", "year", "map", "people", "compliance", "scenarios", "draw")
MENU: Mapping[Role, tuple[str, ...]] = {
    Role.VIEWER: ALL,
    Role.PLANNER: ALL,
    Role.DRAW_OFFICER: ALL,
    Role.AUDITOR: (*ALL, "administration"),
    Role.ADMINISTRATOR: (*ALL, "administration"),
}
BUTTONS: Mapping[str, Mapping[str, str]] = {
    "/data?dataset={dataset}": {
        "data.template": "GET /v1/template.xlsx",
        "data.take": "POST /v1/shipped/{id_}",
        "data.upload": "POST /v1/datasets",
        "data.workbook": "GET /v1/datasets/{id_}/workbook",
        "data.change": "POST /v1/datasets",
        "data.remove": "DELETE /v1/datasets/{id_}",
    },
    "/plan?plan={plan}": {
        "plan.start": "POST /v1/plans",
        "plan.publish": "POST /v1/plans/{id_}/publish",
        "plan.workbook": "GET /v1/plans/{id_}/result.xlsx",
        "plan.calendar": "GET /v1/plans/{id_}/result.ics",
        "plan.csv": "GET /v1/plans/{id_}/result.csv",
        "plan.json": "GET /v1/plans/{id_}/result",
        **dict.fromkeys(("year.title", "map.title", "people.title"), "GET /v1/plans/{id_}"),
        **dict.fromkeys(("compliance.title", "notice.title"), "GET /v1/plans/{id_}/audit"),
    },
    "/plan?plan={running}": {"plan.stop": "POST /v1/plans/{id_}/cancel"},
    "/scenarios?dataset={dataset}": {
        "scenarios.begin": "POST /v1/comparisons",
        "scenarios.more": "POST /v1/comparisons",
        "scenarios.drop_case": "POST /v1/comparisons",
        "scenarios.from_forms": "POST /v1/comparisons",
    },
    "/scenarios?comparison={comparison}": {
        "scenarios.again": "POST /v1/comparisons",
        "scenarios.stop": "POST /v1/plans/{id_}/cancel",
    },
    "/draw": {"draw.new": "POST /v1/draws/prepare"},
    "/draw?draw={draw}": {
        "draw.ceremony": "POST /v1/draws/{id_}/run",
        "draw.abandon": "POST /v1/draws/{id_}/abandon",
        "draw.record": "GET /v1/draws/{id_}/record",
    },
    "/administration?account={account}": {
        "administration.make": "POST /v1/accounts",
        "administration.keep": "PUT /v1/accounts/{id_}",
        "administration.link": "PUT /v1/accounts/{id_}/subject",
        "administration.reset": "POST /v1/accounts/{id_}/password",
    },
    "/administration?tab=trail": {
        "administration.look": "GET /v1/trail",
        "administration.export": "GET /v1/trail.jsonl",
        "administration.verify": "GET /v1/trail/verify",
    },
    "/me": {"me.make": "POST /v1/me/tokens"},
}
"""What can be pressed on a page, by its words, and the route that does the same."""

CLOSED: Mapping[str, str] = {
    "/administration?account={account}": "GET /v1/accounts",
    "/administration?tab=trail": "GET /v1/trail",
    "/draw?view=new&dataset={dataset}": "POST /v1/draws/prepare",
}
"""Pages that are not for everybody, and the route that is for the same people."""

Elements = Mapping[str, Mapping[str, Any]]


def allowed(route: str, role: Role) -> bool:
    """Whether the service does this for a role, with what belongs to its own region."""
    one = next(one for one in TABLE if f"{one.method} {one.path}" == route)
    return one.answer(role, Relation.OWN) is None


def shown(page: str) -> Elements:
    """What NiceGUI builds a page of in the browser."""
    told = re.search(r"String\.raw`(.*?)`", page)
    assert told
    plain = told[1]
    for sign, name in (
        ("`", "&#96;"),
        ("$", "&#36;"),
        (">", "&gt;"),
        ("<", "&lt;"),
        ("&", "&amp;"),
    ):
        plain = plain.replace(name, sign)
    found: Elements = json.loads(plain)
    return found


def inside(elements: Elements, mark: str) -> Iterator[Mapping[str, Any]]:
    """What stands in the element of a class."""
    rest = [key for key, one in elements.items() if mark in one.get("class", ())]
    while rest:
        one = elements[rest.pop()]
        yield one
        slots = [slot["ids"] for slot in one.get("slots", {}).values()]
        rest += [str(key) for keys in (one.get("children", ()), *slots) for key in keys]


def words(code: str) -> str:
    return say(Text(code=f"pages.{code}"), "zh")


def names(elements: Elements) -> set[str]:
    """What can be pressed: buttons, and links with words."""
    buttons, links = set(), set()
    for one in inside(elements, "desk-page"):
        props = one.get("props", {})
        if one["tag"] == "q-btn":
            buttons.add(str(props.get("aria-label") or props.get("label")))
        elif props.get("href"):
            links.add(str(one.get("text")))
    again = words("scenarios.again")
    return buttons | (links & {again})


@pytest.fixture
def filled(office: Office) -> dict[str, str]:
    """The ids of one of everything."""
    jobs = office.world.jobs
    assert isinstance(jobs, AtOnce)
    jobs.paused = True
    planner, officer = office.account("p", Role.PLANNER), office.account("o", Role.DRAW_OFFICER)
    data = datasets.add(planner, PROBLEM).id
    plan, _ = plans.give(planner, data, PLAN)
    running, _ = plans.submit(planner, data, PlanOptions())
    fewer = Scenario(name="s", overlay='name = "s"\n[[change]]\nheadcount = 0.9\n')
    comparison = comparisons.begin(planner, data, "c", (fewer,), PlanOptions())
    source = Source(name="骰子", at=office.world.clock() + timedelta(hours=1))
    rule = DrawRule(id="one", sizes=(Size(number=1),))
    draw = draws.commit(officer, Wanted(data, rule, source), {})
    return {
        "dataset": data,
        "plan": plan.id,
        "running": running.id,
        "comparison": comparison.id,
        "draw": draw.id,
        "account": planner.account.id,
    }


def reader(office: Office, role: Role) -> httpx.Client:
    """Somebody of a role who reads pages without a browser."""
    office.account(role, role)
    by = By("", office.world.clock(), office.world.chance)
    answer = office.world.gate.log_in(office.world.store, by, role, PASSWORD)
    assert not isinstance(answer, Denied)
    cookies = {COOKIE: answer[1].secret}
    return httpx.Client(base_url=office.address, cookies=cookies, timeout=60)


def test_each_role_sees_what_it_may_do(office: Office, filled: dict[str, str]) -> None:
    known = {words(code) for page in BUTTONS.values() for code in page}
    for role in Role:
        with reader(office, role) as client:
            begin = client.get("/")
            assert begin.headers["Location"] == area(FIRST[role]).path
            assert FIRST[role] in MENU[role]
            for address, buttons in BUTTONS.items():
                page = client.get(address.format_map(filled))
                open_to = address not in CLOSED or allowed(CLOSED[address], role)
                assert page.status_code == (200 if open_to else 403), (role, address)
                elements = shown(page.text)
                menu = [
                    one["props"]["href"]
                    for one in inside(elements, "desk-links")
                    if one["tag"] == "a"
                ]
                paths = [href.partition("?")[0] for href in reversed(menu)]
                assert paths == [area(name).path for name in MENU[role]], (role, address)
                found = names(elements)
                may = {words(code) for code, route in buttons.items() if allowed(route, role)}
                here = {words(code) for code in buttons}
                assert found & here == (may if open_to else set()), (role, address)
                assert found <= known, (role, address)
            new = client.get("/draw?view=new&dataset={dataset}".format_map(filled))
            assert new.status_code == (200 if allowed("POST /v1/draws/prepare", role) else 403)
            month = client.get("/year?plan={plan}&mode=month".format_map(filled))
            moves = allowed("POST /v1/plans/{id_}/edits", role)
            assert (r"draggable=\"true\"" in month.text) is moves, role


def test_every_page_is_open_to_whoever_sees_it_in_the_menu(
    office: Office, filled: dict[str, str]
) -> None:
    with reader(office, Role.AUDITOR) as client:
        for one in AREAS:
            page = client.get(f"{one.path}?plan={filled['plan']}")
            assert page.status_code == 200, one.name
