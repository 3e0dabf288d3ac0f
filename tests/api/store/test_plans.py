"""Plans and their parts: accepted once, led through their states, counted right."""

from concurrent.futures import ThreadPoolExecutor

from api.jobs.port import OPEN, State
from api.store import Session, Store, parts, plans, trail
from tests.api.store.conftest import NOON, by
from tests.api.store.filled import UNDER_WAY, fill
from tests.api.store.steps import added, refused, submitted
from tests.planner.audit.tiny import PLAN


def test_the_same_request_gives_the_same_plan(store: Store) -> None:
    with store.writing() as session:
        data = added(session)
        one, new = plans.submit(session, by("ann"), data.id, {"seed": 7}, key="k")
        two, again = plans.submit(session, by("ann", seconds=1), data.id, {"seed": 7}, key="k")
        assert (new, again) == (True, False)
        assert one.id == two.id
        refused("reused", lambda: plans.submit(session, by("ann"), data.id, {"seed": 8}, key="k"))
        other, new = plans.submit(session, by("bob"), data.id, {"seed": 7}, key="k")
        assert new
        assert other.id != one.id
        refused("missing", lambda: plans.submit(session, by(), "0" * 32, {}))


def test_the_same_request_at_once_gives_one_plan(store: Store) -> None:
    with store.writing() as session:
        data = added(session)

    def submit(number: int) -> str:
        with store.writing() as session:
            return plans.submit(session, by("ann", seed=number), data.id, {}, key="k")[0].id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(submit, range(8)))) == 1
    with store.reading() as session:
        assert len(plans.listed(session)) == 1
        assert not trail.verify(session)


def test_a_plan_goes_through_its_states(store: Store) -> None:
    id_ = fill(store)
    with store.writing() as session:
        plan = plans.get(session, id_)
        assert (plan.state, plan.ended) == (State.COMPLETED, by(seconds=9).now)
        assert (plan.scheduled, plan.started, plan.active) == (NOON, NOON, NOON)
        assert plans.content_of(session, id_) == PLAN.model_dump_json()
        end = State.COMPLETED
        assert plans.advance(session, by(), id_, State.STARTED) is end
        assert not plans.conclude(session, by(), id_, State.INCOMPLETE, "{}")
        assert plans.content_of(session, id_) == PLAN.model_dump_json()
        assert not plans.stop(session, by(), id_).stopping
        published = plans.last_published(session, "county")
        assert published is not None
        assert published.id == id_
        assert plans.last_published(session, "elsewhere") is None
        assert not plans.under_way(session)
        refused("missing", lambda: plans.advance(session, by(), "0" * 32, end))


def test_a_plan_without_result_is_not_published(store: Store) -> None:
    with store.writing() as session:
        plan = submitted(session)
        refused("state", lambda: plans.publish(session, by(), plan.id))
        assert plans.content_of(session, plan.id) is None


def test_stopping_is_seen_by_the_worker(store: Store) -> None:
    with store.writing() as session:
        plan = submitted(session)
    with store.writing() as session:
        assert not plans.is_stopping(session, plan.id)
        plans.stop(session, by(), plan.id)
        plans.stop(session, by(), plan.id)
    with store.reading() as session:
        assert plans.is_stopping(session, plan.id)
        assert [e.action for e in trail.read(session, subject=plan.id)] == [
            "plan.submitted",
            "plan.stopping",
        ]


def test_plans_under_way_are_found(store: Store) -> None:
    with store.writing() as session:
        data = added(session).id
        one, two = (plans.submit(session, by(seconds=n), data, {})[0] for n in (5, 4))
        for plan in (one, two):
            for state in UNDER_WAY[:2]:
                plans.advance(session, by(), plan.id, state)
        assert plans.under_way(session) == (two.id, one.id)
        stay = plans.advance(session, by(), one.id, State.STARTED, only_from=[])
        assert stay is State.SOLVING_SCHEDULED
        assert {p.id for p in plans.listed(session, states=OPEN)} == {one.id, two.id}
        assert not plans.listed(session, states=[State.FAILED])


def test_what_came_of_the_same_input_stays(store: Store) -> None:
    def finish(session: Session, digest: str, content: str, *, interrupted: bool = False) -> str:
        parts.finish(session, by(), plan, "p", digest * 64, content, interrupted=interrupted)
        found = parts.find(session, plan, "p")
        assert found is not None
        return found.content

    with store.writing() as session:
        plan = submitted(session).id
        assert parts.find(session, plan, "p") is None
        assert [parts.begin(session, plan, "p") for _ in range(2)] == [1, 2]
        parts.tell(session, plan, "p", {"stage": "区划"})
        assert parts.under_way(session, plan) == {"p": {"stage": "区划"}}
        assert parts.find(session, plan, "p") is None
        assert finish(session, "a", "cut", interrupted=True) == "cut"
        assert parts.finished(session, plan) == ()
        assert finish(session, "a", "one") == "one"
        assert finish(session, "a", "two") == "one"
        assert finish(session, "a", "cut", interrupted=True) == "one"
        assert finish(session, "b", "three") == "three"
        assert parts.finished(session, plan) == ("p",)
        assert parts.under_way(session, plan) == {}
        assert parts.beginnings(session, plan) == {"p": 2}


def test_parts_begun_at_once_are_all_counted(store: Store) -> None:
    with store.writing() as session:
        plan = submitted(session).id

    def begin(_: int) -> int:
        with store.writing() as session:
            return parts.begin(session, plan, "p")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(begin, range(8))) == list(range(1, 9))
