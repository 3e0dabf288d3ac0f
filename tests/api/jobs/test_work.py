"""A plan's job: the same plan after any kill, and no finished part is solved again."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import api.jobs.work
from api.jobs.ledger import LedgerUnavailableError, Part
from api.jobs.port import State
from api.jobs.request import Request
from api.jobs.solving import Answer, ChildFaultError, DraftListener, plan_in, solve, solve_here
from api.jobs.work import Ending, Step, Work, ready
from models.plan import AnnualPlan, PlanStatus
from models.problem import Problem
from models.region import Level
from models.text import Text
from models.tiers import TieredPlan
from planner.options import Listener, Options, Stop
from planner.pipeline import plan_year
from planner.tiers import plan_tiers
from planner.tiers.sidebyside import plan_alone
from planner.tiers.year import steady
from tests.api.jobs.cases import OPTIONS, alone, killing, small, small_plan, untimed
from tests.api.jobs.ledgers import FileLedger
from tests.planner.exchange.regions import exchange_problem
from tests.planner.exchange.test_teams import LINE, with_governments
from tests.planner.tiers.realm import PROGRAMMES, realm

ROOT = Path(__file__).parents[3]
KEYS = ["x", "x0", "x00", "x01"]


@pytest.fixture(scope="module")
def whole() -> TieredPlan:
    """The plan without any job."""
    return small_plan()


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    made = FileLedger(tmp_path / "ledger.sqlite")
    made.add("p", small(), OPTIONS)
    return made


def here(
    request: Request, on_progress: Listener, stop: Stop, on_draft: DraftListener = lambda _: None
) -> Answer:
    """Solve in this process."""
    kind, body = solve_here(request, on_progress, stop, on_draft)
    if kind == "rotations":
        return Answer(body, interrupted=False)
    return Answer(body, plan_in(body, kind).status is PlanStatus.INTERRUPTED)


def test_parts_make_the_plan_of_the_whole(ledger: FileLedger, whole: TieredPlan) -> None:
    assert Work(ledger, here).run("p") is State.COMPLETED
    assert untimed(ledger.result("p")) == untimed(whole)
    assert ledger.beginnings("p") == dict.fromkeys(KEYS, 1)
    status = ledger.status("p")
    assert (status.done, status.total, dict(status.progress)) == (4, 4, {})


def test_an_ended_plan_stays_as_it_is(ledger: FileLedger) -> None:
    work = Work(ledger, here)
    work.run("p")
    before = ledger.result("p")
    assert work.begin("p") == ()
    assert work.end("p", Text(code="x")) is State.COMPLETED
    assert (ledger.result("p"), ledger.endings("p")) == (before, ["COMPLETED"])


def test_one_office_is_one_part(ledger: FileLedger) -> None:
    problem = alone()
    ledger.add("q", problem, OPTIONS)
    assert Work(ledger, here).run("q") is State.COMPLETED
    assert untimed(ledger.result("q")) == untimed(plan_year(problem, steady(OPTIONS)))
    assert ledger.beginnings("q") == {"x00": 1}


def test_rotations_of_a_cross_check_are_a_part_of_their_own(ledger: FileLedger) -> None:
    cross = exchange_problem(LINE).programmes[0]
    county = realm(prefectures=3, counties=1, schools=2, programmes=(cross, *PROGRAMMES))
    problem = with_governments(county, Level.PREFECTURE)
    options = Options(time_limit_s=5)
    ledger.add("r", problem, options)
    work = Work(ledger, here)
    assert work.run("r") is State.COMPLETED
    assert ledger.beginnings("r")["x-cross#rotations"] == 1
    assert untimed(ledger.result("r")) == untimed(plan_tiers(problem, options, 1, solve=plan_alone))


def test_children_killed_at_random_moments_change_nothing(
    ledger: FileLedger, whole: TieredPlan
) -> None:
    with killing(seed=3, most=2, longest_s=2) as killed:
        assert Work(ledger, solve).run("p") is State.COMPLETED
    assert killed
    assert untimed(ledger.result("p")) == untimed(whole)


RUN = """
import sys
from pathlib import Path
from api.jobs.work import Work
from tests.api.jobs.ledgers import FileLedger
from tests.api.jobs.test_work import here

