"""The ledger in the store does what the plain one of the tests of jobs does, call for call."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from api.jobs.ledger import Ledger, LedgerUnavailableError, Part, Roll
from api.jobs.port import State
from api.jobs.work import Work
from api.store import By, Store, datasets, offices, open_store, plans, trail, visits
from api.store.ledger import StoreLedger
from api.store.visits import Filter
from models.text import Text
from models.tiers import OfficePlan, TieredPlan
from planner.options import Options, Progress
from planner.pipeline import plan_year
from planner.tiers import plan_tiers
from planner.tiers.year import steady
from tests.api.jobs.cases import OPTIONS, alone, small, untimed
from tests.api.jobs.ledgers import FileLedger
from tests.api.jobs.test_work import here
from tests.api.store.conftest import NOON
from tests.planner.audit.tiny import PLAN, PROBLEM

WHOLE = TieredPlan(
    origin=PLAN.origin, status=PLAN.status, offices=(OfficePlan(office="county", plan=PLAN),)
)
RESULT = WHOLE.model_dump_json().encode()
KEYS = st.sampled_from(["county", "county-x", "county#1"])
CALLS: st.SearchStrategy[tuple[Any, ...]] = st.one_of(
    st.tuples(
        st.just("advance"),
        st.sampled_from(State),
        st.none() | st.frozensets(st.sampled_from(State), max_size=4),
    ),
    st.tuples(st.sampled_from(["ask_to_cancel", "asked_to_cancel", "status", "inputs"])),
    st.tuples(st.just("outline"), st.just(["county", "county-x"])),
    st.tuples(st.just("begin"), KEYS),
    st.tuples(st.just("tell"), KEYS, st.builds(Progress, stage=st.just("区划"))),
    st.tuples(st.just("part"), KEYS),
    st.tuples(
        st.just("finish"),
        st.builds(
            Part,
            KEYS,
            st.sampled_from(["a" * 64, "b" * 64]),
            st.sampled_from([b"{}", "\u4e00".encode()]),
            st.booleans(),
        ),
    ),
    st.tuples(
        st.just("conclude"),
        st.sampled_from([State.COMPLETED, State.INCOMPLETE, State.FAILED]),
        st.none() | st.just(RESULT),
        st.none() | st.just(Text(code="store.missing", args={"kind": "x", "id": "y"})),
    ),
)
ROLL: st.SearchStrategy[tuple[Any, ...]] = st.one_of(
    st.tuples(st.just("beat"), st.sampled_from("ab"), st.integers(0, 50)),
    st.tuples(st.just("silent"), st.integers(0, 50)),
    st.tuples(st.just("forget"), st.sampled_from("ab")),
    st.tuples(
        *(st.just("lease"), st.just("janitor"), st.sampled_from("ab")),
        *(st.integers(0, 50), st.integers(1, 9)),
    ),
)


def submitted(store: Store) -> str:
    with store.writing() as session:
        anybody = By("", NOON)
        data = datasets.add(session, anybody, PROBLEM, source="upload")
        plan, _ = plans.submit(session, anybody, data.id, Options().model_dump(mode="json"))
        for state in (State.VALIDATED, State.SOLVING_SCHEDULED):
            plans.advance(session, anybody, plan.id, state)
    return plan.id


def answer(ledger: object, name: str, *args: object) -> object:
    found = getattr(ledger, name)(*args)
    return sorted(found) if isinstance(found, (list, tuple)) else found


@pytest.fixture(scope="module")
def empty() -> Any:
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/one.sqlite")
        yield store
        store.close()


@settings(max_examples=40)
@given(st.lists(st.one_of(CALLS, ROLL), max_size=12))
def test_it_does_what_the_plain_one_does(empty: Store, calls: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        plain = FileLedger(Path(folder) / "plain")
        plan = submitted(empty)
        plain.add(plan, PROBLEM, Options())
        with empty.writing() as session:
            for table in ("workers", "leases"):
                session.execute(text(f"DELETE FROM {table}"))
        ours = StoreLedger(empty, lambda: NOON)
        for name, *args in calls:
            which = () if name in {"beat", "silent", "forget", "lease"} else (plan,)
            both = [answer(one, name, *which, *args) for one in (ours, plain)]
            if name == "inputs":
                assert [one.options for one in both] == [Options()] * 2
            else:
                assert both[0] == both[1], name


def test_a_result_has_a_row_for_each_visit(store: Store) -> None:
    plan = submitted(store)
    ledger = StoreLedger(store, lambda: NOON)
    assert ledger.open_plans() == (plan,)
    assert ledger.advance(plan, State.STARTED) is State.STARTED
    assert ledger.dataset(ledger.inputs(plan).dataset).decode() == PROBLEM.model_dump_json()
    end = ledger.conclude(plan, State.COMPLETED, RESULT, None)
    assert end is State.COMPLETED
    with store.reading() as session:
        found = plans.get(session, plan)
        figures = {key: found.figures[key] for key in ("offices", "visits", "left_out")}
        assert figures == {"offices": 1, "visits": len(PLAN.visits), "left_out": 0}
        assert [part.office for part in offices.listed(session, plan)] == ["county"]
        of_office = Filter(offices=frozenset({"county"}))
        assert visits.count(session, plan, of_office) == len(PLAN.visits)
        assert plans.content_of(session, plan) == RESULT.decode()
        assert not trail.verify(session)
    assert ledger.open_plans() == ()


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'one.sqlite'}")
    plan = submitted(store)
    store.close()
    os.truncate(tmp_path / "one.sqlite", 0)
    with pytest.raises(LedgerUnavailableError):
        StoreLedger(store).status(plan)


def test_it_is_what_jobs_ask_for(empty: Store) -> None:
    ledger: Ledger = StoreLedger(empty)
    roll: Roll = StoreLedger(empty)
    for port, made in ((Ledger, ledger), (Roll, roll)):
        assert {name for name in vars(port) if not name.startswith("_")} <= set(dir(made))


@pytest.mark.parametrize("several", [True, False])
def test_a_job_plans_through_it(store: Store, several: bool) -> None:
    problem = small() if several else alone()
    with store.writing() as session:
        who = By("", NOON)
        data = datasets.add(session, who, problem, source="upload")
        plan, _ = plans.submit(session, who, data.id, OPTIONS.model_dump(mode="json"))
        for state in (State.VALIDATED, State.SOLVING_SCHEDULED):
            plans.advance(session, who, plan.id, state)
    ledger = StoreLedger(store)
    assert Work(ledger, here).run(plan.id) is State.COMPLETED
    whole = plan_tiers(problem, OPTIONS, 1) if several else plan_year(problem, steady(OPTIONS))
    offices = [one.plan for one in whole.offices] if isinstance(whole, TieredPlan) else [whole]
    made = [visit for one in offices for visit in one.visits]
    with store.reading() as session:
        page = visits.page(session, plan.id, Filter(sealed_for=None), limit=1000)
        assert {v.visit for v in page.visits} == {v.id for v in made}
        assert len(page.visits) == len(made) > 0
        assert untimed(plans.content_of(session, plan.id)) == untimed(whole)
    status = ledger.status(plan.id)
    assert status.done == status.total == len(offices)
    assert not status.progress
