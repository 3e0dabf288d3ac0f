"""`dudao --server URL plan` against a real service."""

import json
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typer import Exit
from typer.testing import Result

from api.accounts.roles import Role
from api.client.planning import _Levels, _refused
from api.client.server import Server
from api.client.service import Service, Status
from api.client.wire import RefusedError, Wire
from api.desk.datasets import of_json
from api.desk.plans import progress
from api.failures import print_issues
from api.jobs.port import State
from api.jobs.request import Request
from api.jobs.solving import Answer, ChildFaultError
from api.jobs.work import Work
from api.service import shell
from api.service.following import Following
from api.store import Store, datasets, plans
from api.store.ledger import StoreLedger
from models.issue import DataError
from models.problem import Problem
from models.region import Level, Region
from models.text import Text, say
from models.tiers import TieredPlan
from planner.options import Listener, Progress, Stop
from scenarios.dataset import write_dataset
from scenarios.export import read_any_json
from scenarios.generate import generate
from tests.api.client.conftest import Host
from tests.api.jobs.cases import small, untimed
from tests.api.jobs.test_work import here
from tests.api.service.atonce import AtOnce
from tests.api.service.test_plans import SECRET
from tests.api.store.conftest import NOON
from tests.planner.audit.tiny import PROBLEM

Dudao = Callable[..., Result]
Account = Callable[..., None]
Given = Callable[[Problem], None]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """Has the command read a problem of a test, whatever data set it is given."""
    return lambda problem: monkeypatch.setattr("api.dataset.problem_of", lambda *_: problem)


def names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def made(store: Store) -> tuple[int, list[State]]:
    """How many data sets a service has, and its plans."""
    with store.reading() as session:
        count = len(datasets.listed(session))
        return count, [plan.state for plan in plans.listed(session)]


def test_the_same_files_as_here(
    dudao: Dudao, served: Host, store: Store, account: Account, tmp_path: Path
) -> None:
    problem = generate(schools=3, seed=1, policy="miyi-2022")
    account(problem)
    data, overlay = tmp_path / "data", tmp_path / "one.toml"
    write_dataset(problem, data)
    overlay.write_text('name = "少一所"\n[[change]]\nremove = "督导对象"\nwhere = {}\nnumber = 1\n')
    options = ["plan", data, "--with", overlay, "--seed", 3, "--time-limit", 10, "--out"]
    alone = dudao(*options, tmp_path / "here", "--deterministic")
    there = dudao("--server", served.url, *options, tmp_path / "there")
    assert there.exit_code == alone.exit_code == 0, there.output
    assert names(tmp_path / "there") == names(tmp_path / "here")
    first, second = (
        untimed((tmp_path / name / "plan.json").read_text()) for name in ("here", "there")
    )
    assert first == second
    assert made(store) == (1, [State.COMPLETED])


def test_offices_of_a_province(
    dudao: Dudao,
    served: Host,
    store: Store,
    account: Account,
    given: Given,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)  # files are written in this process
    problem = small()
    account(problem)
    given(problem)
    out = tmp_path / "out"
    result = dudao("--server", served.url, "plan", "x", "--out", out, "--time-limit", 20)
    assert result.exit_code == 0, result.output
    plan = read_any_json(out / "plan.json")
    assert isinstance(plan, TieredPlan)
    with store.reading() as session:
        (kept,) = plans.listed(session)
        assert untimed(plan) == untimed(plans.content_of(session, kept.id))
    assert "服务器已编制 4/4 份计划" in result.output
    assert len(list((out / "offices").iterdir())) == len(plan.offices)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMINISTRATOR])
def test_sealed_visits_are_for_those_who_may_see_them(
    role: Role, dudao: Dudao, served: Host, account: Account, given: Given, tmp_path: Path
) -> None:
    account(SECRET, role)
    given(SECRET)
    out = tmp_path / "out"
    result = dudao("--server", served.url, "plan", "x", "--out", out)
    assert result.exit_code in {0, 1}, result.output
    assert json.loads((out / "plan.json").read_bytes())["withheld"]
    sealed = out / "sealed" / "plan.json"
    assert sealed.exists() == (role is Role.PLANNER)
    if role is Role.PLANNER:
        assert not json.loads(sealed.read_bytes())["withheld"]


