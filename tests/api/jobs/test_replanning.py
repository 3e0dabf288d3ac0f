"""A replanning as a job: what the planner makes of it, with every change and its cause."""

from datetime import date
from typing import Any

from api.jobs.port import State
from api.jobs.request import UNPLANNABLE, Course, Request
from api.jobs.solving import Answer, solve_here
from api.jobs.work import Ending, Work
from api.store import Store, datasets, plans
from api.store.ledger import StoreLedger
from models.changes import CHANGES
from models.inspector import Leave
from models.pin import Pin
from models.plan import AnnualPlan, PlanStatus
from models.problem import Problem
from models.text import Text
from models.tiers import TieredPlan
from planner.origin import dataset_digest
from planner.replan import replan
from planner.tiers import Shares
from planner.tiers.year import steady
from tests.api.jobs.cases import OPTIONS, alone, small, small_plan, untimed
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


AWAY = Leave(inspector="x00-e0", start=date(2027, 3, 20), end=date(2027, 12, 31))
"""An expert who from then on goes neither for his county nor for those above, who send him too."""


def planned(store: Store, plan: TieredPlan, state: State) -> str:  # noqa: F811
    """A plan of `small` that was made before."""
    ledger = StoreLedger(store, lambda: NOON)
    made = submitted(store, small())
    for to in (State.STARTED, State.ACTIVE):
        ledger.advance(made, to)
    ledger.conclude(made, state, plan.model_dump_json().encode(), None)
    return made


def findings(plan: AnnualPlan) -> set[str]:
    return {finding.text.code for line in plan.compliance for finding in line.findings}


def test_one_part_is_changed_and_the_others_are_judged_anew(store: Store) -> None:  # noqa: F811
    problem, ledger = small(), StoreLedger(store, lambda: NOON)
    solved: list[Request] = []

    def counted(request: Request, *more: Any) -> Answer:
        solved.append(request)
        return here(request, *more)

    work, before = Work(ledger, counted), small_plan()
    now = problem.model_copy(update={"leave": (*problem.leave, AWAY)})
    course = Course(since=date(2027, 3, 20), office="x")
    again = submitted(
        store,
        now,
        base=planned(store, before, State.COMPLETED),
        kind=plans.Kind.REPLAN,
        course=course.model_dump(mode="json"),
    )
    # Whoever does it dies after the part was kept and before all were put together.
    (step,) = work.begin(again)
    assert step.key == "x"
    assert work.part(again, step.key).ending is Ending.DONE
    assert Work(ledger, counted).run(again) is State.COMPLETED
    assert len(solved) == 1

    after = TieredPlan.model_validate_json(ledger.result(again) or b"")
    around = Shares(now, before).around("x")
    wanted = replan(around, before.parts["x"], course.since, steady(OPTIONS))
    assert untimed(after.parts["x"]) == untimed(wanted.plan)
    assert not any("x00-e0" in visit.team for visit in wanted.plan.visits)
    assert after.parts["x01"] == before.parts["x01"]
    for key in ("x0", "x00"):  # the same plan, in which he is still sent
        was, found = before.parts[key], after.parts[key]
        assert was == found.model_copy(update={"compliance": was.compliance})
        assert findings(found) - findings(was) == {"audit.leave.visit"}
    assert after.origin is not None
    assert after.origin.dataset_sha256 == dataset_digest(now)


def test_what_was_not_planned_is_not_there_after_a_change(store: Store) -> None:  # noqa: F811
    whole, ledger = small_plan(), StoreLedger(store, lambda: NOON)
    missing = {"offices": whole.offices[:-1], "status": PlanStatus.INTERRUPTED}
    base = planned(store, whole.model_copy(update=missing), State.INCOMPLETE)
    course = Course(since=date(2027, 3, 20), office="x00").model_dump(mode="json")
    again = submitted(store, small(), base=base, kind=plans.Kind.REPLAN, course=course)
    assert Work(ledger, here).run(again) is State.INCOMPLETE
    made = TieredPlan.model_validate_json(ledger.result(again) or b"")
    assert made.unplanned == ("x01",)
    assert list(made.parts) == ["x", "x0", "x00"]


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
