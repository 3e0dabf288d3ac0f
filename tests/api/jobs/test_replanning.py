"""A replanning as a job: what the planner makes of it, with every change and its cause."""

from datetime import date

from api.jobs.port import State
from api.jobs.request import UNPLANNABLE, Course, Request
from api.jobs.solving import solve_here
from api.jobs.work import Work
from api.store import Store, datasets, plans
from api.store.ledger import StoreLedger
from models.changes import CHANGES
from models.pin import Pin
from models.plan import AnnualPlan
from models.problem import Problem
from models.text import Text
from planner.replan import replan
from planner.tiers.year import steady
from tests.api.jobs.cases import OPTIONS, alone, untimed
from tests.api.jobs.test_work import here
from tests.api.store.conftest import (  # noqa: F401 - fixtures
    NOON,
    by,
    database,
    server,
    sqlite_template,
    store,
    template,
)


def submitted(store: Store, problem: Problem, **more: object) -> str:  # noqa: F811
    seconds = 10 if "base" in more else 0
    with store.writing() as session:
        kept = datasets.add(session, by(seconds=seconds), problem, source="upload")
        options = OPTIONS.model_dump(mode="json")
        made, _ = plans.submit(session, by(seconds=seconds + 1), kept.id, options, **more)  # type: ignore[arg-type]
        for state in (State.VALIDATED, State.SOLVING_SCHEDULED):
            plans.advance(session, by(), made.id, state)
    return made.id


def test_a_replanning_is_a_job_like_any_other(store: Store) -> None:  # noqa: F811
    problem, ledger = alone(), StoreLedger(store, lambda: NOON)
    work = Work(ledger, here)
    base = submitted(store, problem)
    assert work.run(base) is State.COMPLETED
    before = AnnualPlan.model_validate_json(ledger.result(base) or b"")
    first = min(before.visits, key=lambda visit: visit.start)
    course = Course(since=date(first.start.year, 6, 1), cancelled=(first.id,))
    assert first.start < course.since
    again = submitted(
        store,
        problem,
        kind=plans.Kind.REPLAN,
        base=base,
        course=course.model_dump(mode="json"),
    )
    assert work.run(again) is State.COMPLETED
    wanted = replan(problem, before, course.since, steady(OPTIONS), cancelled=course.cancelled)
    assert untimed(ledger.result(again)) == untimed(wanted.plan)
    with store.reading() as session:
        told = plans.changes_of(session, again)
        assert plans.get(session, again).base == base
        assert plans.changes_of(session, base) is None
    assert CHANGES.validate_json(told or "") == wanted.changes
    assert wanted.changes[0].visit == first.id


def test_data_that_cannot_be_planned_say_why(store: Store) -> None:  # noqa: F811
    problem, ledger = alone(), StoreLedger(store, lambda: NOON)
    kind, body = solve_here(Request(problem=problem, options=steady(OPTIONS)), print, lambda: False)
    assert kind == "plan"
    visit = AnnualPlan.model_validate_json(body).visits[0]
    pinned = problem.model_copy(
        update={"pins": (Pin(visit=visit.id, start=date(problem.year, 1, 1)),)}
    )
    plan = submitted(store, pinned)
    assert Work(ledger, here).run(plan) is State.FAILED
    fault = ledger.status(plan).fault
    assert fault is not None
    assert fault.code == UNPLANNABLE
    reasons = fault.args["reasons"]
    assert isinstance(reasons, tuple)
    assert all(isinstance(reason, Text) for reason in reasons)
    assert visit.id in str(reasons)
