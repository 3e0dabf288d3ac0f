"""A store with something in every table."""

from datetime import timedelta

from api.accounts.lockout import Failures
from api.accounts.roles import Role
from api.jobs.port import State
from api.store import (
    Store,
    accounts,
    comparisons,
    datasets,
    draws,
    feeds,
    hirings,
    parts,
    plans,
    regions,
    sessions,
    strangers,
    tokens,
    workers,
)
from api.store.comparisons import Case
from api.store.results import keep
from models.text import Text
from tests.api.store.conftest import by
from tests.planner.audit.tiny import PLAN, PROBLEM

UNDER_WAY = (
    State.VALIDATED,
    State.SOLVING_SCHEDULED,
    State.STARTED,
    State.ACTIVE,
)


def fill(store: Store) -> str:
    """Fill all tables; the id of a finished plan."""
    with store.writing() as session:
        regions.adopt(session, by(), PROBLEM.regions, None)
        ann = accounts.add(session, by(), "Ann", Role.PLANNER, "county", "hash", inspector="a").id
        accounts.add(session, by(seed=1), "root", Role.ADMINISTRATOR, None, "hash", subject="s")
        tokens.add(session, by(ann), ann, "laptop", by().now + timedelta(days=30))
        sessions.begin(session, by(ann, seed=1), ann, timedelta(hours=1))
        feeds.add(session, by(ann), "county", "a")
        strangers.count_failures(session, by(), "nobody", Failures(1))
        first = datasets.add(session, by(ann), PROBLEM, source="upload")
        second = datasets.add(
            session, by(ann, seconds=1), PROBLEM, source="overlay", parent=first.id, overlay="改"
        )
        plan, _ = plans.submit(session, by(ann), second.id, {"seed": 7}, key="k")
        for state in UNDER_WAY:
            assert plans.advance(session, by(), plan.id, state) is state
        plans.outline(session, plan.id, 1)
        parts.begin(session, plan.id, "county")
        parts.tell(session, plan.id, "county", {"stage": "区划"})
        body = PLAN.model_dump_json()
        parts.finish(session, by(), plan.id, "county", "0" * 64, body, interrupted=False)
        end = keep(session, by(seconds=9), plan.id, State.COMPLETED, body)
        assert end is State.COMPLETED
        plans.publish(session, by(ann, seconds=9), plan.id)
        failed, _ = plans.submit(session, by(ann, seconds=2), first.id, {})
        failure = Text(code="store.missing", args={"kind": "x", "id": "y"})
        for state in UNDER_WAY[:2]:
            plans.advance(session, by(), failed.id, state)
        plans.conclude(session, by(), failed.id, State.FAILED, None, failure=failure)
        draws.commit(
            session,
            by(ann),
            "county",
            "d1",
            position=1,
            previous="",
            digest="1" * 64,
            content='{"draw":"d1"}',
            sealed='{"secret":"x"}',
            verifier=("f" * 64, "verifier"),
            dataset=first.id,
        )
        comparisons.add(
            session, by(ann), first.id, "两案", [Case(name="甲", dataset=first.id, plan=plan.id)]
        )
        hirings.keep(session, by(ann), plan.id, "county", '{"hiring":{}}')
        workers.beat(session, "w", by().now)
        workers.lease(session, "janitor", "w", by().now, by(seconds=9).now)
    return plan.id