def test_a_server_that_comes_back(
    dudao: Dudao, host: Host, app: shell.Service, account: Account, given: Given, tmp_path: Path
) -> None:
    account(PROBLEM)
    given(PROBLEM)
    later = threading.Timer(1, host.begin, [app])
    later.start()
    result = dudao("--server", host.url, "plan", "x", "--out", tmp_path / "out")
    later.join()
    assert result.exit_code in {0, 1}, result.output
    assert "没有应答，继续重试" in result.output
    assert (tmp_path / "out" / "plan.json").exists()


class Losing:
    """Loses the first answer of each path that something is sent to."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.lost: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lose = scope["type"] == "http" and scope["method"] == "POST"
        if not lose or scope["path"] in self.lost:
            await self._app(scope, receive, send)
            return
        self.lost.append(scope["path"])

        async def nowhere(_: Message) -> None:
            return

        await self._app(scope, receive, nowhere)
        head = [(b"retry-after", b"0")]
        await send({"type": "http.response.start", "status": 503, "headers": head})
        await send({"type": "http.response.body", "body": b"away"})


def test_an_answer_that_is_lost_makes_nothing_twice(
    dudao: Dudao,
    host: Host,
    app: shell.Service,
    store: Store,
    account: Account,
    given: Given,
    tmp_path: Path,
) -> None:
    account(PROBLEM)
    given(PROBLEM)
    losing = Losing(app)
    host.begin(losing)
    result = dudao("--server", host.url, "plan", "x", "--out", tmp_path / "out")
    assert result.exit_code in {0, 1}, result.output
    assert losing.lost == ["/v1/datasets", "/v1/plans"]
    assert made(store) == (1, [State.COMPLETED])


class Unhurried:
    """Solves as soon as the end is asked for."""

    def __init__(self) -> None:
        self.began = threading.Event()

    def __call__(self, request: Request, on_progress: Listener, stop: Stop, _: object) -> Answer:
        self.began.set()
        while not stop():
            threading.Event().wait(0.02)
        return here(request, on_progress, stop)


@pytest.mark.parametrize("begun", [True, False])
def test_ctrl_c_ends_it_there(
    begun: bool,
    dudao: Dudao,
    served: Host,
    app: shell.Service,
    store: Store,
    jobs: AtOnce,
    account: Account,
    given: Given,
    tmp_path: Path,
) -> None:
    account(PROBLEM)
    given(PROBLEM)
    jobs.paused = True
    # streams end soon: the command asks again
    app.state.following = Following(partial(progress, store), look_s=0.05, longest_s=0.2)
    over, unhurried = threading.Event(), Unhurried()

    def interrupt() -> None:
        while not over.wait(0.05):
            with store.reading() as session:
                found = plans.listed(session)
            if not found:
                continue
            ledger = StoreLedger(store, lambda: NOON)
            if begun:
                work = threading.Thread(target=Work(ledger, unhurried).run, args=[found[0].id])
                work.start()
                assert unhurried.began.wait(60)
            over.wait(0.3)
            os.kill(os.getpid(), signal.SIGINT)
            if begun:
                work.join()
            return

    user = threading.Thread(target=interrupt)
    user.start()
    try:
        result = dudao("--server", served.url, "plan", "x", "--out", tmp_path / "out")
    finally:
        over.set()
        user.join()
    assert made(store)[1] == [State.INCOMPLETE]
    assert "正在结束" in result.output
    if begun:
        assert result.exit_code in {0, 1}, result.output
        plan = json.loads((tmp_path / "out" / "plan.json").read_bytes())
        assert plan["status"] == "interrupted"
    else:
        assert result.exit_code == 130, result.output
        assert "没有可保留的计划" in result.output
        assert not (tmp_path / "out").exists()


UNPLANNABLE = Text(
    code="jobs.fault.data", args={"reasons": (Text(code="jobs.fault.memory", args={"mb": 7}),)}
)


@pytest.mark.parametrize(
    ("fault", "exit_code"),
    [(UNPLANNABLE, 2), (Text(code="jobs.fault.hopeless", args={"part": "x"}), 3)],
)
def test_a_plan_that_fails(
    fault: Text,
    exit_code: int,
    dudao: Dudao,
    served: Host,
    jobs: AtOnce,
    account: Account,
    given: Given,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account(PROBLEM)
    given(PROBLEM)

    def fail(*_: object) -> Answer:
        raise ChildFaultError(fault, lost=False)

    monkeypatch.setattr("tests.api.service.atonce.here", fail)
    result = dudao("--server", served.url, "plan", "x", "--out", tmp_path / "out")
    assert result.exit_code == exit_code, result.output
    assert "没有编成计划" in result.output
    assert say(fault)[:8] in result.output
    assert not (tmp_path / "out").exists()


def test_bad_data_are_told_as_here_and_never_sent(
    dudao: Dudao, host: Host, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUDAO_TOKEN", "t")
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in dataset.iterdir():
        spoilt = "\nx,y" if path.name.startswith("inspectors") else ""
        (broken / path.name).write_text(path.read_text("utf-8-sig") + spoilt, "utf-8")
    results = [
        dudao(*server, "plan", broken, "--out", tmp_path / "out")
        for server in ([], ["--server", host.url])
    ]
    assert [result.exit_code for result in results] == [2, 2]
    assert results[0].output == results[1].output
    assert "处问题" in results[0].output


def test_what_the_server_refuses_is_told_as_here(
    served: Host, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    account(PROBLEM)
    body = json.loads(PROBLEM.model_dump_json()) | {"year": "soon", "strange": 1}
    text = json.dumps(body)
    with pytest.raises(DataError) as local:
        of_json(text.encode())
    print_issues(local.value)
    expected = capsys.readouterr().err
    wire = Wire(Server(served.url, os.environ["DUDAO_TOKEN"]), print, lambda: False)
    with pytest.raises(RefusedError) as refused:
        wire.ask("POST", "/v1/datasets", body=text)
    wire.close()
    with pytest.raises(Exit) as end:
        _refused(refused.value.refusal)
    assert end.value.exit_code == 2
    assert capsys.readouterr().err.startswith(expected)


def test_data_of_another_region(
    dudao: Dudao, served: Host, store: Store, account: Account, given: Given, tmp_path: Path
) -> None:
    account(PROBLEM, region=Region(id="other", name="other", level=Level.COUNTY))
    given(PROBLEM)
    result = dudao("--server", served.url, "plan", "x", "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert "服务器拒绝（404）" in result.output
    assert made(store) == (0, [])


def test_equal_data_are_kept_once(served: Host, account: Account, store: Store) -> None:
    account(PROBLEM)
    wire = Wire(Server(served.url, os.environ["DUDAO_TOKEN"]), print, lambda: False)
    service = Service(wire)
    other = PROBLEM.model_copy(update={"name": "other"})
    first = service.keep(PROBLEM)
    assert service.keep(PROBLEM) == first != service.keep(other)
    wire.close()
    assert made(store) == (2, [])


def test_levels_are_shown_as_here() -> None:
    told: list[Progress] = []
    show = _Levels(told.append)
    first = {"stage": "visits", "level": "left_out", "objective": 3.0, "bound": 1.0}
    second = {"stage": "visits", "level": "cost"}
    for state, parts in (
        ("SOLVING_SCHEDULED", []),
        ("ACTIVE", [first]),
        ("ACTIVE", [first]),
        ("ACTIVE", [second]),
        ("COMPLETED", []),
    ):
        status = {"state": state, "parts": [{"part": "county", **one} for one in parts]}
        show(Status.model_validate_json(json.dumps(status)))
    assert [(p.level, p.objective, p.done) for p in told] == [
        ("left_out", 3, False),
        ("left_out", 3, True),
        ("cost", None, False),
        ("cost", None, True),
    ]


def test_a_newer_server_may_say_more() -> None:
    assert Status.model_validate_json('{"state": "ACTIVE", "mood": "good"}').state is State.ACTIVE
