"""Each aggregate on either database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.jobs.port import OPEN, State
from api.store import (
    By,
    Refused,
    Session,
    Store,
    comparisons,
    datasets,
    draws,
    feeds,
    new_id,
    parts,
    plans,
    regions,
    sessions,
    tokens,
    trail,
    visits,
    workers,
)
from api.store.comparisons import Case
from api.store.datasets import Dataset
from api.store.plans import Plan
from api.store.visits import Filter
from models.plan import Visit
from models.region import Level, Region
from tests.api.store.conftest import NOON, by
from tests.api.store.filled import UNDER_WAY, fill
from tests.planner.audit.tiny import PLAN, PROBLEM

OTHER = PROBLEM.model_copy(update={"name": "改过的"})


def refused(code: str, call: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.code == code


def added(session: Session, seconds: float = 0, parent: str | None = None) -> Dataset:
    return datasets.add(session, by(seconds=seconds), PROBLEM, source="upload", parent=parent)


def submitted(session: Session, who: By | None = None, **other: str) -> Plan:
    return plans.submit(session, who or by(), added(session, -1).id, {"seed": 7}, **other)[0]


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=5), st.binary(min_size=10, max_size=10))
def test_ids_sort_by_time(seconds: list[int], chance: bytes) -> None:
    ids = [new_id(NOON + timedelta(seconds=s), lambda _: chance) for s in seconds]
    assert sorted(ids) == [ids[n] for n in sorted(range(len(ids)), key=lambda n: seconds[n])]
    assert all(len(one) == 32 for one in ids)


def test_a_data_set_comes_back_as_it_was(store: Store) -> None:
    with store.writing() as session:
        kept = added(session)
    with store.reading() as session:
        assert datasets.problem_of(session, kept.id) == PROBLEM
        assert datasets.get(session, kept.id) == kept
        assert kept.created == NOON
        assert kept.figures["targets"] == len(PROBLEM.targets)
        refused("missing", lambda: datasets.get(session, "0" * 32))
        refused("missing", lambda: datasets.text_of(session, "0" * 32))


def test_versions_have_a_parent_and_a_number(store: Store) -> None:
    with store.writing() as session:
        first = added(session)
        second = added(session, 1, first.id)
        third = added(session, 2, second.id)
        added(session, 3)
    assert [(v.series, v.version, v.parent) for v in (first, second, third)] == [
        (first.id, 1, None),
        (first.id, 2, first.id),
        (first.id, 3, second.id),
    ]
    with store.reading() as session:
        assert datasets.listed(session, series=first.id) == (third, second, first)
        assert datasets.listed(session, before=second.id) == (first,)
        assert len(datasets.listed(session, offices=["county"])) == 4
        assert not datasets.listed(session, offices=["elsewhere"])


def test_a_data_set_in_use_never_changes(store: Store) -> None:
    with store.writing() as session:
        kept = added(session)
        assert datasets.replace(session, by(), kept.id, OTHER).name == "改过的"
        plans.submit(session, by(seconds=5), kept.id, {})
    with store.writing() as session:
        refused("frozen", lambda: datasets.replace(session, by(), kept.id, PROBLEM))
        refused("frozen", lambda: datasets.remove(session, by(), kept.id))
    with store.reading() as session:
        assert datasets.problem_of(session, kept.id) == OTHER
        assert datasets.get(session, kept.id).frozen == by(seconds=5).now


def test_only_what_nothing_hangs_on_is_removed(store: Store) -> None:
    with store.writing() as session:
        first = added(session)
        second = added(session, 1, first.id)
        refused("frozen", lambda: datasets.remove(session, by(), first.id))
        datasets.remove(session, by(), second.id)
        datasets.remove(session, by(), first.id)
    with store.reading() as session:
        assert not datasets.listed(session)


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


def _visits_of(store: Store) -> str:
    with store.writing() as session:
        plan = submitted(session).id
        visits.fill(session, plan, PROBLEM, [("county", v) for v in PLAN.visits])
    return plan


@pytest.mark.parametrize(
    ("which", "fits"),
    [
        (Filter(), lambda v: True),
        (Filter(inspector="a"), lambda v: "a" in v.team),
        (Filter(target="s1"), lambda v: v.target == "s1"),
        (Filter(kind="regular"), lambda v: v.kind == "regular"),
        (Filter(regions=frozenset({"county"})), lambda v: True),
        (Filter(regions=frozenset()), lambda v: False),
        (Filter(offices=frozenset({"other"})), lambda v: False),
        (
            Filter(since=date(2025, 4, 1), until=date(2025, 9, 30)),
            lambda v: v.end >= date(2025, 4, 1) and v.start <= date(2025, 9, 30),
        ),
    ],
)
def test_pages_show_each_visit_once(
    store: Store, which: Filter, fits: Callable[[Visit], bool]
) -> None:
    plan = _visits_of(store)
    expected = sorted((v.start, v.id) for v in PLAN.visits if fits(v))
    with store.reading() as session:
        assert visits.count(session, plan, which) == len(expected)
        for size in (1, 2, 100):
            seen, after = [], None
            while True:
                page = visits.page(session, plan, which, after=after, limit=size)
                assert len(page.visits) <= size
                seen += page.visits
                after = page.after
                if after is None:
                    break
            assert [v.start for v in seen] == sorted(v.start for v in seen)
            assert sorted((v.start, v.visit) for v in seen) == expected
        assert all(
            Visit.model_validate(v.content) in PLAN.visits
            for v in visits.page(session, plan, which).visits
        )


def test_sealed_visits_are_for_their_team(store: Store) -> None:
    secret = PROBLEM.programmes[0].model_copy(update={"sealed": True})
    problem = PROBLEM.model_copy(update={"programmes": (secret, *PROBLEM.programmes[1:])})
    hidden = [v for v in PLAN.visits if secret.id in v.programmes]
    first = min(hidden, key=lambda v: v.end)
    rest = len(PLAN.visits) - len(hidden)
    assert hidden
    with store.writing() as session:
        plan = submitted(session).id
        visits.fill(session, plan, problem, [("county", v) for v in PLAN.visits])
    with store.reading() as session:

        def count(**who: object) -> int:
            return visits.count(session, plan, Filter.model_validate(who))

        assert count(sealed_for=None) == len(PLAN.visits)
        assert count() == rest
        for person in {who for v in PLAN.visits for who in v.team}:
            assert count(sealed_for=person) == rest + sum(person in v.team for v in hidden)
        assert count(sealed_for="nobody") == rest
        assert count(today=first.end) == rest
        day_after = first.end + timedelta(days=1)
        assert count(today=day_after) == rest + sum(v.end < day_after for v in hidden)
        assert count(inspector=first.team[0]) == sum(
            first.team[0] in v.team for v in PLAN.visits if v not in hidden
        )


def test_a_register_goes_on_in_order(store: Store) -> None:
    def commit(session: Session, position: int, previous: str) -> draws.Draw:
        return draws.commit(
            session,
            by(seconds=position),
            "county",
            f"d{position}",
            position=position,
            previous=previous,
            digest=str(position) * 64,
            content="committed",
            sealed="secret",
            verifier=("f" * 64, "verifier"),
        )

    def event(session: Session, previous: str) -> draws.Draw:
        who = by(seconds=6)
        text = {"digest": "4" * 64, "content": "event"}
        return draws.event(session, who, "county", "d1", position=2, previous=previous, **text)

    with store.writing() as session:
        one = commit(session, 1, "")
        refused("position", lambda: commit(session, 1, ""))
        refused("position", lambda: commit(session, 3, "1" * 64))
        refused("state", lambda: draws.publish(session, by(), one.id))
        assert draws.whole_text(session, one.id) == "committed"
        done = draws.carry_out(session, by(seconds=5), one.id, "record", "2" * 64)
        refused("state", lambda: draws.carry_out(session, by(), one.id, "again", "3" * 64))
        refused("state", lambda: event(session, "1" * 64))
        added = event(session, "2" * 64)
        refused("state", lambda: draws.carry_out(session, by(), added.id, "record", "3" * 64))
        refused("state", lambda: draws.publish(session, by(), added.id))
    with store.reading() as session:
        assert draws.register(session, "county") == (done, added)
        assert draws.offices(session) == ("county",)
        assert draws.whole_texts(session, "county") == ("record", "event")
        assert draws.whole_text(session, one.id) == "record"
        assert draws.committed_text(session, one.id) == "committed"
        assert draws.committed_text(session, added.id) is None
        assert draws.sealed_text(session, one.id) == "secret"
        assert draws.sealed_text(session, added.id) is None
        assert draws.verifier_text(session, "f" * 64) == "verifier"
        assert draws.get(session, one.id).digest == "2" * 64
        refused("missing", lambda: draws.whole_text(session, "0" * 32))


def test_a_draw_given_up_is_not_drawn(store: Store) -> None:
    who = by()
    with store.writing() as session:
        one = draws.commit(
            session,
            who,
            "county",
            "d",
            position=1,
            previous="",
            digest="1" * 64,
            content="committed",
            sealed="secret",
            verifier=("f" * 64, "verifier"),
        )
        draws.event(
            session,
            by(seconds=1),
            "county",
            "d",
            position=2,
            previous="1" * 64,
            digest="2" * 64,
            content="given up",
        )
        refused("state", lambda: draws.carry_out(session, who, one.id, "record", "3" * 64))


def test_of_two_at_once_one_goes_first(store: Store) -> None:
    """Two officers commit, and one draws while the other gives up: never both."""

    def commit(name: str, seconds: int) -> draws.Draw:
        with store.writing() as session:
            ready.wait(timeout=10)
            return draws.commit(
                session,
                by(seconds=seconds),
                "county",
                name,
                position=1,
                previous="",
                digest="1" * 64,
                content="committed",
                sealed="secret",
                verifier=("f" * 64, "verifier"),
            )

    def change(way: int) -> draws.Draw:
        (one,) = entries
        with store.writing() as session:
            ready.wait(timeout=10)
            if way:
                return draws.carry_out(session, by(), one.id, "record", "2" * 64)
            text = {"previous": "1" * 64, "digest": "3" * 64, "content": "given up"}
            return draws.event(session, by(seconds=9), "county", one.draw, position=2, **text)

    # SQLite lets but one transaction that writes begin, so there nobody waits for the other.
    ready = Barrier(2 if store.engine.dialect.name == "postgresql" else 1)
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(commit, name, n) for n, name in enumerate("ab")]
    told = [one.exception() for one in tried]
    assert sorted(type(one).__name__ for one in told) == ["NoneType", "Refused"]
    assert {getattr(one, "code", "position") for one in told} == {"position"}
    with store.reading() as session:
        entries = draws.register(session, "county")
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(change, way) for way in (0, 1)]
    told = [one.exception() for one in tried]
    assert sorted(type(one).__name__ for one in told) == ["NoneType", "Refused"]


def test_a_comparison_ends_once(store: Store) -> None:
    with store.writing() as session:
        data = added(session)
        one = comparisons.add(
            session, by(), data.id, "两案", [Case(name="甲", dataset="", plan="")]
        )
        assert comparisons.content_of(session, one.id) is None
        done = comparisons.finish(session, by(seconds=1), one.id, "{}")
        refused("state", lambda: comparisons.finish(session, by(), one.id, "{}"))
    with store.reading() as session:
        assert comparisons.get(session, one.id) == done
        assert comparisons.listed(session, offices=["county"]) == (done,)
        assert not comparisons.listed(session, before=one.id)
        assert comparisons.content_of(session, one.id) == "{}"
        assert datasets.get(session, data.id).frozen is not None


def test_secrets_open_only_what_they_were_made_for(store: Store) -> None:
    fill(store)
    with store.writing() as session:
        ann = tokens.listed(session, "nobody")
        assert ann == ()
        account = plans.listed(session)[0].author
        soon = by().now + timedelta(hours=1)
        token, secret = tokens.add(session, by(seed=5), account, "t", expires=soon)
        logged = sessions.begin(session, by(seed=5), account, timedelta(hours=1))
        feed, address = feeds.add(session, by(seed=5), "county", "b")
        for lost in (token.model_dump_json(), feed.model_dump_json()):
            assert secret not in lost
            assert address not in lost
        assert tokens.holder(session, secret, NOON) == account
        assert tokens.holder(session, secret, soon) is None
        assert tokens.holder(session, logged.secret, NOON) is None
        assert tokens.holder(session, f"{secret}x", NOON) is None
        assert sessions.holder(session, logged.secret, NOON) == account
        assert sessions.holder(session, logged.secret, NOON, csrf=logged.csrf) == account
        assert sessions.holder(session, logged.secret, NOON, csrf=logged.secret) is None
        assert sessions.holder(session, logged.secret, logged.expires) is None
        assert feeds.find(session, address) == feed
        refused("missing", lambda: tokens.revoke(session, by(), token.id, "somebody else"))
        tokens.revoke(session, by(), token.id, account)
        feeds.revoke(session, by(), feed.id)
        sessions.end(session, logged.secret)
    with store.reading() as session:
        assert tokens.holder(session, secret, NOON) is None
        assert feeds.find(session, address) is None
        assert sessions.holder(session, logged.secret, NOON) is None
        assert {f.revoked is None for f in feeds.listed(session, "county")} == {True, False}


def test_workers_that_fall_silent_are_found(store: Store) -> None:
    with store.writing() as session:
        workers.beat(session, "one", NOON)
        workers.beat(session, "two", NOON)
        workers.beat(session, "two", by(seconds=20).now)
        assert workers.silent(session, by(seconds=10).now) == ("one",)
        workers.forget(session, "one")
        assert workers.seen(session) == (("two", by(seconds=20).now),)


def test_one_holds_an_office_at_a_time(store: Store) -> None:
    def lease(holder: str, seconds: float) -> bool:
        with store.writing() as session:
            now = by(seconds=seconds).now
            return workers.lease(session, "janitor", holder, now, now + timedelta(seconds=10))

    assert [lease("a", 0), lease("b", 5), lease("a", 8), lease("b", 17), lease("b", 18)] == [
        *(True, False, True, False, True)
    ]


def test_regions_are_added_and_never_move(store: Store) -> None:
    def region(id_: str, parent: str | None, level: Level = Level.COUNTY) -> Region:
        return Region(id=id_, name=id_, level=level, parent=parent)

    top = region("51", None, Level.PROVINCE)
    with store.writing() as session:
        regions.adopt(session, by(), [region("5104", "51"), top], None)
        regions.adopt(session, by(), [region("510402", "5104", Level.TOWNSHIP)], "5104")
        moved = [top, region("5105", "51"), region("5104", "5105")]
        refused("region_moved", lambda: regions.adopt(session, by(), moved, None))
        refused("region_outside", lambda: regions.adopt(session, by(), [region("x", "51")], "5104"))
    with store.reading() as session:
        assert regions.parents(session) == {"51": None, "5104": "51", "510402": "5104"}
        assert regions.names(session)["5104"] == "5104"
        assert [e.action for e in trail.read(session)] == ["regions.added"] * 2
