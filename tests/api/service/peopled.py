"""A service in which there is something of everything, and somebody of every role everywhere."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fastapi.testclient import TestClient

from api.accounts.roles import Role
from api.accounts.scope import Relation
from api.service.app import make_app
from api.service.shell import Service
from api.settings import Settings
from api.store import Store, accounts, comparisons, datasets, regions, sessions, tokens
from api.store.comparisons import Case
from api.store.connection import connected
from api.store.engine import Session
from api.store.ledger import StoreLedger
from models.plan import AnnualPlan
from models.problem import Problem
from models.region import Level, Region
from tests.api.accounts.test_login import QUICK, SECRET
from tests.api.service.atonce import AtOnce
from tests.api.store.conftest import NOON, by
from tests.planner.audit.tiny import PLAN, PROBLEM

OFFICE = "county"
PLACES: Mapping[Relation, str] = {
    Relation.OWN: "county",
    Relation.BELOW: "city",
    Relation.ABOVE: "town",
    Relation.ELSEWHERE: "other",
}
"""Where somebody is to whom the office stands so: to the city above it the office is below."""

HERE = ("127.0.0.1", 4711)
TOWN = Region(id="town", name="town", level=Level.TOWNSHIP, parent="county")
VISIT = next(v for v in PLAN.visits if v.programmes == ("draw",))
RULE = 'id = "{name}"\nprogramme = "draw"\nwhere = {{ kind = ["school"] }}\n[[sizes]]\nnumber = 2\n'
WHY = {"ground": "closed", "detail": "停办", "approved_by": "王五"}
CEREMONY = {"numbers": [[3, 1, 6]], "operators": ["张三"], "witnesses": []}


class _Rehearsed(Exception):  # noqa: N818 - only ends a transaction
    pass


class Rehearsal(Store):
    """A store that forgets what is written unless it `keeps`."""

    keeps = True

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session to write in."""
        try:
            with super().writing() as session:
                yield session
                if not self.keeps:
                    raise _Rehearsed
        except _Rehearsed:
            pass


class Clock:
    """A clock that is set."""

    now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass
class Peopled:
    """The service, ids of what there is, and the header of everybody."""

    app: Service
    store: Rehearsal
    jobs: AtOnce
    client: TestClient
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[tuple[Role, Relation], dict[str, str]] = field(default_factory=dict)
    tokens: dict[tuple[Role, Relation], str] = field(default_factory=dict)

    def header(self, role: Role, stands: Relation = Relation.OWN) -> dict[str, str]:
        """Of somebody of a role to whom the office stands so."""
        return self.people[role, stands]


def peopled(
    url: str,
    settings: Settings | None = None,
    *,
    problem: Problem = PROBLEM,
    plan: AnnualPlan = PLAN,
    start: datetime = NOON,
) -> Peopled:
    """Fill an empty database that is up to date."""
    store, clock = Rehearsal(connected(url)), Clock()
    clock.now = start
    jobs = AtOnce(StoreLedger(store, clock))
    jobs.paused = True
    app = make_app(settings or Settings(), store, jobs, passwords=QUICK, clock=clock)
    client = TestClient(app, raise_server_exceptions=False, client=HERE, follow_redirects=False)
    made = Peopled(app, store, jobs, client)
    with store.writing() as session:
        regions.adopt(session, by(), [*PROBLEM.regions, TOWN], None)
        for number, (role, stands) in enumerate((r, s) for r in Role for s in PLACES):
            who = by(seed=number)
            account = accounts.add(
                session, who, f"{role}-{stands}", role, PLACES[stands], "", must_change=False
            )
            token, secret = tokens.add(session, who, account.id, "t")
            made.tokens[role, stands] = token.id
            made.people[role, stands] = {"Authorization": f"Bearer {secret}"}
        who = by(seed=99)
        hashed = QUICK.hash(SECRET)
        member = accounts.add(session, who, "member", Role.VIEWER, OFFICE, hashed)
        root = accounts.add(
            session, by(seed=100), "root", Role.ADMINISTRATOR, None, "", must_change=False
        )
        made.ids["root"] = tokens.add(session, by(seed=101), root.id, "t")[1]
        made.ids["account"] = member.id
        made.ids["token"] = tokens.add(session, who, member.id, "t")[0].id
        sessions.begin(session, who, member.id, timedelta(hours=9))
        made.ids["browser"] = sessions.listed(session, member.id, who.now)[0].id
        spare = problem.model_copy(update={"id": "spare"})
        made.ids["spare"] = datasets.add(session, by(seed=102), spare, source="upload").id
        made.ids["dataset"] = datasets.add(session, by(seed=103), problem, source="upload").id
    with TestClient(app) as within:
        _plan(made, within, plan)
        _draws(made, within, clock)
    with store.writing() as session:
        case = Case(name="x", dataset=made.ids["dataset"], plan=made.ids["plan"])
        base = case.model_copy(update={"name": "现状"})
        kept = comparisons.add(session, by(seed=104), made.ids["dataset"], "比较", [base, case])
        made.ids["comparison"] = kept.id
    return made


def _plan(made: Peopled, client: TestClient, plan: AnnualPlan) -> None:
    planner = made.header(Role.PLANNER)
    given = {"dataset": made.ids["dataset"], "plan": plan.model_dump(mode="json")}
    answer = client.post("/v1/plans?operation=NONE", json=given, headers=planner)
    made.ids["plan"] = answer.raise_for_status().json()["id"]
    asked = {"office": OFFICE, "inspector": "a"}
    feed = client.post("/v1/feeds", json=asked, headers=planner).raise_for_status().json()
    made.ids["feed"] = feed["feed"]["id"]
    made.ids["secret"] = feed["url"].rpartition("/")[2].removesuffix(".ics")


def _draws(made: Peopled, client: TestClient, clock: Clock) -> None:
    """One draw that is carried out, one that waits for its numbers."""
    officer = made.header(Role.DRAW_OFFICER)
    for name in ("drawn", "waiting"):
        at = (clock.now + timedelta(hours=1)).isoformat()
        asked = {
            "dataset": made.ids["dataset"],
            "rule": RULE.format(name=name),
            "source": {"name": "骰子", "at": at},
        }
        draw = client.post("/v1/draws", json=asked, headers=officer).raise_for_status().json()
        made.ids[name] = draw["id"]
        clock.now += timedelta(hours=2)
        if name == "drawn":
            path = f"/v1/draws/{draw['id']}/run"
            client.post(path, json=CEREMONY, headers=officer).raise_for_status()
    rows = client.get(f"/v1/registers/{OFFICE}/drawn", headers=officer).raise_for_status().json()
    made.ids["target"] = rows[0]["target"]
    record = client.get(f"/v1/draws/{made.ids['drawn']}/record", headers=officer).json()
    made.ids["verifier"] = record["commitment"]["verifier"]