Work(FileLedger(Path(sys.argv[1])), here).run("p")
"""


def test_a_run_killed_at_random_moments_goes_on_where_it_was(
    ledger: FileLedger, whole: TieredPlan
) -> None:
    draw = random.Random(5)
    kept: dict[str, int] = {}
    for kill_after in (1, 3, 0):
        before = sum(ledger.beginnings("p").values())
        with subprocess.Popen([sys.executable, "-c", RUN, str(ledger.path)], cwd=ROOT) as run:
            while kill_after and sum(ledger.beginnings("p").values()) < before + kill_after:
                assert run.poll() is None
                time.sleep(0.01)
            if kill_after:
                time.sleep(draw.uniform(0, 0.1))
                run.kill()
        assert run.returncode == (-9 if kill_after else 0)
        begun = ledger.beginnings("p")
        assert {key: begun[key] for key in kept} == kept
        kept = {key: begun[key] for key in KEYS if ledger.part("p", key) is not None}
    assert sum(ledger.beginnings("p").values()) <= len(KEYS) + 2
    assert untimed(ledger.result("p")) == untimed(whole)
    assert ledger.endings("p") == ["COMPLETED"]


def test_a_cancelled_plan_keeps_what_is_done(ledger: FileLedger) -> None:
    def cancelling(request: Request, on_progress: Listener, stop: Stop, _: DraftListener) -> Answer:
        if request.problem.office == "x00":
            ledger.ask_to_cancel("p")
            while not stop():
                time.sleep(0.01)
        return here(request, on_progress, stop)

    assert Work(ledger, cancelling).run("p") is State.INCOMPLETE
    plan = TieredPlan.model_validate_json(ledger.result("p") or b"")
    assert [one.office for one in plan.offices] == ["x", "x0", "x00"]
    assert (plan.status, plan.unplanned) == (PlanStatus.INTERRUPTED, ("x01",))
    assert ledger.status("p").cancelled


def test_of_one_office_the_best_so_far_is_a_draft(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path / "one")
    ledger.add("p", alone(), OPTIONS)
    seen: list[AnnualPlan | TieredPlan | None] = []

    def lost(
        request: Request, on_progress: Listener, stop: Stop, on_draft: DraftListener
    ) -> Answer | None:
        def heard(body: bytes) -> None:
            on_draft(body)
            seen.append(work.best("p"))

        answer = solve(request, on_progress, stop, heard)
        assert answer is not None
        ledger.ask_to_cancel("p")
        return None  # as if it had been killed over its end

    work = Work(ledger, lost)
    assert work.run("p") is State.INCOMPLETE
    assert seen
    kept = AnnualPlan.model_validate_json(ledger.result("p") or b"")
    assert kept == seen[-1]
    assert kept.status is PlanStatus.INTERRUPTED
    assert kept.visits
    assert not ledger.status("p").done


def test_a_plan_cancelled_before_it_began_has_no_result(ledger: FileLedger) -> None:
    ledger.ask_to_cancel("p")
    assert Work(ledger, here).run("p") is State.INCOMPLETE
    assert ledger.result("p") is None
    assert ledger.beginnings("p") == {}


def test_a_part_that_always_dies_fails_the_plan_and_keeps_the_rest(ledger: FileLedger) -> None:
    fault = Text(code="jobs.fault.killed", args={"signal": "SIGKILL"})
    tries: list[str] = []

    def dying(request: Request, on_progress: Listener, stop: Stop, _: DraftListener) -> Answer:
        tries.append(request.problem.office)
        if request.problem.office == "x00":
            raise ChildFaultError(fault, lost=True)
        return here(request, on_progress, stop)

    work = Work(ledger, dying)
    assert work.run("p") is State.FAILED
    assert tries == ["x", "x0", *["x00"] * api.jobs.work.MOST_TRIES]
    assert ledger.status("p").fault == fault
    plan = TieredPlan.model_validate_json(ledger.result("p") or b"")
    assert [one.office for one in plan.offices] == ["x", "x0"]


def test_a_fault_that_trying_does_not_mend_is_not_tried(ledger: FileLedger) -> None:
    tries: list[str] = []

    def broken(request: Request, _on_progress: Listener, _stop: Stop, _: DraftListener) -> Answer:
        tries.append(request.problem.office)
        raise ChildFaultError(Text(code="jobs.fault.internal"))

    assert Work(ledger, broken).run("p") is State.FAILED
    assert tries == ["x"]


def test_a_part_begun_too_often_is_given_up(ledger: FileLedger) -> None:
    for _ in range(api.jobs.work.MOST_BEGINNINGS):
        ledger.begin("p", "x")
    outcome = Work(ledger, here).part("p", "x")
    assert outcome.ending is Ending.FAILED
    assert outcome.fault == Text(code="jobs.fault.hopeless", args={"part": "x"})


def test_another_version_solves_anew(ledger: FileLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(ledger, here)
    assert work.part("p", "x").ending is Ending.DONE
    assert work.part("p", "x").ending is Ending.DONE
    assert ledger.beginnings("p") == {"x": 1}
    monkeypatch.setattr(api.jobs.work, "version", lambda _name: "99")
    work.part("p", "x")
    assert ledger.beginnings("p") == {"x": 2}


def test_the_best_so_far_is_what_is_done(ledger: FileLedger) -> None:
    work = Work(ledger, here)
    assert work.best("p") is None
    work.part("p", "x")
    best = work.best("p")
    assert isinstance(best, TieredPlan)
    assert ([one.office for one in best.offices], best.unplanned) == (["x"], ("x0", "x00", "x01"))


def test_a_database_that_is_away_loses_nothing(tmp_path: Path, whole: TieredPlan) -> None:
    class Shaky(FileLedger):
        away = 0

        def asked_to_cancel(self, plan: str) -> bool:
            self._fail()
            return super().asked_to_cancel(plan)

        def finish(self, plan: str, part: Part) -> None:
            self._fail()
            super().finish(plan, part)

        def _fail(self) -> None:
            self.away += 1
            if self.away % 3 == 2:
                raise LedgerUnavailableError

    shaky = Shaky(tmp_path / "shaky.sqlite")
    shaky.add("p", small(), OPTIONS)
    work = Work(shaky, here)
    for step in work.begin("p"):
        assert work.part("p", step.key).ending is Ending.DONE
    assert work.end("p") is State.COMPLETED
    assert shaky.beginnings("p") == dict.fromkeys(KEYS, 1)
    assert untimed(shaky.result("p")) == untimed(whole)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=8), st.randoms())
def test_parts_become_ready_in_any_order_of_finishing(
    table: list[tuple[int, bool]], draw: random.Random
) -> None:
    steps = tuple(
        Step(key=str(n), after=(str(other % n),) if n and not last else (), last=last)
        for n, (other, last) in enumerate(table)
    )
    early = {s.key for s in steps if not s.last}
    steps = tuple(s if set(s.after) <= early else s.model_copy(update={"after": ()}) for s in steps)
    done: set[str] = set()
    while keys := ready(steps, done):
        key = draw.choice(keys)
        step = next(s for s in steps if s.key == key)
        assert set(step.after) <= done
        assert not step.last or early <= done
        done.add(key)
    assert done == {s.key for s in steps}


def test_a_problem_survives_the_way_to_the_child() -> None:
    problem = small()
    assert Problem.model_validate_json(problem.model_dump_json()) == problem


def test_a_plan_survives_the_way_back(whole: TieredPlan) -> None:
    for one in whole.offices:
        assert AnnualPlan.model_validate_json(one.plan.model_dump_json()) == one.plan
