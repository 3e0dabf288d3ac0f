"""Sealed visits (四不两直) stay unseen wherever a plan is read by whoever may not see them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import copy
from zipfile import ZipFile, is_zipfile

import pytest

from api.accounts.roles import Role
from api.accounts.scope import Relation
from api.service.access import TABLE
from models.pin import Pin
from tests.api.service.peopled import Peopled, peopled
from tests.api.service.test_access import BODIES, named
from tests.planner.audit.tiny import PLAN, PROBLEM

BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
NAME = "hidden-one"
"""Nothing else is called so."""

HIDDEN = next(v for v in PLAN.visits if v.programmes == ("gov",))
PLANNED = PLAN.model_copy(
    update={
        "visits": tuple(
            v.model_copy(update={"id": NAME}) if v is HIDDEN else v for v in PLAN.visits
        )
    }
)
SEALED = PROBLEM.model_copy(
    update={
        "programmes": tuple(
            p.model_copy(update={"sealed": p.id == "gov"}) for p in PROBLEM.programmes
        ),
        "pins": (Pin(visit="gov-g1-01", start=HIDDEN.start),),
    }
)
DAYS = (f"{HIDDEN.start}", f"{HIDDEN.start:%Y%m%d}")
IN_SHEETS = f">{(HIDDEN.start - datetime(1899, 12, 30).date()).days}<"
OTHER_DAYS = ("/why/", "/who/", "/alternatives")
"""These speak of days on which nothing is planned: any day may be among them."""

OUTSIDE = (
    (Role.VIEWER, Relation.OWN),
    (Role.ADMINISTRATOR, Relation.OWN),
    (Role.AUDITOR, Relation.OWN),
    (Role.PLANNER, Relation.BELOW),
)


@pytest.fixture(scope="module")
def made(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    path = tmp_path_factory.mktemp("sealed") / "store.sqlite"
    copy(sqlite_template, path)
    full = peopled(f"sqlite:///{path}", problem=SEALED, plan=PLANNED, start=BEFORE)
    with full.client:
        moved = {"visit": NAME, "start": "2025-09-11", "force": True}
        answer = full.client.post(
            f"/v1/plans/{full.ids['plan']}/edits", json=moved, headers=full.header(Role.PLANNER)
        )
        full.ids["edited"] = answer.raise_for_status().json()["plan"]
        yield full
    full.store.close()


def read(made: Peopled, role: Role, stands: Relation, plan: str) -> Iterator[tuple[str, str]]:
    """Every address that shows something of the office, and all text of its answer."""
    for one in TABLE:
        if one.method != "GET" or not one.need:
            continue
        path = one.path.format(**{**named(made, one, "x"), **_plan(one.path, plan)})
        query = BODIES.get((one.method, one.path), ("", None))[0].format(**made.ids)
        answer = made.client.get(path + query, headers=made.header(role, stands))
        assert answer.status_code < 500, path
        content = answer.content
        if is_zipfile(BytesIO(content)):
            with ZipFile(BytesIO(content)) as book:
                content = b"".join(map(book.read, book.namelist()))
        yield one.path, content.decode()


def _plan(path: str, plan: str) -> dict[str, str]:
    return {"id_": plan} if path.startswith("/v1/plans/") else {}


def told(path: str, text: str) -> bool:
    days = () if any(part in path for part in OTHER_DAYS) else (*DAYS, IN_SHEETS)
    return any(mark in text for mark in (NAME, *days))


def test_who_plans_finds_them(made: Peopled) -> None:
    pages = dict(read(made, Role.PLANNER, Relation.OWN, made.ids["plan"]))
    for part in ("visits", "result", "result.csv", "result.ics", "result.xlsx", "pins"):
        path = f"/v1/plans/{{id_}}/{part}"
        assert told(path, pages[path]), path
    assert told("", pages["/v1/datasets/{id_}/input"])


@pytest.mark.parametrize(("role", "stands"), OUTSIDE)
def test_nobody_else_is_told(made: Peopled, role: Role, stands: Relation) -> None:
    leaks = [
        (plan, path)
        for plan in ("plan", "edited")
        for path, text in read(made, role, stands, made.ids[plan])
        if told(path, text)
    ]
    assert leaks == []
